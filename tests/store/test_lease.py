"""The lock between windows, with real processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from spark_lsp.store.lease import WAITS_S, FileLease

HOLDER = """
import sys
from pathlib import Path
from spark_lsp.store.lease import FileLease
lease = FileLease(Path(sys.argv[1]))
print(lease.take(), flush=True)
for line in sys.stdin:
    print(lease.interrupted(), flush=True)
"""


def holder(folder: Path) -> "subprocess.Popen[str]":
    """A process that holds the lease."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def says(process: "subprocess.Popen[str]") -> str:
    """Whether the holder hears that somebody waits."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("?\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_one_window_has_it_at_a_time_and_gives_it_back(tmp_path: Path) -> None:
    one, other = FileLease(tmp_path), FileLease(tmp_path)
    assert one.take()
    assert not other.take()
    one.release()
    assert other.take()
    other.release()


def test_it_is_free_at_once_when_its_holder_was_killed(tmp_path: Path) -> None:
    process = holder(tmp_path)
    mine = FileLease(tmp_path)
    assert not mine.take()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert mine.take()
    mine.release()


def test_the_holder_hears_a_person_who_waits_elsewhere_and_not_itself(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        assert says(process) == "False"
        FileLease(tmp_path).interrupt()
        assert says(process) == "True"
    finally:
        process.kill()
        process.wait()
    assert not FileLease(tmp_path).take(), "the person still waits, as far as is known"
    mine = FileLease(tmp_path, lambda: time.time() + WAITS_S)
    assert mine.take()
    mine.interrupt()
    assert not mine.interrupted()
    mine.release()


def test_where_there_is_no_folder_every_window_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    one, other = FileLease(tmp_path / "file"), FileLease(tmp_path / "file")
    assert one.take()
    assert other.take()
    one.interrupt()
    assert not other.interrupted()
    one.release()
    other.release()


def test_an_old_soft_lock_is_taken_over(tmp_path: Path) -> None:
    soft = tmp_path / "background.lock.soft"
    soft.write_text("")
    os.utime(soft, (0, 0))
    lease = FileLease(tmp_path)
    assert lease._softly()
    assert not FileLease(tmp_path)._softly()
