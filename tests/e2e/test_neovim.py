"""A real Neovim with the shipped configuration: what a person sees, does and undoes."""

from pathlib import Path

import pytest

from tests.e2e.neovim import Editor

TEXT = '''\
"""Orders."""

import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()


def is_new(status: str) -> bool:
    return status is "open"
'''
FIXED = TEXT.replace('status is "open"', 'status == "open"')


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path, TEXT)


def test_a_defect_is_marked_as_a_hint_on_its_line(editor: Editor) -> None:
    marks = editor.run("T.wait('marks', function() return T.marked('py-sql-injection') end) return T.marks()")
    found = {mark["rule"]: mark for mark in marks}
    assert found["py-sql-injection"]["line"] == 8
    assert found["py-identity-literal"]["line"] == 13
    assert {mark["severity"] for mark in marks} == {4}


def test_the_hover_float_shows_the_advice_and_its_lane(editor: Editor) -> None:
    text = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        T.go('f"SELECT')
        vim.lsp.buf.hover()
        return T.wait('the float', T.float)""")
    assert "splices values into SQL in `find`" in text
    assert "Next:" in text
    assert "programmatic" in text
    assert len(text.splitlines()) <= 8


def test_a_hover_elsewhere_says_nothing(editor: Editor) -> None:
    heard = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        T.go('fetchall')
        vim.lsp.buf.hover()
        T.wait('the answer', function() return T.heard[1] end)
        return { heard = T.heard[1], float = T.float() or '' }""")
    assert heard == {"heard": "No information available", "float": ""}


def test_the_fix_changes_the_buffer_and_undo_brings_it_back(editor: Editor) -> None:
    seen = editor.run("""
        T.wait('marks', function() return T.marked('py-identity-literal') end)
        T.go('status is')
        local titles = T.choose('==')
        T.wait('the edit', function() return T.text():find('status == "open"', 1, true) end)
        local fixed = T.text()
        T.wait('no mark', function() return not T.marked('py-identity-literal') end)
        vim.cmd.undo()
        T.wait('the mark again', function() return T.marked('py-identity-literal') end)
        return { titles = titles, fixed = fixed, undone = T.text() }""")
    assert any("==" in title for title in seen["titles"]), seen["titles"]
    assert seen["fixed"] + "\n" == FIXED
    assert seen["undone"] + "\n" == TEXT


def test_spark_fix_applies_the_one_fix_under_the_cursor(editor: Editor) -> None:
    fixed = editor.run("""
        T.wait('marks', function() return T.marked('py-identity-literal') end)
        T.go('status is')
        vim.cmd('Spark fix')
        T.wait('the edit', function() return T.text():find('status == "open"', 1, true) end)
        return T.text()""")
    assert fixed + "\n" == FIXED


def test_a_dismissed_advisory_vanishes_stays_gone_in_the_next_session_and_can_be_restored(editor: Editor) -> None:
    editor.run("""
        T.wait('marks', function() return T.marked('py-identity-literal') end)
        T.go('status is')
        vim.cmd('Spark dismiss')
        T.wait('no mark', function() return not T.marked('py-identity-literal') end)""")
    seen = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        local before = T.marked('py-identity-literal') ~= nil
        vim.cmd('Spark restore')
        T.wait('the mark again', function() return T.marked('py-identity-literal') end)
        return { before = before, heard = T.heard }""")
    assert seen == {"before": False, "heard": ["Spark: 1 brought back"]}


def test_next_and_previous_walk_the_advisories_around_the_file(editor: Editor) -> None:
    lines = editor.run("""
        T.wait('marks', function() return T.marked('py-identity-literal') end)
        local lines = {}
        for _, command in ipairs({ 'next', 'next', 'next', 'previous' }) do
          local was = vim.api.nvim_win_get_cursor(0)
          vim.cmd('Spark ' .. command)
          T.wait('a move', function() return not vim.deep_equal(was, vim.api.nvim_win_get_cursor(0)) end)
          lines[#lines + 1] = vim.api.nvim_win_get_cursor(0)[1]
        end
        return lines""")
    assert lines == [8, 13, 8, 13]


def test_show_advisory_opens_all_that_is_known(editor: Editor) -> None:
    texts = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        T.go('f"SELECT')
        vim.cmd('Spark show')
        local by_command = T.wait('the float', T.float)
        vim.cmd.fclose()
        T.choose('Spark: show advisory')
        return { by_command, T.wait('the float', T.float) }""")
    assert texts[0] == texts[1]
    assert "CWE-89" in texts[0]
    assert "confidence" in texts[0]


def test_what_another_server_says_is_not_marked_twice(editor: Editor) -> None:
    rules = editor.run("""
        T.wait('marks', function() return T.marked('py-identity-literal') end)
        local ns = vim.api.nvim_create_namespace('other')
        vim.diagnostic.set(ns, 0, { { lnum = 12, col = 11, end_lnum = 12, end_col = 27, source = 'Ruff', code = 'F632',
          message = 'Use `==` to compare constant literals' } })
        T.wait('no mark of ours', function() return not T.marked('py-identity-literal') end)
        vim.diagnostic.reset(ns, 0)
        T.wait('our mark again', function() return T.marked('py-identity-literal') end)
        return vim.tbl_map(function(mark) return mark.rule end, T.marks())""")
    assert sorted(rules) == ["py-identity-literal", "py-sql-injection"]


def test_settings_reach_the_server(editor: Editor) -> None:
    text = editor.run("""
        T.wait('marks', function() return T.marked('py-sql-injection') end)
        T.client.settings = { spark = { hover = { always = true } } }
        T.client:notify('workspace/didChangeConfiguration', { settings = {} })
        T.go('fetchall')
        return T.wait('the float', function()
          vim.lsp.buf.hover()
          vim.wait(100, T.float)
          return T.float()
        end)""")
    assert "programmatic" in text


def test_the_server_hears_where_the_cursor_comes_to_rest_and_not_each_step(editor: Editor) -> None:
    heard = editor.run("""
        local client = vim.lsp.get_clients({ name = 'spark_lsp' })[1]
        local heard, notify = {}, client.notify
        client.notify = function(self, method, params)
          if method == 'spark/cursor' then heard[#heard + 1] = params.position end
          return notify(self, method, params)
        end
        for line = 1, 8 do
          vim.api.nvim_win_set_cursor(0, { line, 0 })
          vim.api.nvim_exec_autocmds('CursorMoved', { buffer = 0 })
        end
        T.wait('the cursor', function() return #heard > 0 end)
        vim.wait(300)
        return heard""")
    assert heard == [{"line": 7, "character": 0}]
