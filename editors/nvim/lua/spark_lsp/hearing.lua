--- What the server hears of this editor: where the cursor rests, and what other servers say.
local float = require('spark_lsp.float')
local status = require('spark_lsp.status')

local M = {}

local NAME = 'spark_lsp'

---@param bufnr integer
---@return vim.lsp.Client?
local function client_of(bufnr)
  return vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1]
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

--- A server attached, and has heard nothing yet.
---@param bufnr integer
---@param client_id integer
function M.attach(bufnr, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if client and client.name == NAME then
    float.listen(client)
    status.changed(client_id)
    require('spark_lsp').on_attach(client, bufnr)
    told[bufnr] = nil
    M.forward(bufnr)
  end
end

--- A server left a buffer; with the last one it is gone.
---@param bufnr integer
---@param client_id integer
function M.detach(bufnr, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if client and client.name == NAME and vim.tbl_count(client.attached_buffers) <= 1 then
    float.ended(client_id)
    status.ended(client_id)
  end
  if client and client.name == NAME then
    M.forget(bufnr)
  end
end

--- Forgets a buffer.
---@param bufnr integer
function M.forget(bufnr)
  told[bufnr] = nil
  float.forget(bufnr)
end

return M
