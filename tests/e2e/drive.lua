--- Started by `nvim --headless --clean -l drive.lua PLUGIN FILE CHUNK`: opens the file with the server attached, runs
--- the chunk, and prints what it returns as JSON on the last line.
local plugin, file, chunk = unpack(_G.arg)

vim.opt.runtimepath:prepend(plugin)
vim.cmd.filetype('plugin on')
vim.cmd.runtime('plugin/spark_lsp.lua')
vim.o.swapfile = false

local heard = {}
vim.notify = function(text)
  heard[#heard + 1] = text
end

local T = { heard = heard }

--- Polls until `holds` gives something true, and gives that.
function T.wait(what, holds)
  local found
  local ok = vim.wait(20000, function()
    found = holds()
    return found
  end, 10)
  if not ok then
    error('waited 20 s for ' .. what .. '; heard: ' .. vim.inspect(heard))
  end
  return found
end

function T.text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

--- Rules that are marked, by line (1-based).
function T.marks()
  local found = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.source == 'spark' then
      found[#found + 1] = { line = d.lnum + 1, rule = d.code, severity = d.severity, column = d.col, end_column = d.end_col }
    end
  end
  return found
end

function T.marked(rule)
  return vim.iter(T.marks()):find(function(mark)
    return mark.rule == rule
  end)
end

--- Puts the cursor on the first place of a plain text.
function T.go(needle)
  for line, text in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = text:find(needle, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { line, column - 1 })
      return
    end
  end
  error('no ' .. needle)
end

--- Text of the float that is open.
function T.float()
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(win).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(win), 0, -1, false), '\n')
    end
  end
end

--- Titles of the code actions here, and the choice among them.
function T.choose(pick)
  local titles
  vim.ui.select = function(items, options, on_choice)
    titles = vim.tbl_map(options.format_item, items)
    on_choice(vim.iter(items):find(function(item)
      return pick and options.format_item(item):find(pick, 1, true)
    end))
  end
  vim.lsp.buf.code_action()
  T.wait('the list of code actions', function()
    return titles
  end)
  return titles
end

--- Comes back when the server has analysed the present text.
function T.settled()
  local uri = vim.uri_from_bufnr(0)
  T.wait('the analysis', function()
    local answer = T.client:request_sync('spark/status', vim.empty_dict(), 5000)
    local document = answer and answer.result.documents[uri]
    return document and document.analysed
  end)
end

--- Takes out the first line after line `after` that holds a plain text, and `more` lines below it; gives its number.
function T.cut(needle, more, after)
  for line, text in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    if line > (after or 0) and text:find(needle, 1, true) then
      vim.api.nvim_buf_set_lines(0, line - 1, line + more, true, {})
      return line
    end
  end
  error('no ' .. needle)
end

--- Starts the server anew with these `init_options`, and comes back when it has its model lanes, where it is to have any.
function T.begin_with(init_options)
  vim.lsp.enable('spark_lsp', false)
  T.wait('the end', function()
    return #vim.lsp.get_clients({ name = 'spark_lsp' }) == 0
  end)
  vim.lsp.config('spark_lsp', { init_options = init_options })
  vim.lsp.enable('spark_lsp')
  T.attached()
  T.wait('the lanes', function()
    local answer = T.client:request_sync('spark/status', vim.empty_dict(), 5000)
    return answer and (answer.result.lanes or answer.result.backend.kind == 'none')
  end)
end

--- The server of the buffer, once it is up.
function T.attached()
  T.client = T.wait('the server', function()
    local client = vim.lsp.get_clients({ name = 'spark_lsp', bufnr = 0 })[1]
    return client and client.initialized and client
  end)
  return T.client
end

--- Process ids of the servers that this Neovim started.
function T.servers()
  return vim.iter(vim.api.nvim_get_proc_children(vim.fn.getpid()))
    :filter(function(pid)
      local info = vim.api.nvim_get_proc(pid)
      return info and not info.name:find('nvim', 1, true)
    end)
    :totable()
end

--- Params of what the server is told by a method from now on.
function T.overhear(method)
  local told, notify = {}, T.client.notify
  T.client.notify = function(self, name, params)
    if name == method then
      told[#told + 1] = params
    end
    return notify(self, name, params)
  end
  return told
end

function T.ms()
  return vim.uv.hrtime() / 1e6
end

-- a model server that happens to run on this machine has no part in these tests
vim.lsp.config('spark_lsp', { init_options = { backend = { kind = 'none' } } })
vim.lsp.enable('spark_lsp')
vim.cmd.edit(vim.fn.fnameescape(file))
T.attached()

local result = assert(loadstring('local T = ...\n' .. chunk))(T)
T.client:stop()
vim.wait(5000, function()
  return #vim.lsp.get_clients({ name = 'spark_lsp' }) == 0
end, 10)
io.stdout:write('\n' .. vim.json.encode(result or vim.empty_dict()) .. '\n')
