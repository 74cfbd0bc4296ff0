"""Neovim in a terminal, typed at as a person does."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.connection import environment
from tests.e2e.neovim import ROOT, find_neovim
from tests.e2e.terminal import Terminal

INIT = f"""
vim.opt.runtimepath:prepend('{ROOT / "editors/nvim"}')
vim.lsp.config('spark_lsp', {{ init_options = {{ backend = {{ kind = 'fake' }}, prefetch = {{ enabled = false }} }} }})
vim.lsp.enable('spark_lsp')
vim.o.swapfile = false
vim.o.laststatus = 2
vim.o.statusline = "%t%= %{{v:lua.require'spark_lsp'.statusline()}}"
"""
TEXT = """\
import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()


def is_new(status: str) -> bool:
    return status is "open"
"""

LANES = "vim.lsp.get_clients()[1]:request_sync('spark/status', vim.empty_dict(), 2000).result.lanes"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    file = tmp_path / "orders.py"
    file.write_text(TEXT, "utf-8")
    init = tmp_path / "config/nvim/init.lua"
    init.parent.mkdir(parents=True)
    init.write_text(INIT, "utf-8")
    env = environment(tmp_path / "data") | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    with closing(Terminal(tmp_path, [find_neovim(), str(file)], env)) as opened:
        yield opened


def test_a_person_sees_the_mark_the_hover_its_better_words_the_state_and_the_fix(terminal: Terminal) -> None:
    terminal.shows("spark programmatic")
    terminal.text(":lua vim.diagnostic.config({ virtual_text = true })")
    terminal.keys("Enter")
    terminal.shows("asks whether two equal values")
    terminal.text(f":lua print(vim.wait(20000, function() return {LANES} end) and 'models are there')")
    terminal.keys("Enter")
    terminal.shows("models are there")
    terminal.text("6G030lK")
    seen = terminal.shows("As the scripted model says")
    assert "splices values into SQL in find" in seen
    terminal.shows("spark ready")
    terminal.keys("Escape")
    terminal.text("11G0fi")
    terminal.text(":Spark fix")
    terminal.keys("Enter")
    terminal.shows('status == "open"')
    terminal.text("u")
    terminal.shows('status is "open"')
    terminal.text(":Spark next")
    terminal.keys("Enter")
    terminal.until(lambda screen: "splices values into SQL" in screen.splitlines()[-1], "the headline")
