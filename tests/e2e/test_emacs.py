"""A real Emacs in a terminal, set up by the file that its page names."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.connection import environment
from tests.e2e.debian import program
from tests.e2e.neovim import ROOT
from tests.e2e.terminal import Terminal

PAGE = ROOT / "editors/emacs"
TEXT = """\
import sqlite3


def is_new(status: str) -> bool:
    return status is "open"


def last(rows: list[int]) -> int:
    return rows[-1]
"""
QUIET = """
(setq inhibit-startup-screen t make-backup-files nil auto-save-default nil ring-bell-function #'ignore
      eglot-connect-timeout 30 initial-scratch-message nil eldoc-idle-delay 0.1
      native-comp-async-report-warnings-errors nil warning-minimum-level :emergency)
(package-initialize)
"""


def documented() -> str:
    """The line for the init file, as the page has it."""
    page = (PAGE / "README.md").read_text("utf-8")
    line = page.split("In your init file: `")[1].split("`")[0]
    return line.replace("path/to/spark-lsp/editors/emacs", str(PAGE))


@pytest.fixture
def emacs(tmp_path: Path) -> Iterator[Terminal]:
    path = program("emacs", "emacs-nox", "elpa-eglot")
    init = tmp_path / "home/.emacs.d/init.el"
    init.parent.mkdir(parents=True)
    init.write_text(QUIET + documented(), "utf-8")
    file = tmp_path / "orders.py"
    file.write_text(TEXT, "utf-8")
    env = environment(tmp_path / "data") | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path / "home"),
    }
    with closing(Terminal(tmp_path, [path, "-nw", str(file)], env)) as opened:
        opened.shows("(Python")
        yield opened


def test_a_person_gets_the_mark_the_advice_and_the_fix(emacs: Terminal) -> None:
    emacs.keys("M-x")
    emacs.text("eglot")
    emacs.keys("Enter")
    emacs.shows("[eglot:")
    emacs.shows("Flymake[0 0 1]")
    emacs.keys("M-g", "g")
    emacs.text("5")
    emacs.keys("Enter")
    for _ in range(12):
        emacs.keys("C-f")
    emacs.shows("Next: Use `==` or `!=`.")
    emacs.keys("M-x")
    emacs.text("eglot-code-actions")
    emacs.keys("Enter")
    emacs.until(lambda seen: "==" in "\n".join(seen.splitlines()[-12:]) or "Execute" in seen, "the list of actions")
    emacs.text("Replace")
    emacs.keys("Tab")
    emacs.keys("Enter")
    emacs.shows('status == "open"')
    emacs.keys("C-/")
    emacs.shows('status is "open"')
