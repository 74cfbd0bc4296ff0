"""Where packets are kept: one contract for memory and for a file, and what only a file can break."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from spark_lsp.core.advisory import Lane
from spark_lsp.core.shelf import Nothing, Shelf
from spark_lsp.store.packets import FILE_NAME, SqliteShelf
from spark_lsp.store.packing import packed, unpacked
from spark_lsp.store.shared import RETRY_S
from spark_lsp.store.shelf import MemoryShelf
from tests.store.packets_for_tests import held, slot

NOW = 2000.0


@pytest.fixture(params=["memory", "sqlite"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    said: list[str] = []
    return MemoryShelf() if request.param == "memory" else SqliteShelf(tmp_path, said.append)


def quiet(tmp_path: Path) -> SqliteShelf:
    return SqliteShelf(tmp_path, lambda message: None)


def test_what_was_put_is_there(shelf: Shelf) -> None:
    assert shelf.get(slot(1), now_s=NOW) is None
    assert shelf.put(slot(1), held(1))
    assert shelf.get(slot(1), now_s=NOW) == held(1)


def test_a_better_lane_is_not_overwritten_by_a_worse_one(shelf: Shelf) -> None:
    shelf.put(slot(1), held(1))
    assert not shelf.put(slot(1), held(2, lane=Lane.REALTIME))
    assert shelf.get(slot(1), now_s=NOW) == held(1)
    assert shelf.put(slot(1), held(3))
    assert shelf.put(slot(1), held(4, lane=Lane.REALTIME, digest="another"))


def test_nothing_useful_is_remembered_for_its_time_and_never_in_place_of_a_packet(shelf: Shelf) -> None:
    shelf.put_nothing(slot(1), Nothing("ungrounded", NOW + 10))
    assert shelf.get(slot(1), now_s=NOW) == Nothing("ungrounded", NOW + 10)
    assert shelf.get(slot(1), now_s=NOW + 10) is None
    shelf.put(slot(2), held(2))
    shelf.put_nothing(slot(2), Nothing("ungrounded", NOW + 10))
    assert shelf.get(slot(2), now_s=NOW) == held(2)


def test_what_was_rejected_never_comes_back(shelf: Shelf) -> None:
    shelf.put(slot(1), held(1))
    shelf.reject(slot(1), now_s=NOW)
    assert shelf.get(slot(1), now_s=NOW) is None
    assert not shelf.put(slot(1), held(2))
    assert shelf.get(slot(1), now_s=NOW) is None


@given(some.integers(0, 10**9))
def test_a_packet_comes_back_from_its_bytes_as_it_was(number: int) -> None:
    assert unpacked(slot(number), packed(slot(number), held(number))) == held(number)


@given(some.integers(0, 50), some.integers(0, 10_000), some.integers(1, 255))
def test_a_packet_with_a_byte_changed_is_none(number: int, at: int, change: int) -> None:
    raw = bytearray(packed(slot(number), held(number)))
    raw[at % len(raw)] ^= change
    assert unpacked(slot(number), bytes(raw)) is None
    assert unpacked(slot(number + 1), packed(slot(number), held(number))) is None


def test_another_window_finds_what_this_one_put(tmp_path: Path) -> None:
    one, other = quiet(tmp_path), quiet(tmp_path)
    one.put(slot(1), held(1))
    one.put_nothing(slot(2), Nothing("ungrounded", NOW + 10))
    one.put(slot(3), held(3))
    one.reject(slot(3), now_s=NOW)
    assert other.load([slot(1), slot(2), slot(3), slot(4)], now_s=NOW) == 1
    assert other.get(slot(1), now_s=NOW) == held(1)
    assert other.get(slot(2), now_s=NOW) == Nothing("ungrounded", NOW + 10)
    assert not other.put(slot(3), held(5))


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX systems")
def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    quiet(tmp_path / "cache").put(slot(1), held(1))
    assert stat.S_IMODE((tmp_path / "cache" / FILE_NAME).stat().st_mode) == 0o600


def test_a_torn_row_is_not_served(tmp_path: Path) -> None:
    quiet(tmp_path).put(slot(1), held(1))
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("update packet set body = substr(body, 1, 60)")
    fresh = quiet(tmp_path)
    assert fresh.load([slot(1)], now_s=NOW) == 0
    assert fresh.get(slot(1), now_s=NOW) is None


def broken(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + b"garbage " * 600)


def foreign(file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("create table theirs (a)")


@pytest.mark.parametrize("damage", [broken, foreign, lambda file: file.write_bytes(b"no database at all" * 100)])
def test_a_file_that_is_none_of_ours_is_set_aside_and_said_once(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(tmp_path / FILE_NAME)
    said: list[str] = []
    shelf = SqliteShelf(tmp_path, said.append)
    assert shelf.put(slot(1), held(1))
    assert quiet(tmp_path).load([slot(1)], now_s=NOW) == 1
    assert len(said) == 1
    assert "set aside" in said[0]
    assert list(tmp_path.glob("packets.broken-*"))


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("pragma user_version = 99")
    before = (tmp_path / FILE_NAME).read_bytes()
    said: list[str] = []
    shelf = SqliteShelf(tmp_path, said.append)
    assert shelf.put(slot(1), held(1))
    assert shelf.get(slot(1), now_s=NOW) == held(1)
    assert "newer spark-lsp" in said[0]
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_where_there_is_no_folder_memory_goes_on_and_the_file_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file")
    now = [0.0]
    said: list[str] = []
    shelf = SqliteShelf(tmp_path / "in the way", said.append, clock=lambda: now[0])
    for number in range(3):
        assert shelf.put(slot(number), held(number))
        assert shelf.get(slot(number), now_s=NOW) == held(number)
    assert len(said) == 1
    (tmp_path / "in the way").unlink()
    now[0] = RETRY_S
    assert shelf.put(slot(7), held(7))
    assert quiet(tmp_path / "in the way").load([slot(7)], now_s=NOW) == 1


def test_a_file_that_another_process_holds_makes_nobody_wait_for_long(tmp_path: Path) -> None:
    shelf = quiet(tmp_path)
    shelf.put(slot(1), held(1))
    holder = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    holder.execute("begin exclusive")
    try:
        assert shelf.put(slot(2), held(2))
        assert shelf.get(slot(2), now_s=NOW) == held(2)
    finally:
        holder.close()


def test_the_file_stays_within_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spark_lsp.store.packets.ROWS_MAX", 50)
    shelf = quiet(tmp_path)
    for number in range(200):
        shelf.put(slot(number), held(number, made_s=1000.0 + number))
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        (rows,) = db.execute("select count(*) from packet").fetchone()
    assert rows <= 50 + 64
    assert quiet(tmp_path).load([slot(199)], now_s=NOW) == 1
    assert quiet(tmp_path).load([slot(0)], now_s=NOW) == 0


def test_a_kill_at_any_moment_loses_at_most_the_packet_in_flight(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.long.crash", "--kills", "20", "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
