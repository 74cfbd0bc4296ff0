"""A file is replaced whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from spark_lsp.cli.rewriting import replace_file, rewrite
from spark_lsp.errors import UnreadableInput


def test_a_file_that_is_no_longer_what_it_was_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"new")
    with pytest.raises(UnreadableInput, match=r"a\.py: changed while it was looked at"):
        rewrite(file, was=b"old", now=b"mended")
    assert file.read_bytes() == b"new"
    file.unlink()
    with pytest.raises(UnreadableInput, match="No such file"):
        rewrite(file, was=b"old", now=b"mended")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        replace_file(tmp_path / "folder", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
def test_a_new_file_has_the_mode_that_any_program_gives_one(tmp_path: Path) -> None:
    replace_file(tmp_path / "new", b"x")
    (tmp_path / "plain").write_bytes(b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="modes are others there")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o2775])
def test_mode_and_owner_stay(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(mode)
    before = file.stat()
    rewrite(file, was=b"old", now=b"new")
    after = file.stat()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(after.st_mode) == stat.S_IMODE(before.st_mode) == mode
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
