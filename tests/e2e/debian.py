"""Programs that tests drive: those of the machine, or Debian's, put there when a test first wants one."""

import os
import shutil
import subprocess

import pytest

INSTALL = ["apt-get", "install", "-y", "-q", "--no-install-recommends"]


def program(name: str, *packages: str) -> str:
    """The path of a program. Where there is none: its packages are installed, where that can be done; a failure in CI;
    a skip on a person's own machine, which says what to install."""
    found = shutil.which(name)
    if found is None and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        _apt(["apt-get", "update", "-q"])
        _apt([*INSTALL, *packages])
        found = shutil.which(name)
    if found is None:
        reason = f"no {name}: apt-get install {' '.join(packages)}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def _apt(words: list[str]) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
