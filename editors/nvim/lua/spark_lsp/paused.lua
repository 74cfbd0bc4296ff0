--- Folders in which models rest until a person says otherwise, in the next session too.
local M = {}

local function file()
  return vim.fs.joinpath(vim.fn.stdpath('state'), 'spark_lsp_paused.json')
end

---@return table<string, true> folders none where the file is not there, or is no longer what we wrote
local function folders()
  if vim.fn.filereadable(file()) == 0 then
    return {}
  end
  local ok, found = pcall(vim.json.decode, table.concat(vim.fn.readfile(file()), '\n'))
  return ok and type(found) == 'table' and found or {}
end

--- Whether models rest in this folder.
---@param folder? string
---@return boolean
function M.rests(folder)
  return folder ~= nil and folders()[folder] == true
end

--- Has them rest there from now on, or no more.
---@param folder string
---@param rests boolean
function M.keep(folder, rests)
  if M.rests(folder) ~= rests then
    local all = folders()
    all[folder] = rests or nil
    vim.fn.mkdir(vim.fs.dirname(file()), 'p')
    vim.fn.writefile({ vim.json.encode(all) }, file())
  end
end

return M
