--- What the server is doing, in a few words for a status line: asked for once, then the server tells each change.
local M = {}

local NAME = 'spark_lsp'

---@class spark_lsp.Standing
---@field word string
---@field asked boolean

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
---@param word string
local function now(standing, word)
  if word ~= standing.word then
    standing.word = word
    vim.cmd.redrawstatus({ bang = true })
  end
end

---@param client vim.lsp.Client
local function ask(client)
  local standing = known[client.id]
  standing.asked = true
  client:request('spark/status', vim.empty_dict(), function(_, status)
    now(standing, type(status) == 'table' and vim.tbl_get(status, 'models', 'state') or standing.word)
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
    standing = { word = 'starting', asked = false }
    known[client.id] = standing
  end
  if client.initialized and not standing.asked then
    ask(client)
  end
  return 'spark ' .. (standing.word == 'missing' and 'model missing' or standing.word)
end

--- The server tells what its models are up to now.
---@param client_id integer
---@param word string
function M.heard(client_id, word)
  if known[client_id] then
    now(known[client_id], word)
  end
end

--- Something happened: a line that is shown is drawn again, and asks anew.
---@param client_id? integer
function M.changed(client_id)
  if client_id and known[client_id] then
    known[client_id].asked = false
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
