"""A difference is one that git applies, whatever bytes the file is made of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spark_lsp.cli.patch import patch
from tests.cli.repo import WITH_GIT

LINES = st.lists(
    st.sampled_from([b"a", b"b", b"", b"a\r", b"\xff\xfe", b"\\ No newline", b"--- a", b"+b", b"\x00c", b"\r"])
)


def applied(folder: Path, difference: bytes) -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    told = subprocess.run(command, input=difference, cwd=folder, env=clean, capture_output=True)
    assert told.returncode == 0, told.stderr


@WITH_GIT
@given(LINES, LINES, st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_git_applies_it(
    tmp_path_factory: pytest.TempPathFactory, one: list[bytes], other: list[bytes], ends: bool, other_ends: bool
) -> None:
    folder = tmp_path_factory.mktemp("files", numbered=True)
    was, now = (b"\n".join(lines) + b"\n" * end for lines, end in ((one, ends), (other, other_ends)))
    if not was or not now:
        return  # git takes an empty side for a file that comes or goes, which a fix never makes
    (folder / "a.py").write_bytes(was)
    here = os.getcwd()
    os.chdir(folder)
    try:
        difference = patch(Path("a.py"), was=was, now=now)
    finally:
        os.chdir(here)
    if was == now:
        assert difference == b""
        return
    applied(folder, difference)
    assert (folder / "a.py").read_bytes() == now


@WITH_GIT
@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
@pytest.mark.parametrize("name", ["a b.py", "é.py", 'q"u.py', "b\\s.py", "t\tb.py", "n\nl.py", "\x7f.py", "-x.py"])
def test_git_finds_a_file_of_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(b"a\n")
    applied(tmp_path, patch(Path(name), was=b"a\n", now=b"b\n"))
    assert Path(name).read_bytes() == b"b\n"
