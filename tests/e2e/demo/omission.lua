-- The demo's steps 1 and 2, and the null and the 10 ms of step 3: `charge` loses the check that `refund` makes. Gives what
-- was seen and how long it took, ms.
T.settled()
local function ours()
  return vim.iter(T.marks()):map(function(mark)
    return mark.rule .. ' ' .. mark.line
  end):totable()
end
local before = ours()

--- Answers of the given servers to a hover at the cursor, and how long the slowest took.
local function hovered(clients)
  local left, texts, began = #clients, {}, T.ms()
  local params = vim.lsp.util.make_position_params(0, clients[1].offset_encoding)
  for _, client in ipairs(clients) do
    client:request('textDocument/hover', params, function(_, result)
      texts[client.name] = result and result.contents.value or ''
      left = left - 1
    end)
  end
  vim.wait(5000, function()
    return left == 0
  end, 1)
  return T.ms() - began, texts
end

T.go('async def charge')
local def = vim.api.nvim_win_get_cursor(0)[1]
T.cut('if order.owner_id != user.id', 1, def)
vim.cmd.write()
local saved = T.ms()
T.wait('a new mark', function()
  return #ours() > #before
end)
local mark_ms = T.ms() - saved
T.settled()
vim.wait(100)
local new = vim.iter(T.marks()):filter(function(mark)
  return not vim.list_contains(before, mark.rule .. ' ' .. mark.line)
end):totable()

vim.api.nvim_win_set_cursor(0, { new[1].line, new[1].column })
local hover_ms, texts = hovered({ T.client })
local hovers = { hover_ms }
for _ = 1, 9 do
  hovers[#hovers + 1] = hovered({ T.client })
end
vim.lsp.buf.hover()
local float = T.wait('the float', T.float)
vim.cmd.fclose()

T.go('store.pay_back')
local _, elsewhere = hovered({ T.client })

-- Another server in the same buffer, alone and beside ours.
local other = vim.lsp.start({
  name = 'other',
  cmd = { vim.env.SPARK_TEST_PYTHON, vim.env.SPARK_TEST_OTHER },
  root_dir = vim.fs.dirname(vim.api.nvim_buf_get_name(0)),
}, { attach = true })
other = T.wait('the other server', function()
  local client = vim.lsp.get_client_by_id(other)
  return client and client.initialized and client
end)
local alone, both = {}, {}
for i = 1, 21 do
  vim.api.nvim_win_set_cursor(0, { i % 2 == 0 and new[1].line or 3, 10 })
  alone[i] = hovered({ other })
  both[i] = hovered({ other, T.client })
end
other:stop(true)
return {
  line = new[1].line,
  def = def,
  new = new,
  mark_ms = mark_ms,
  hovers_ms = hovers,
  hover = texts.spark_lsp,
  float = float,
  elsewhere = elsewhere.spark_lsp,
  alone_ms = alone,
  both_ms = both,
}
