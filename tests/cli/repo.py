"""A git repository to change, for tests."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WITH_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="asks git")

LOAD = "import yaml\n\n\ndef read(stream):\n    return yaml.load(stream)\n"
NEXT = "\n\ndef again(text):\n    return yaml.load(text)\n"
NEXT_LINE = 8


class Repo:
    """Runs git in a folder, with nobody's configuration."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
        nobodys = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file"}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | nobodys
        ran = subprocess.run(
            ["git", *who, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=True
        )
        return ran.stdout

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def commit(self, files: dict[str, str] | None = None) -> None:
        self.write(files or {})
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty")
