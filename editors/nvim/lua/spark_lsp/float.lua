--- The floats that show advice: which is open, whether it still speaks of this text, and better words in its place.
local M = {}

local NAME = 'spark_lsp'
local SHOWN_MS = 1000 -- who had advice before their eyes this long was shown it

---@class spark_lsp.Shown
---@field lines string[] our part of the float
---@field version? integer of the text that it speaks of
---@field params lsp.TextDocumentPositionParams
---@field full boolean all that is known, as `spark.showAdvisory` gives it; else a hover
---@field told? boolean the server knows that it was shown

local shown = {} ---@type table<integer, spark_lsp.Shown> what was shown last, by buffer

---@param text string
---@return string[]
local function lines_of(text)
  return vim.split(text, '\n', { trimempty = true })
end

--- The open float of a buffer, and the first of the lines in it that we said; nil where it is closed, or says
--- something else.
---@param bufnr integer
---@return integer? window, integer? row 0-based
local function place(bufnr)
  local window, last = vim.b[bufnr].lsp_floating_preview, shown[bufnr]
  if not last or type(window) ~= 'number' or not vim.api.nvim_win_is_valid(window) then
    return nil
  end
  local all = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false)
  for row = 0, #all - #last.lines do
    if vim.deep_equal(vim.list_slice(all, row + 1, row + #last.lines), last.lines) then
      return window, row
    end
  end
end

---@param client vim.lsp.Client
---@param bufnr integer
---@param last spark_lsp.Shown
local function tell_shown(client, bufnr, last)
  client:request('spark/packet', last.params, function(_, emit)
    if type(emit) ~= 'table' then
      return
    end
    local text = table.concat(last.lines, '\n')
    for index, advisory in ipairs(emit.advisories) do
      if text:find((advisory.headline:gsub('%s+', ' ')), 1, true) then
        local uri = last.params.textDocument.uri
        client:notify('spark/feedback', { uri = uri, key = emit.lineage.key, advisory = index - 1, action = 'shown' })
        return
      end
    end
  end, bufnr)
end

--- A window was opened. Where it shows advice, and still does so after a second, the server is told.
function M.opened()
  local bufnr = vim.api.nvim_get_current_buf()
  local last = shown[bufnr]
  local client = vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1]
  if not last or last.told or not client or not place(bufnr) then
    return
  end
  last.told = true
  vim.defer_fn(function()
    if shown[bufnr] == last and not client:is_stopped() and place(bufnr) then
      tell_shown(client, bufnr, last)
    end
  end, SHOWN_MS)
end

local ask = {} ---@type table<integer, function> each client's own `request`, by id

--- Remembers what this server's hovers say; who shows them, and beside what else, is not our business.
---@param client vim.lsp.Client
function M.listen(client)
  if ask[client.id] then
    return
  end
  ask[client.id] = client.request
  ---@diagnostic disable-next-line: duplicate-set-field
  client.request = function(first, ...)
    if first ~= client then -- as it was called before 0.11: client.request(method, …)
      return client.request(client, first, ...)
    end
    local method, params, handler, bufnr = ...
    if method ~= 'textDocument/hover' or not handler then
      return ask[client.id](client, method, params, handler, bufnr)
    end
    return ask[client.id](client, method, params, function(err, hover, context, config)
      local text = not err and type(hover) == 'table' and vim.tbl_get(hover, 'contents', 'value')
      shown[context.bufnr] = text
          and { lines = lines_of(text), version = context.version, params = params, full = false }
        or nil
      return handler(err, hover, context, config)
    end, bufnr)
  end
end

--- Opens a float with what a command gave for a place.
---@param bufnr integer
---@param params lsp.TextDocumentPositionParams
---@param markdown string
function M.show(bufnr, params, markdown)
  local lines = lines_of(markdown)
  shown[bufnr] = { lines = lines, version = vim.lsp.util.buf_versions[bufnr], params = params, full = true }
  vim.lsp.util.open_floating_preview(lines, 'markdown', { focus_id = NAME, border = 'rounded' })
end

--- Whether what is shown is still about the text and the place under the cursor.
---@param client vim.lsp.Client
---@param bufnr integer
---@return boolean
local function holds(client, bufnr)
  local last = shown[bufnr]
  if not last or vim.api.nvim_get_current_buf() ~= bufnr or last.version ~= vim.lsp.util.buf_versions[bufnr] then
    return false
  end
  return vim.deep_equal(vim.lsp.util.make_position_params(0, client.offset_encoding).position, last.params.position)
end

---@param bufnr integer
---@param text? string
local function rewrite(bufnr, text)
  local window, row = place(bufnr)
  if not window or not row or not text then
    return
  end
  local last, lines = shown[bufnr], lines_of(text)
  local float = vim.api.nvim_win_get_buf(window)
  vim.bo[float].modifiable = true
  vim.api.nvim_buf_set_lines(float, row, row + #last.lines, false, lines)
  vim.bo[float].modifiable = false
  last.lines = lines
  local height = vim.api.nvim_win_text_height(window, {}).all
  vim.api.nvim_win_set_height(window, math.max(1, math.min(height, vim.o.lines - 4)))
  vim.cmd.redraw()
end

--- Handles `spark/advisory`: better words are there. They take the place of those in an open float where they came in
--- time, else they are there at the next look: text must not jump under a reader's eyes.
function M.on_advisory(_, params, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local bufnr = vim.uri_to_bufnr(params.uri)
  if not client or not params.inTime or not holds(client, bufnr) or not place(bufnr) then
    return
  end
  local last = shown[bufnr]
  local function use(_, result)
    if type(result) == 'table' and shown[bufnr] == last and holds(client, bufnr) then
      rewrite(bufnr, last.full and result.markdown or vim.tbl_get(result, 'contents', 'value'))
    end
  end
  if last.full then
    local arguments = { last.params.textDocument.uri, last.params.position }
    client:request('workspace/executeCommand', { command = 'spark.showAdvisory', arguments = arguments }, use, bufnr)
  else
    ask[client.id](client, 'textDocument/hover', last.params, use, bufnr)
  end
end

--- Forgets a buffer that is gone.
---@param bufnr integer
function M.forget(bufnr)
  shown[bufnr] = nil
end

--- Forgets a client that is gone.
---@param client_id integer
function M.ended(client_id)
  ask[client_id] = nil
end

return M
