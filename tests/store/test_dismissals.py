"""One contract suite for every store of dismissals, and what only the file has to hold."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spark_lsp.core.dismissal import Dismissal, DismissalKeys, Dismissals
from spark_lsp.errors import StoreUnavailable
from spark_lsp.store.dismissals import FILE_NAME, MAX_ROWS, SqliteDismissals, open_dismissals
from spark_lsp.store.memory import MemoryDismissals


def a_dismissal(n: int, *, rule: str = "py-sql-injection") -> Dismissal:
    return Dismissal(rule, DismissalKeys(f"exact{n}", f"loose{n}"), "Order.refund", float(n))


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Dismissals]:
    match request.param:
        case "memory":
            yield MemoryDismissals()
        case "sqlite":
            opened, messages = open_dismissals(tmp_path)
            assert messages == ()
            assert isinstance(opened, SqliteDismissals)
            yield opened


class TestContract:
    def test_a_new_store_holds_nothing(self, store: Dismissals) -> None:
        assert store.held() == frozenset()
        assert store.listed() == ()

    def test_what_is_dismissed_is_held_by_both_keys(self, store: Dismissals) -> None:
        store.dismiss([a_dismissal(1)])
        assert store.held() == {"exact1", "loose1"}

    def test_the_newest_is_listed_first(self, store: Dismissals) -> None:
        store.dismiss([a_dismissal(1), a_dismissal(3), a_dismissal(2)])
        assert [d.at_s for d in store.listed()] == [3.0, 2.0, 1.0]
        assert store.listed()[0] == a_dismissal(3)

    def test_dismissing_twice_is_dismissing_once(self, store: Dismissals) -> None:
        store.dismiss([a_dismissal(1)])
        store.dismiss([a_dismissal(1)])
        assert len(store.listed()) == 1

    @pytest.mark.parametrize(
        "keys", [DismissalKeys("exact1", "other"), DismissalKeys("other", "loose1"), DismissalKeys("exact1", "loose1")]
    )
    def test_either_key_brings_it_back_and_nothing_else(self, store: Dismissals, keys: DismissalKeys) -> None:
        store.dismiss([a_dismissal(1), a_dismissal(2)])
        assert store.restore([keys]) == 1
        assert store.listed() == (a_dismissal(2),)
        assert store.held() == {"exact2", "loose2"}

    def test_restoring_what_is_not_held_changes_nothing(self, store: Dismissals) -> None:
        store.dismiss([a_dismissal(1)])
        assert store.restore([DismissalKeys("loose1", "exact1")]) == 0
        assert store.listed() == (a_dismissal(1),)

    def test_a_refresh_alone_changes_nothing(self, store: Dismissals) -> None:
        store.dismiss([a_dismissal(1)])
        assert store.refresh() is False
        assert store.listed() == (a_dismissal(1),)


def test_dismissals_last_over_a_restart(tmp_path: Path) -> None:
    open_dismissals(tmp_path)[0].dismiss([a_dismissal(1)])
    again, messages = open_dismissals(tmp_path)
    assert messages == ()
    assert again.listed() == (a_dismissal(1),)


def test_a_restore_lasts_over_a_restart(tmp_path: Path) -> None:
    store, _ = open_dismissals(tmp_path)
    store.dismiss([a_dismissal(1), a_dismissal(2)])
    store.restore([a_dismissal(1).keys])
    assert open_dismissals(tmp_path)[0].listed() == (a_dismissal(2),)


def test_another_process_is_heard_after_a_refresh(tmp_path: Path) -> None:
    one, _ = open_dismissals(tmp_path)
    other, _ = open_dismissals(tmp_path)
    other.dismiss([a_dismissal(1)])
    assert one.held() == frozenset()
    assert one.refresh() is True
    assert one.held() == {"exact1", "loose1"}
    one.restore([a_dismissal(1).keys])
    assert other.refresh() is True
    assert other.held() == frozenset()


DISMISS_MANY = """
import sys
from pathlib import Path
from spark_lsp.core.dismissal import Dismissal, DismissalKeys
from spark_lsp.store.dismissals import open_dismissals
store, messages = open_dismissals(Path(sys.argv[1]))
assert messages == (), messages
for n in range(20):
    store.dismiss([Dismissal("r", DismissalKeys(f"{sys.argv[2]}-{n}", f"loose-{sys.argv[2]}-{n}"), "f", 1.0)])
