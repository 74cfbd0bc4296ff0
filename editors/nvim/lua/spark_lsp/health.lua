--- `:checkhealth spark_lsp`: this editor's side, then what `spark-lsp doctor` finds.
local M = {}

local NAME = 'spark_lsp'
local DOCTOR_MS = 60 * 1000

--- The doctor of the very server that is configured.
---@param command any
---@return string[]?
local function doctor_of(command)
  if type(command) ~= 'table' or command[#command] ~= 'serve' then
    return nil
  end
  return vim.list_extend(vim.list_slice(command, 1, #command - 1), { 'doctor', '--json' })
end

---@param check { name: string, state: string, found: string, way_out: string }
local function tell(check)
  local text = ('%s: %s'):format(check.name, check.found)
  local advice = check.way_out ~= '' and { check.way_out } or nil
  if check.state == 'broken' then
    vim.health.error(text, advice)
  elseif check.state == 'note' and advice then
    vim.health.warn(text, advice)
  elseif check.state == 'note' then
    vim.health.info(text)
  else
    vim.health.ok(text)
  end
end

local function editor()
  vim.health.start('spark_lsp: Neovim')
  if vim.fn.has('nvim-0.11') == 0 then
    vim.health.error('Neovim is older than 0.11', { 'install Neovim 0.11 or newer' })
    return
  end
  vim.health.ok(('Neovim %s'):format(vim.version()))
  if not vim.lsp.is_enabled(NAME) then
    vim.health.warn('the server is not turned on', { "put vim.lsp.enable('spark_lsp') into your init.lua" })
  end
  local trouble = require('spark_lsp.life').trouble()
  if trouble then
    vim.health.error(trouble, { ':Spark restart starts it again', 'see ' .. vim.lsp.log.get_filename() })
  end
  local clients = vim.lsp.get_clients({ name = NAME })
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('runs in %s, for %d buffers'):format(client.root_dir or 'a single file', buffers))
  end
  if #clients == 0 and not trouble then
    vim.health.info('no server runs; one is started with the first file of a language it knows')
  end
end

local function server()
  vim.health.start('spark_lsp: spark-lsp doctor')
  local config = vim.lsp.config[NAME]
  local command = config and doctor_of(config.cmd)
  if not command then
    vim.health.warn('`cmd` is not `… serve`, so its doctor is not known', { 'run spark-lsp doctor yourself' })
    return
  end
  if vim.fn.executable(command[1]) == 0 then
    vim.health.error(('`%s` is not to be found'):format(command[1]), {
      'install it, for example: pipx install path/to/spark-lsp',
      "or name it in full: vim.lsp.config('spark_lsp', { cmd = { '/full/path/to/spark-lsp', 'serve' } })",
    })
    return
  end
  local done = vim.system(command, { text = true, env = config.cmd_env, timeout = DOCTOR_MS }):wait()
  local ok, report = pcall(vim.json.decode, done.stdout)
  if not ok or type(report) ~= 'table' or type(report.checks) ~= 'table' then
    local said = vim.split(vim.trim(done.stderr or ''), '\n')
    vim.health.error(('`%s` says nothing that can be read'):format(table.concat(command, ' ')), { said[#said] })
    return
  end
  for _, check in ipairs(report.checks) do
    tell(check)
  end
end

function M.check()
  editor()
  server()
end

return M
