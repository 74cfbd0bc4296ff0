--- What Neovim does with the server's answers; what they say is the server's business.
local M = {}

local NAME = 'spark_lsp'

---@param bufnr? integer
---@return vim.lsp.Client? client, integer bufnr
local function client_of(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  return vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1], bufnr
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
---@param use fun(result: any, client: vim.lsp.Client)
local function execute_here(command, use)
  local client, bufnr = client_of()
  if not client then
    vim.notify('Spark: no server is attached to this buffer; see :help spark_lsp', vim.log.levels.WARN)
    return
  end
  local here = vim.lsp.util.make_position_params(0, client.offset_encoding)
  execute(client, bufnr, command, { here.textDocument.uri, here.position }, function(result)
    use(result, client)
  end)
end

---@param result? { markdown: string }
local function float(result)
  if type(result) ~= 'table' then
    vim.notify('Spark: nothing to show here', vim.log.levels.INFO)
    return
  end
  local lines = vim.split(result.markdown, '\n', { trimempty = true })
  vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = NAME, border = 'rounded' })
end

--- Has a model refine the advice under the cursor now, and shows it.
function M.refine()
  execute_here('spark.refineHere', float)
end

--- Has a model explain what another server says of this line.
function M.explain()
  execute_here('spark.explain', float)
end

--- Shows what the server and its models are doing.
function M.status()
  local client, bufnr = client_of()
  if not client then
    vim.notify('Spark: no server is attached to this buffer; see :help spark_lsp', vim.log.levels.WARN)
    return
  end
  client:request('spark/status', vim.empty_dict(), function(_, status)
    local words = { ('Spark: %s, %s lane, %d rules'):format(status.state, status.lane, status.rules) }
    for role, part in vim.spairs(status.roles or {}) do
      words[#words + 1] = ('%s: %s'):format(role, type(part.model) == 'string' and part.model or part.why)
    end
    if status.backend.trouble then
      words[#words + 1] = status.backend.trouble
    end
    vim.notify(table.concat(words, '\n'), vim.log.levels.INFO)
  end, bufnr)
end

local REST_MS = 100
local resting ---@type uv.uv_timer_t?

--- Tells the server where the cursor came to rest, so that it may think ahead.
---@param bufnr integer
function M.moved(bufnr)
  local client = client_of(bufnr)
  if not client then
    return
  end
  resting = resting or assert(vim.uv.new_timer())
  resting:start(REST_MS, 0, vim.schedule_wrap(function()
    if vim.api.nvim_get_current_buf() == bufnr and not client:is_stopped() then
      client:notify('spark/cursor', vim.lsp.util.make_position_params(0, client.offset_encoding))
    end
  end))
end

--- The window of the hover float of a buffer, where it is open and nobody but this server speaks in it.
---@param bufnr integer
---@return integer?
local function hover_window(bufnr)
  local window = vim.b[bufnr].lsp_floating_preview
  if type(window) ~= 'number' or not vim.api.nvim_win_is_valid(window) then
    return nil
  end
  local others = #vim.lsp.get_clients({ bufnr = bufnr, method = 'textDocument/hover' })
  return others == 1 and window or nil
end

--- Handles `spark/advisory`: better words are there. They take the place of those in an open hover where they came in
--- time, else they are there at the next look: text must not jump under a reader's eyes.
function M.on_advisory(_, params, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local bufnr = vim.uri_to_bufnr(params.uri)
  local window = params.inTime and hover_window(bufnr)
  if not client or not window or bufnr ~= vim.api.nvim_get_current_buf() then
    return
  end
  local here = vim.lsp.util.make_position_params(0, client.offset_encoding)
  client:request('textDocument/hover', here, function(_, hover)
    if type(hover) ~= 'table' or not vim.api.nvim_win_is_valid(window) then
      return
    end
    local lines = vim.lsp.util.convert_input_to_markdown_lines(hover.contents)
    local shown = vim.api.nvim_win_get_buf(window)
    vim.bo[shown].modifiable = true
    vim.lsp.util.stylize_markdown(shown, lines, {})
    vim.bo[shown].modifiable = false
    vim.api.nvim_win_set_height(window, math.min(#lines, vim.o.lines - 4))
  end, bufnr)
end

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
  execute_here('spark.showAdvisory', float)
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
  local client, bufnr = client_of()
  if not client then
    vim.notify('Spark: no server is attached to this buffer; see :help spark_lsp', vim.log.levels.WARN)
    return
  end
  execute(client, bufnr, 'spark.restore', { rule }, function(result)
    vim.notify(('Spark: %d brought back'):format(result.restored), vim.log.levels.INFO)
  end)
end

--- Handles `spark.showAdvisory` of a code action.
---@param command lsp.Command
---@param context lsp.HandlerContext
function M.on_show(command, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  execute(client, context.bufnr, command.command, command.arguments, float)
end

--- Handles `workspace/diagnostic/refresh`: pulls the marks of every buffer anew.
function M.on_refresh(_, _, context)
  local client = assert(vim.lsp.get_client_by_id(context.client_id))
  for bufnr in pairs(client.attached_buffers) do
    client:request('textDocument/diagnostic', { textDocument = vim.lsp.util.make_text_document_params(bufnr) }, nil, bufnr)
  end
  return vim.NIL
end

local told = {} ---@type table<integer, string>

--- Tells the server what others say of a buffer, so that it does not say the same.
---@param bufnr integer
function M.forward(bufnr)
  local client = client_of(bufnr)
  if not client then
    return
  end
  local others = {}
  for _, d in ipairs(vim.diagnostic.get(bufnr)) do
    if d.source ~= 'spark' then
      others[#others + 1] = {
        range = {
          start = { line = d.lnum, character = d.col },
          ['end'] = { line = d.end_lnum or d.lnum, character = d.end_col or d.col },
        },
        message = d.message,
        severity = d.severity,
        code = d.code,
        source = d.source,
      }
    end
  end
  local digest = vim.fn.sha256(vim.json.encode(others))
  -- Our own marks changed, not theirs: to tell would only make the server look again.
  if told[bufnr] == digest or (told[bufnr] == nil and #others == 0) then
    return
  end
  told[bufnr] = digest
  client:notify('spark/diagnostics', { textDocument = { uri = vim.uri_from_bufnr(bufnr) }, diagnostics = others })
end

--- Forgets what was told of a buffer; a server that attaches later has heard nothing.
---@param bufnr integer
function M.forget(bufnr)
  told[bufnr] = nil
end

return M