"""


def test_processes_that_start_and_write_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DISMISS_MANY, str(tmp_path / "new")]
    writers = [subprocess.Popen([*command, str(i)]) for i in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(open_dismissals(tmp_path / "new")[0].listed()) == 60


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store, _ = open_dismissals(folder)
    store.dismiss([a_dismissal(1)])
    assert {p.name: p.stat().st_mode & 0o077 for p in folder.iterdir() if p.stat().st_mode & 0o077} == {}
    (folder / FILE_NAME).chmod(0o644)
    open_dismissals(folder)
    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _scribble(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    file.write_bytes(raw)


def _foreign(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as db:
        db.execute("create table recipes (name text)")


def _tableless(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("drop table dismissal")


@pytest.mark.parametrize(
    "damage",
    [lambda file: file.write_bytes(b"not a database" * 500), _truncate, _scribble, _foreign, _tableless],
    ids=["text", "truncated", "scribbled", "foreign", "tableless"],
)
def test_a_broken_file_is_set_aside_with_a_message_and_a_new_one_works(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    file = tmp_path / FILE_NAME
    open_dismissals(tmp_path)[0].dismiss([a_dismissal(n) for n in range(500)])
    with closing(sqlite3.connect(file)) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    damage(file)
    store, messages = open_dismissals(tmp_path)
    assert len(messages) == 1
    assert str(file) in messages[0]
    assert "set aside as dismissals.broken-1" in messages[0]
    assert (tmp_path / "dismissals.broken-1").exists()
    store.dismiss([a_dismissal(7)])
    assert open_dismissals(tmp_path)[0].listed() == (a_dismissal(7),)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    open_dismissals(tmp_path)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as db:
        db.execute("pragma user_version = 99")
    store, messages = open_dismissals(tmp_path)
    assert isinstance(store, MemoryDismissals)
    assert "newer" in messages[0]
    assert not list(tmp_path.glob("*.broken*"))


def test_a_folder_that_cannot_be_made_gives_a_store_for_this_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store, messages = open_dismissals(tmp_path / "file" / "data")
    assert isinstance(store, MemoryDismissals)
    assert "this run only" in messages[0]
    store.dismiss([a_dismissal(1)])
    assert store.held() == {"exact1", "loose1"}


def test_what_cannot_be_written_holds_for_this_run_and_is_written_later(tmp_path: Path) -> None:
    store, _ = open_dismissals(tmp_path)
    file = tmp_path / FILE_NAME
    with closing(sqlite3.connect(file, isolation_level=None)) as another:
        another.execute("begin immediate")
        with pytest.raises(StoreUnavailable, match="locked"):
            store.dismiss([a_dismissal(1)])
        assert store.held() == {"exact1", "loose1"}
        another.execute("rollback")
    store.dismiss([a_dismissal(2)])
    assert open_dismissals(tmp_path)[0].listed() == (a_dismissal(2), a_dismissal(1))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from spark_lsp.core.dismissal import Dismissal, DismissalKeys
from spark_lsp.errors import StoreUnavailable
from spark_lsp.store.dismissals import open_dismissals
store, messages = open_dismissals(Path(sys.argv[1]))
assert messages == ()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    store.dismiss([Dismissal("r", DismissalKeys("exact", "loose"), "x" * 9000, 1.0)])
except StoreUnavailable as error:
    print("unavailable:", error, sorted(store.held()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a full disk is played with a file size limit")
def test_a_full_disk_is_said_and_the_dismissal_holds_for_this_run(tmp_path: Path) -> None:
    open_dismissals(tmp_path)
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, str(tmp_path)], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("unavailable:")
    assert "['exact', 'loose']" in ran.stdout
    assert open_dismissals(tmp_path)[1] == ()


def test_a_file_that_is_deleted_meanwhile_is_made_again(tmp_path: Path) -> None:
    store, _ = open_dismissals(tmp_path)
    (tmp_path / FILE_NAME).unlink()
    store.dismiss([a_dismissal(1)])
    assert open_dismissals(tmp_path)[0].listed() == (a_dismissal(1),)


def test_the_oldest_go_when_there_are_too_many(tmp_path: Path) -> None:
    store, _ = open_dismissals(tmp_path)
    store.dismiss([a_dismissal(n) for n in range(MAX_ROWS + 5)])
    listed = open_dismissals(tmp_path)[0].listed()
    assert len(listed) == MAX_ROWS
    assert listed[-1] == a_dismissal(5)
