--- What `:Spark …` does; what the server says of code is its own business.
local float = require('spark_lsp.float')
local life = require('spark_lsp.life')
local paused = require('spark_lsp.paused')
local status = require('spark_lsp.status')

local M = {}

local NAME = 'spark_lsp'

---@param bufnr? integer
---@return vim.lsp.Client? client, integer bufnr
local function client_of(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  return vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1], bufnr
end

--- The same for a person who waits for it: where there is none, they are told.
---@return vim.lsp.Client? client, integer bufnr
local function attached()
  local client, bufnr = client_of()
  if not client then
    local why = life.trouble() or 'no server is attached to this buffer'
    vim.notify(('Spark: %s; see :help spark_lsp'):format(why), vim.log.levels.WARN)
  end
  return client, bufnr
end

--- Runs one of the server's commands and hands on its result; a refusal is shown.
---@param client vim.lsp.Client
---@param bufnr integer
---@param command string
---@param arguments any[]
---@param use fun(result: any)
local function execute(client, bufnr, command, arguments, use)
  client:request('workspace/executeCommand', { command = command, arguments = arguments }, function(err, result)
    if err then
      vim.notify('Spark: ' .. err.message, vim.log.levels.WARN)
    else
      use(result)
    end
  end, bufnr)
end

--- The same for a command that takes the place of the cursor.
---@param command string
---@param use fun(result: any, client: vim.lsp.Client, bufnr: integer)
local function execute_here(command, use)
  local client, bufnr = attached()
  if client then
    local here = vim.lsp.util.make_position_params(0, client.offset_encoding)
    execute(client, bufnr, command, { here.textDocument.uri, here.position }, function(result)
      use(result, client, bufnr)
    end)
  end
end

local function nothing_here()
  vim.notify('Spark: nothing to show here', vim.log.levels.INFO)
end

--- Runs a command that says something of the place of the cursor, and shows that, where the person is still there.
---@param command string
local function show_here(command)
  local from = vim.api.nvim_win_get_cursor(0)
  execute_here(command, function(result, client, bufnr)
    local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
    if type(result) ~= 'table' then
      nothing_here()
    elseif vim.api.nvim_get_current_buf() ~= bufnr or not vim.deep_equal(from, vim.api.nvim_win_get_cursor(0)) then
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(bufnr), ':t')
      vim.notify(('Spark: the advice on line %d of %s is there; :Spark show'):format(from[1], name), vim.log.levels.INFO)
    else
      float.show(bufnr, params, result.markdown)
    end
  end)
end

--- Has a model refine the advice under the cursor now, and shows it.
function M.refine()
  show_here('spark.refineHere')
end

--- Has a model explain what another server says of this line.
function M.explain()
  show_here('spark.explain')
end

--- Shows what the server and its models are doing.
function M.status()
  local client, bufnr = attached()
  if client then
    client:request('spark/status', vim.empty_dict(), function(_, told)
      vim.notify(status.told(told), vim.log.levels.INFO)
    end, bufnr)
  end
end

--- Has models rest: for so many minutes, or until `M.resume`; with `folder` in this folder's next sessions too.
---@param how_long? string
function M.pause(how_long)
  local client, bufnr = attached()
  local in_folder = how_long == 'folder'
  local minutes = not in_folder and how_long and tonumber(how_long)
  if how_long and not in_folder and not (minutes and minutes > 0) then
    vim.notify(('Spark: `%s` is no number of minutes, nor `folder`'):format(how_long), vim.log.levels.ERROR)
  elseif client and in_folder and not client.root_dir then
    vim.notify('Spark: this file is in no folder that the server knows', vim.log.levels.WARN)
  elseif client then
    execute(client, bufnr, 'spark.pause', minutes and { minutes * 60 } or {}, function()
      if in_folder then
        paused.keep(client.root_dir, true)
      end
      status.changed(client.id)
      local where = in_folder and ' in ' .. vim.fn.fnamemodify(client.root_dir, ':t') or ''
      vim.notify(('Spark: models rest%s; :Spark resume ends it'):format(where), vim.log.levels.INFO)
    end)
  end
end

--- Ends the rest of models.
function M.resume()
  local client, bufnr = attached()
  if client then
    execute(client, bufnr, 'spark.resume', {}, function()
      if client.root_dir then
        paused.keep(client.root_dir, false)
      end
      status.changed(client.id)
      vim.notify('Spark: models work again', vim.log.levels.INFO)
    end)
  end
end

--- A server attached: where models are to rest in its folder, it is told so.
---@param client vim.lsp.Client
---@param bufnr integer
function M.on_attach(client, bufnr)
  if paused.rests(client.root_dir) then
    execute(client, bufnr, 'spark.pause', {}, function()
      status.changed(client.id)
    end)
  end
end

--- Stops the server and starts it again.
M.restart = life.restart

--- A few words for a status line, from memory.
M.statusline = status.line

---@param command string
local function go(command)
  execute_here(command, function(place, client)
    if type(place) ~= 'table' then
      vim.notify('Spark: no advice in this file', vim.log.levels.INFO)
      return
    end
    vim.lsp.util.show_document({ uri = place.uri, range = place.range }, client.offset_encoding, { focus = true })
    vim.api.nvim_echo({ { place.headline } }, false, {})
  end)
end

--- Shows all that is known of the code under the cursor in a float.
function M.show()
  show_here('spark.showAdvisory')
end

--- Moves the cursor to the next advisory of the file.
function M.next()
  go('spark.nextAdvisory')
end

--- Moves the cursor to the previous advisory of the file.
function M.previous()
  go('spark.previousAdvisory')
end

--- Applies the one code action under the cursor that runs this command of the server; asks where there are several.
---@param command string
---@param scope? string given to the command as its last argument
local function act(command, scope)
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      local is_it = type(action.command) == 'table' and action.command.command == command
      if is_it and scope then
        table.insert(action.command.arguments, scope)
      end
      return is_it
    end,
  })
end

--- Applies the fix under the cursor.
function M.fix()
  act('spark.accept')
end

--- Puts the advisory under the cursor away; it does not come back on that code. With a scope its rule is put away in
--- this `file`, or in the workspace `folder`.
---@param scope? string
function M.dismiss(scope)
  act('spark.dismiss', scope)
end

--- Brings back what was dismissed: all of one rule, or what was dismissed last where none is named.
---@param rule? string
function M.restore(rule)
  local client, bufnr = attached()
  if client then
    execute(client, bufnr, 'spark.restore', { rule }, function(result)
      vim.notify(('Spark: %d brought back'):format(result.restored), vim.log.levels.INFO)
    end)
  end
end

--- Handles the code actions that show something.
---@param command lsp.Command
---@param context lsp.HandlerContext
function M.on_show(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  execute(client, context.bufnr, command.command, command.arguments, function(result)
    if type(result) ~= 'table' then
      nothing_here()
    elseif vim.api.nvim_get_current_buf() == context.bufnr then
      local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
      float.show(context.bufnr, params, result.markdown)
    end
  end)
end

--- Handles `spark/advisory`.
function M.on_advisory(...)
  float.on_advisory(...)
end

--- Handles `spark/standing`.
function M.on_standing(_, params, context)
  status.heard(context.client_id, params.state)
end

--- Handles `workspace/diagnostic/refresh`: pulls the marks of every buffer anew.
function M.on_refresh(_, _, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  for bufnr in pairs(client.attached_buffers) do
    client:request('textDocument/diagnostic', { textDocument = vim.lsp.util.make_text_document_params(bufnr) }, nil, bufnr)
  end
  return vim.NIL
end

return M
