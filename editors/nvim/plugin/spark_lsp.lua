--- `:Spark …` and what follows the editor's events; the server itself is turned on by `vim.lsp.enable('spark_lsp')`.
if vim.g.loaded_spark_lsp then
  return
end
vim.g.loaded_spark_lsp = true

local COMMANDS = { 'show', 'next', 'previous', 'fix', 'refine', 'explain', 'dismiss', 'restore', 'status' }

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
    require('spark_lsp').forward(event.buf)
  end,
})

vim.api.nvim_create_autocmd('CursorMoved', {
  group = group,
  desc = 'Tell Spark where the cursor is',
  callback = function(event)
    require('spark_lsp').moved(event.buf)
  end,
})

vim.api.nvim_create_autocmd({ 'LspAttach', 'BufUnload' }, {
  group = group,
  desc = 'A server that attaches has heard nothing yet',
  callback = function(event)
    require('spark_lsp').forget(event.buf)
    if event.event == 'LspAttach' then
      require('spark_lsp').forward(event.buf)
    end
  end,
})
