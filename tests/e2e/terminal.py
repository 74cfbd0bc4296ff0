"""A program in a terminal of its own, typed at and looked at by tmux."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.e2e.debian import program

LIMIT_S = 30.0
"""Longest that anything is waited for, seconds."""

COLUMNS, ROWS = 120, 40


class Terminal:
    """One tmux server with one program in it."""

    def __init__(self, folder: Path, words: list[str], env: Mapping[str, str]) -> None:
        self._tmux = [program("tmux", "tmux"), "-S", str(folder / "tmux"), "-f", os.devnull]
        size = ["-x", str(COLUMNS), "-y", str(ROWS)]
        self._env = {**env, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._run("new-session", "-d", *size, "--", *words)

    def keys(self, *names: str) -> None:
        """Types keys by their tmux names, such as `Enter`, `C-x` or a text without spaces in front."""
        self._run("send-keys", *names)

    def text(self, words: str) -> None:
        """Types a text as it is."""
        self._run("send-keys", "-l", "--", words)

    def screen(self) -> str:
        """What can be seen now."""
        return self._run("capture-pane", "-p")

    def until(self, holds: Callable[[str], object], what: str) -> str:
        """The screen once something holds of it; fails after `LIMIT_S`."""
        end = time.monotonic() + LIMIT_S
        while not holds(seen := self.screen()):
            assert time.monotonic() < end, f"waited {LIMIT_S} s for {what}; the screen:\n{seen}"
            time.sleep(0.05)
        return seen

    def shows(self, words: str) -> str:
        """The screen once it shows a text."""
        return self.until(lambda seen: words in seen, repr(words))

    def close(self) -> None:
        """Ends the program, whatever it does."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout
