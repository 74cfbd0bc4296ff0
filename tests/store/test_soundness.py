"""What a folder's file system can do."""

from pathlib import Path

import pytest

from spark_lsp.store import soundness
from spark_lsp.store.soundness import Soundness, soundness_of


def test_a_disk_of_this_machine_can_do_all_and_nothing_is_left_there(tmp_path: Path) -> None:
    assert soundness_of(tmp_path) == Soundness(locks=True, log=True)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_lets_everybody_in_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Open(soundness.FileLock):
        def _acquire(self) -> None:
            self._context.lock_file_fd = 0

        def _release(self) -> None:
            self._context.lock_file_fd = None

    monkeypatch.setattr(soundness, "FileLock", Open)
    assert not soundness_of(tmp_path).locks


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        soundness_of(tmp_path / "gone")
