--- What the server is doing, in a few words for a status line; asked for now and then while somebody looks.
local M = {}

local NAME = 'spark_lsp'
local FRESH_MS = 3000
local PASSING = { starting = true, warming = true, refining = true, paused = true }

---@class spark_lsp.Standing
---@field word string
---@field asked_ms? integer

local known = {} ---@type table<integer, spark_lsp.Standing> by client
local shown = false -- whether anybody has such a line
local filetypes ---@type table<string, true>?

---@param bufnr integer
---@return boolean
local function is_ours(bufnr)
  if not filetypes then
    filetypes = {}
    for _, name in ipairs((vim.lsp.config[NAME] or {}).filetypes or {}) do
      filetypes[name] = true
    end
  end
  return filetypes[vim.bo[bufnr].filetype] == true
end

---@param standing spark_lsp.Standing
---@return boolean
local function is_old(standing)
  return not standing.asked_ms or vim.uv.now() - standing.asked_ms >= FRESH_MS
end

---@param client vim.lsp.Client
local function ask(client)
  local standing = known[client.id]
  standing.asked_ms = vim.uv.now()
  client:request('spark/status', vim.empty_dict(), function(_, status)
    local word = type(status) == 'table' and vim.tbl_get(status, 'models', 'state') or standing.word
    if word ~= standing.word then
      standing.word = word
      vim.cmd.redrawstatus({ bang = true })
    end
    if PASSING[word] then -- it ends by itself, when nothing else may have the line drawn
      vim.defer_fn(function()
        if known[client.id] and not client:is_stopped() and is_old(standing) then
          ask(client)
        end
      end, FRESH_MS)
    end
  end)
end

--- `spark ready`, for a status line: a look into memory, whatever it asks comes later. The states are `off`, `starting`,
--- `programmatic`, `warming`, `ready`, `refining`, `paused` and `missing` (a model; `:Spark status` says which). Empty
--- where the server has no part.
---@return string
function M.line()
  shown = true
  local window = vim.g.statusline_winid
  local bufnr = vim.api.nvim_win_get_buf(window and vim.api.nvim_win_is_valid(window) and window or 0)
  local client = vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1]
  if not client then
    return is_ours(bufnr) and 'spark off' or ''
  end
  local standing = known[client.id]
  if not standing then
    standing = { word = 'starting' }
    known[client.id] = standing
  end
  if client.initialized and is_old(standing) then
    ask(client)
  end
  return 'spark ' .. (standing.word == 'missing' and 'model missing' or standing.word)
end

--- Something happened: a line that is shown is drawn again, and asks anew.
---@param client_id? integer
function M.changed(client_id)
  if client_id and known[client_id] then
    known[client_id].asked_ms = nil
  end
  if shown then
    vim.schedule(function()
      vim.cmd.redrawstatus({ bang = true })
    end)
  end
end

--- Forgets a client that is gone.
---@param client_id integer
function M.ended(client_id)
  known[client_id] = nil
  M.changed()
end

--- `spark/status` in a few lines, for a person.
---@param status table
---@return string
function M.told(status)
  local words = { ('Spark: %s, %s lane, %d rules'):format(status.state, status.lane, status.rules) }
  for role, part in vim.spairs(status.roles or {}) do
    words[#words + 1] = ('%s: %s'):format(role, type(part.model) == 'string' and part.model or part.why)
  end
  local models = status.models
  if type(models) == 'table' and models.why ~= '' then
    words[#words + 1] = ('%s: %s'):format(models.state, models.why)
  end
  return table.concat(words, '\n')
end

return M
