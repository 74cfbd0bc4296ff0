"""The demo's steps 4 and 5 in Neovim: the repair, what is dismissed, and a model server that goes away."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from spark_lsp.store.ledger import SqliteLedger
from tests.e2e.demo import owner_check
from tests.e2e.demo.ahead import CHECK
from tests.e2e.demo.project import ORDERS, make
from tests.e2e.neovim import run_neovim
from tests.windows import Card, model_server

HEAD, _, TAIL = ORDERS.partition("async def charge")
OMITTED = f"{HEAD}async def charge{TAIL.replace(CHECK, '')}"
BLOCKING_TAIL = TAIL.replace("await asyncio.sleep(0)", "time.sleep(0.1)")
BLOCKING = f"{HEAD}async def charge{BLOCKING_TAIL}"
AWAY = 50
CUT_EVERY_S = 0.1

MARKED_BY_SERVER = """
local function marked()
  local params = { textDocument = vim.lsp.util.make_text_document_params(0) }
  local answer = T.client:request_sync('textDocument/diagnostic', params, 5000)
  return vim.tbl_map(function(mark) return mark.code end, answer.result.items)
end
"""


def test_step_4_the_repair_changes_charge_alone_lists_its_checks_and_turns_the_test_green(tmp_path: Path) -> None:
    target = make(tmp_path)
    target.write_text(OMITTED, "utf-8")
    seen = run_neovim(
        target,
        tmp_path / "data",
        f"""
        local function holds()
          return vim.system({{ '{sys.executable}', '{owner_check.__file__}', '{target}' }}):wait().code == 0
        end
        T.wait('the mark', function() return T.marked('x-sibling-access') end)
        T.settled()
        local before = holds()
        T.go('charge(order_id')
        vim.cmd('Spark show')
        local shown = T.wait('the float', T.float)
        vim.cmd.fclose()
        vim.cmd('Spark fix')
        T.wait('the edit', function() return T.text():find('owner_id.*owner_id') end)
        vim.cmd.write()
        T.wait('no mark', function() return not T.marked('x-sibling-access') end)
        return {{ before = before, shown = shown, after = holds() }}""",
    )
    assert not seen["before"]
    assert "checked:" in seen["shown"]
    assert target.read_text("utf-8") == ORDERS
    assert seen["after"]


def test_step_4_other_advice_that_is_dismissed_stays_gone_in_the_next_session_and_comes_back(tmp_path: Path) -> None:
    target = make(tmp_path)
    target.write_text(OMITTED.replace(TAIL.replace(CHECK, ""), BLOCKING_TAIL.replace(CHECK, "")), "utf-8")
    run_neovim(
        target,
        tmp_path / "data",
        """
        T.wait('the marks', function() return T.marked('x-sibling-access') and T.marked('py-sleep-in-async') end)
        T.settled()
        T.go('time.sleep')
        vim.cmd('Spark dismiss')
        T.wait('no mark', function() return not T.marked('py-sleep-in-async') end)""",
    )
    seen = run_neovim(
        target,
        tmp_path / "data",
        MARKED_BY_SERVER
        + """
        T.wait('the other mark', function() return T.marked('x-sibling-access') end)
        T.settled()
        local next_session = marked()
        vim.cmd('Spark restore')
        T.wait('the mark again', function() return T.marked('py-sleep-in-async') end)
        return { next_session = next_session }""",
    )
    assert seen["next_session"] == ["x-sibling-access"]


@contextmanager
def going_away(card: Card) -> Iterator[None]:
    """Every now and then the connections of what is being asked are cut; in between it just says no more."""
    over = threading.Event()

    def cut() -> None:
        while not over.wait(CUT_EVERY_S):
            for connection in list(card.running.values()):
                with suppress(OSError):  # it went by itself
                    connection.shutdown(socket.SHUT_RDWR)

    thread = threading.Thread(target=cut, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_step_5_fifty_times_the_model_server_goes_away_in_the_middle_of_a_hover(tmp_path: Path) -> None:
    target = make(tmp_path / "project")
    target.write_text(BLOCKING, "utf-8")
    card, data = Card(hangs=True), tmp_path / "data"
    with model_server(card) as url, going_away(card):
        seen = run_neovim(
            target,
            data,
            f"""
            T.begin_with({{ backend = {{ kind = 'openai', url = '{url}' }} }})
            T.wait('the mark', function() return T.marked('py-sleep-in-async') end)
            local said, took = {{}}, {{}}
            T.go('time.sleep')
            local line = vim.api.nvim_win_get_cursor(0)[1]
            for n = 1, {AWAY} do
              local code = ('    time.sleep(0.%d)'):format(n)
              vim.api.nvim_buf_set_lines(0, line - 1, line, true, {{ code }})
              T.settled()
              vim.api.nvim_win_set_cursor(0, {{ line, 6 }})
              local params = vim.lsp.util.make_position_params(0, T.client.offset_encoding)
              local began = T.ms()
              local answer = T.client:request_sync('textDocument/hover', params, 5000)
              took[n] = T.ms() - began
              said[n] = answer.result.contents.value
              vim.wait(20)
            end
            T.wait('the jobs to end', function()
              return not T.client:request_sync('spark/status', vim.empty_dict(), 5000).result.lanes.running
            end)
            table.sort(took)
            return {{ said = said, took = took }}""",
        )
    assert len(seen["said"]) == AWAY
    assert all("programmatic" in said and "time.sleep" in said for said in seen["said"])
    print(f"hovers while it goes away: median {seen['took'][AWAY // 2]:.1f} ms, longest {seen['took'][-1]:.1f} ms")
    assert card.asked >= 3, "it was asked, until it was left alone"
    assert all(job.gpu_s >= 0 and not job.used for job in SqliteLedger(data, print).made(0.0))
