"""A real Neovim with a model behind the server: better words in place, a server that dies, a model that hangs."""

from pathlib import Path

import pytest

from tests.e2e.neovim import Editor
from tests.e2e.stuck import stuck_model

TEXT = """\
import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()


def is_new(status: str) -> bool:
    return status is "open"
"""

FAKE = """
T.begin_with({ backend = { kind = 'fake' }, prefetch = { enabled = false } })
T.wait('marks', function() return T.marked('py-sql-injection') end)
T.settled()
"""


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path, TEXT)


def test_an_open_hover_gets_better_words_in_place_and_a_status_tells_who_plays(editor: Editor) -> None:
    seen = editor.run(
        FAKE
        + """
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        local first = T.wait('the float', T.float)
        local window = vim.b.lsp_floating_preview
        local better = T.wait('better words', function()
          local text = T.float() or ''
          return text:find('scripted model', 1, true) and text
        end)
        local same = window == vim.b.lsp_floating_preview
        local rows = vim.api.nvim_win_text_height(window, {}).all
        local height = vim.api.nvim_win_get_height(window)
        vim.cmd('Spark status')
        T.wait('the status', function() return T.heard[#T.heard] and T.heard[#T.heard]:find('realtime: fake') end)
        return { first = first, better = better, same = same, fits = rows == height }"""
    )
    assert "programmatic" in seen["first"] or "realtime" in seen["first"]
    assert "realtime" in seen["better"] or "refined" in seen["better"]
    assert len(seen["better"].splitlines()) <= 9
    assert seen["same"], "the window that was open is the one that is rewritten"
    assert seen["fits"], "nothing of it is cut off, and nothing is empty"


def test_beside_another_servers_hover_only_our_part_is_rewritten(editor: Editor) -> None:
    seen = editor.run(
        FAKE
        + """
        vim.lsp.start({ name = 'other', cmd = { vim.env.SPARK_TEST_PYTHON, vim.env.SPARK_TEST_OTHER } }, { bufnr = 0 })
        T.wait('the other server', function()
          local client = vim.lsp.get_clients({ name = 'other', bufnr = 0 })[1]
          return client and client.initialized
        end)
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        local first = T.wait('the float', T.float)
        return { first = first, better = T.wait('better words', function()
          local text = T.float() or ''
          return text:find('scripted model', 1, true) and text
        end) }"""
    )
    for text in seen.values():
        assert "# other" in text
        assert "# spark_lsp" in text
    theirs = seen["first"].split("# other")[1].splitlines()[1]
    assert theirs in seen["better"]
    assert "splices" in seen["first"]


@pytest.mark.parametrize(
    "change",
    [
        "vim.cmd.normal({ 'j', bang = true })",
        "vim.api.nvim_buf_set_lines(0, 0, 0, true, { '# new' })",
        "vim.cmd.fclose()",
    ],
)
def test_words_that_come_when_the_place_the_text_or_the_float_is_another_change_nothing(
    editor: Editor, change: str
) -> None:
    seen = editor.run(
        FAKE
        + f"""
        local held
        local on_advisory = T.client.handlers['spark/advisory']
        T.client.handlers['spark/advisory'] = function(...) held = {{ ... }} end
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        T.wait('the float', T.float)
        T.wait('better words', function() return held end)
        {change}
        local before, at = T.float() or '', vim.api.nvim_win_get_cursor(0)
        held[2].inTime = true
        on_advisory(held[1], held[2], held[3])
        T.settled()
        local moved = not vim.deep_equal(at, vim.api.nvim_win_get_cursor(0))
        return {{ before = before, after = T.float() or '', moved = moved }}
        """
    )
    assert seen["before"] == seen["after"]
    assert not seen["moved"]


def test_words_that_come_late_wait_for_the_next_look(editor: Editor) -> None:
    seen = editor.run(
        FAKE
        + """
        local held
        local on_advisory = T.client.handlers['spark/advisory']
        T.client.handlers['spark/advisory'] = function(...) held = { ... } end
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        local first = T.wait('the float', T.float)
        T.wait('better words', function() return held end)
        held[2].inTime = false
        on_advisory(held[1], held[2], held[3])
        T.settled()
        local still = T.float()
        vim.cmd.fclose()
        vim.lsp.buf.hover()
        return { first = first, still = still, next = T.wait('the float', T.float) }"""
    )
    assert seen["first"] == seen["still"]
    assert "scripted model" in seen["next"]


def test_advice_that_was_read_for_a_second_is_told_and_a_glance_is_not(editor: Editor) -> None:
    told = editor.run(
        FAKE
        + """
        local told = T.overhear('spark/feedback')
        T.go('status is')
        vim.lsp.buf.hover()
        T.wait('the float', T.float)
        vim.cmd.fclose()
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        T.wait('the feedback', function() return told[1] end)
        return told"""
    )
    (one,) = told
    assert one["action"] == "shown"
    assert one["advisory"] == 0
    assert one["uri"].endswith("orders.py")
    assert len(one["key"]) > 10


