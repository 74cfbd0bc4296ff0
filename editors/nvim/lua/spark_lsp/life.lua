--- Keeps the server running: one that dies is started again once, one that dies again stays off and says so.
local M = {}

local NAME = 'spark_lsp'
local RENEWED_MS = 3 * 60 * 1000 -- a server that ran this long may be started again once more
local STOP_MS = 3000

local died = {} ---@type table<string, integer> when the server of a folder died last, in ms of `uv.now`
local trouble ---@type string?

--- Why there is no server, where it died; nil where it runs, or was never started.
---@return string?
function M.trouble()
  return not next(vim.lsp.get_clients({ name = NAME })) and trouble or nil
end

---@param client vim.lsp.Client
---@param buffers integer[]
local function start_again(client, buffers)
  for _, bufnr in ipairs(buffers) do
    if vim.api.nvim_buf_is_loaded(bufnr) then
      vim.lsp.start(client.config, { bufnr = bufnr, reuse_client = client.config.reuse_client })
    end
  end
end

--- Handles the end of a server's process.
---@param code integer
---@param signal integer
---@param client_id integer
function M.on_exit(code, signal, client_id)
  local client = vim.lsp.get_client_by_id(client_id)
  if not client or (code == 0 and (signal == 0 or signal == 15)) then
    return -- it was told to
  end
  local buffers = vim.tbl_keys(client.attached_buffers)
  local root, now = client.root_dir or '', vim.uv.now()
  local again = not died[root] or now - died[root] > RENEWED_MS
  died[root] = now
  vim.schedule(function()
    if vim.v.exiting ~= vim.NIL or not vim.lsp.is_enabled(NAME) then
      return
    end
    if again then
      vim.notify('Spark: the server ended and is started again', vim.log.levels.WARN)
      vim.schedule(function() -- Neovim takes the dead client off its list first
        start_again(client, buffers)
      end)
      return
    end
    trouble = ('the server ended twice (exit code %d, signal %d)'):format(code, signal)
    local way_out = ':checkhealth spark_lsp looks why, :Spark restart starts it again'
    vim.notify(('Spark: %s and stays off; %s'):format(trouble, way_out), vim.log.levels.ERROR)
  end)
end

--- Stops every server and starts one for what is open.
function M.restart()
  died, trouble = {}, nil
  vim.lsp.enable(NAME, false)
  local stop_by = vim.uv.now() + STOP_MS
  local function start()
    if next(vim.lsp.get_clients({ name = NAME })) and vim.uv.now() < stop_by then
      vim.defer_fn(start, 50)
    else
      vim.lsp.enable(NAME)
    end
  end
  start()
end

return M
