--- `:Spark …` and what follows the editor's events; the server itself is turned on by `vim.lsp.enable('spark_lsp')`.
if vim.g.loaded_spark_lsp then
  return
end
vim.g.loaded_spark_lsp = true

local COMMANDS = {
  'show', 'next', 'previous', 'fix', 'refine', 'explain', 'dismiss', 'restore', 'pause', 'resume', 'status', 'restart',
} -- stylua: ignore

vim.api.nvim_create_user_command('Spark', function(opts)
  local name, argument = opts.fargs[1], opts.fargs[2]
  if not vim.list_contains(COMMANDS, name) then
    vim.notify(('Spark: there is no `%s`; there are %s'):format(name, table.concat(COMMANDS, ', ')), vim.log.levels.ERROR)
    return
  end
  require('spark_lsp')[name](argument)
end, {
  nargs = '+',
  desc = 'Advice on the code under the cursor',
  complete = function(start)
    return vim.tbl_filter(function(name)
      return vim.startswith(name, start)
    end, COMMANDS)
  end,
})

local group = vim.api.nvim_create_augroup('spark_lsp', {})

vim.api.nvim_create_autocmd('DiagnosticChanged', {
  group = group,
  desc = 'Tell Spark what other servers say',
  callback = function(event)
    require('spark_lsp.hearing').forward(event.buf)
  end,
})

vim.api.nvim_create_autocmd('CursorMoved', {
  group = group,
  desc = 'Tell Spark where the cursor is',
  callback = function(event)
    require('spark_lsp.hearing').moved(event.buf)
  end,
})

vim.api.nvim_create_autocmd('WinNew', {
  group = group,
  desc = 'Tell Spark what of its advice was read',
  callback = vim.schedule_wrap(function()
    if package.loaded['spark_lsp.float'] then
      require('spark_lsp.float').opened()
    end
  end),
})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  desc = 'A server that attaches has heard nothing yet',
  callback = function(event)
    require('spark_lsp.hearing').attach(event.buf, event.data.client_id)
  end,
})

vim.api.nvim_create_autocmd('LspDetach', {
  group = group,
  desc = 'Forget a server that is gone',
  callback = function(event)
    require('spark_lsp.hearing').detach(event.buf, event.data.client_id)
  end,
})

vim.api.nvim_create_autocmd('BufUnload', {
  group = group,
  desc = 'Forget a buffer that is gone',
  callback = function(event)
    if package.loaded['spark_lsp.hearing'] then
      require('spark_lsp.hearing').forget(event.buf)
    end
  end,
})