def test_a_refinement_that_comes_when_the_person_has_gone_on_opens_nothing(editor: Editor) -> None:
    seen = editor.run(
        FAKE
        + """
        T.go('f"SELECT')
        vim.cmd('Spark refine')
        T.go('status is')
        T.wait('the notice', function() return T.heard[1] end)
        local float = T.float() or ''
        vim.cmd('Spark refine')
        return { float = float, heard = T.heard[1], here = T.wait('the float', T.float) }"""
    )
    assert seen["float"] == ""
    assert seen["heard"] == "Spark: the advice on line 6 of orders.py is there; :Spark show"
    assert "refined" in seen["here"]


def test_with_a_model_that_hangs_nothing_waits(editor: Editor) -> None:
    with stuck_model() as model:
        seen = editor.run(
            f"""
            T.begin_with({{ backend = {{ kind = 'openai', url = '{model.url}' }}, prefetch = {{ enabled = false }} }})
            T.wait('marks', function() return T.marked('py-identity-literal') end)
            T.settled()
            T.go('f"SELECT')
            vim.lsp.buf.hover()
            local float = T.wait('the float', T.float)
            T.wait('the attempt', function()
              return T.client:request_sync('spark/status', vim.empty_dict(), 5000).result.lanes.attempts == 1
            end)
            vim.cmd.fclose()
            vim.lsp.buf.hover()
            local again = T.wait('the float', T.float)
            vim.cmd.fclose()
            T.go('status is')
            vim.cmd('Spark fix')
            T.wait('the edit', function() return T.text():find('status == "open"', 1, true) end)
            return {{ float = float, again = again }}"""
        )
        assert model.asked, "the model was asked, and hangs"
    assert "programmatic" in seen["float"]
    assert "programmatic" in seen["again"]


def test_a_server_that_is_killed_is_started_again_once_and_then_stays_off_and_says_so(editor: Editor) -> None:
    seen = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        local life, first = require('spark_lsp.life'), T.client.id
        local pids = T.servers()
        for _, pid in ipairs(pids) do vim.uv.kill(pid, 'sigkill') end
        T.wait('the next server', function()
          local client = vim.lsp.get_clients({ name = 'spark_lsp', bufnr = 0 })[1]
          return client and client.id ~= first and client.initialized
        end)
        T.attached()
        T.wait('marks again', function() return T.marked('py-sql-injection') end)
        local between = life.trouble() or ''
        for _, pid in ipairs(T.servers()) do vim.uv.kill(pid, 'sigkill') end
        T.wait('the end', function() return life.trouble() end)
        vim.wait(200)
        local line = require('spark_lsp').statusline()
        local running = #vim.lsp.get_clients({ name = 'spark_lsp' })
        vim.cmd('Spark show')
        local refused = T.heard[#T.heard]
        vim.cmd('Spark restart')
        T.attached()
        T.wait('marks once more', function() return T.marked('py-sql-injection') end)
        return { one = #pids == 1, between = between, line = line, running = running, refused = refused,
          heard = T.heard }""")
    assert seen["one"]
    assert seen["between"] == ""
    assert seen["running"] == 0
    assert seen["line"] == "spark off"
    assert "ended twice (exit code 0, signal 9)" in seen["refused"]
    assert any("started again" in one for one in seen["heard"])
    assert any(":Spark restart starts it again" in one for one in seen["heard"])


def test_a_server_that_is_told_to_stop_is_not_started_again(editor: Editor) -> None:
    seen = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        T.client:stop()
        T.wait('the end', function() return #vim.lsp.get_clients({ name = 'spark_lsp' }) == 0 end)
        vim.wait(200)
        return { running = #vim.lsp.get_clients({ name = 'spark_lsp' }), heard = T.heard }""")
    assert seen["running"] == 0
    # a request of Neovim's own that is under way when it stops a server is refused, as the protocol has it
    assert [text for text in seen["heard"] if "has been shut down" not in text] == []


def test_the_status_line_tells_each_state_and_costs_no_request_a_look(editor: Editor) -> None:
    seen = editor.run("""
        local line, seen, asked = require('spark_lsp').statusline, {}, 0
        T.begin_with({ backend = { kind = 'fake' }, prefetch = { enabled = false } })
        seen[1] = line()
        T.wait('the state', function() return line() == 'spark programmatic' end)
        local request = T.client.request
        T.client.request = function(self, method, ...)
          asked = asked + (method == 'spark/status' and 1 or 0)
          return request(self, method, ...)
        end
        for _ = 1, 500 do line() end
        seen[2] = tostring(asked)
        vim.cmd('Spark pause 60')
        T.wait('the pause', function() return line() == 'spark paused' end)
        vim.cmd('Spark resume')
        T.wait('its end', function() return line() == 'spark programmatic' end)
        T.go('f"SELECT')
        vim.cmd('Spark refine')
        T.wait('the model', function() return line() == 'spark ready' end)
        vim.cmd.fclose()
        vim.cmd.enew()
        seen[3] = line()
        vim.cmd.buffer('#')
        return seen""")
    assert seen == ["spark starting", "0", ""]


def test_a_wrong_pause_is_refused_in_words(editor: Editor) -> None:
    heard = editor.run("vim.cmd('Spark pause soon') return T.heard")
    assert heard == ["Spark: `soon` is no number of minutes, nor `folder`"]
