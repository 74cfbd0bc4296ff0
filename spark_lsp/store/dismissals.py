"""Dismissals in a small SQLite file that several processes share."""

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from spark_lsp.core.dismissal import Dismissal, DismissalKeys
from spark_lsp.errors import StoreUnavailable
from spark_lsp.store.folders import FILE_NAME
from spark_lsp.store.memory import MemoryDismissals

VERSION = 1
MAX_ROWS = 20_000
BUSY_S = 1.0
"""Longest wait for another process's write, which takes milliseconds."""
_TABLE = """
create table if not exists dismissal (
  exact text not null, loose text not null, rule text not null, symbol text not null, at_s real not null,
  primary key (exact, loose)
) without rowid
"""


@dataclass(frozen=True, slots=True)
class _Dismiss:
    rows: tuple[Dismissal, ...]


@dataclass(frozen=True, slots=True)
class _Restore:
    keys: tuple[DismissalKeys, ...]


class SqliteDismissals:
    """Implements core.dismissal.Dismissals. Opens the file for each operation, so that no lock outlives one and a
    kill loses nothing. What cannot be written waits in memory and is written with the next change that can."""

    def __init__(self, file: Path) -> None:
        """Reads the file, or makes it. Raises StoreUnavailable; `BrokenStore` where it must be set aside."""
        self._file = file
        self._lock = Lock()
        self._waiting: list[_Dismiss | _Restore] = []
        self._seen: tuple[object, ...] = ()
        self._memory = MemoryDismissals()
        with _mapped(file):
            _make(file)
            self._read()

    def held(self) -> frozenset[str]:
        """See the protocol."""
        return self._memory.held()

    def listed(self) -> tuple[Dismissal, ...]:
        """See the protocol."""
        return self._memory.listed()

    def dismiss(self, dismissals: Iterable[Dismissal]) -> None:
        """See the protocol."""
        rows = tuple(dismissals)
        with self._lock:
            self._memory.dismiss(rows)
            self._waiting.append(_Dismiss(rows))
            self._write()

    def restore(self, keys: Collection[DismissalKeys]) -> int:
        """See the protocol."""
        with self._lock:
            gone = self._memory.restore(keys)
            self._waiting.append(_Restore(tuple(keys)))
            self._write()
            return gone

    def refresh(self) -> bool:
        """See the protocol."""
        with self._lock:
            if _signature(self._file) == self._seen:
                return False
            before = self._memory.held()
            try:
                with _mapped(self._file):
                    self._read()
            except StoreUnavailable:
                # What was read last still holds; the next write says what is wrong.
                return False
            return self._memory.held() != before

    def _read(self) -> None:
        signature = _signature(self._file)
        with closing(_connect_to_read(self._file)) as db:
            rows = [
                Dismissal(rule, DismissalKeys(exact, loose), symbol, at_s)
                for exact, loose, rule, symbol, at_s in db.execute(
                    "select exact, loose, rule, symbol, at_s from dismissal"
                )
            ]
        memory = MemoryDismissals(rows)
        for change in self._waiting:
            match change:
                case _Dismiss(new):
                    memory.dismiss(new)
                case _Restore(keys):
                    memory.restore(keys)
        self._memory, self._seen = memory, signature

    def _write(self) -> None:
        with _mapped(self._file), ExitStack() as stack:
            if not self._file.exists():
                _make(self._file)
            db = stack.enter_context(closing(_connect(self._file)))
            stack.enter_context(db)
            db.execute("begin immediate")
            for change in self._waiting:
                match change:
                    case _Dismiss(rows):
                        db.executemany(
                            "insert or replace into dismissal values (?, ?, ?, ?, ?)",
                            [(r.keys.exact, r.keys.loose, r.rule, r.symbol, r.at_s) for r in rows],
                        )
                    case _Restore(keys):
                        db.executemany(
                            "delete from dismissal where exact = ? or loose = ?", [(k.exact, k.loose) for k in keys]
                        )
            db.execute(
                "delete from dismissal where (exact, loose) in"
                " (select exact, loose from dismissal order by at_s desc limit -1 offset ?)",
                (MAX_ROWS,),
            )
        self._waiting.clear()


class BrokenStore(StoreUnavailable):
    """The file is no database of ours; it can be set aside."""


def open_dismissals(folder: Path) -> tuple[SqliteDismissals | MemoryDismissals, tuple[str, ...]]:
    """The store, and what a person should be told. A file that is corrupt is set aside and a new one made; where the
    folder cannot be used, dismissals last for this run. Never raises for what is on the disk."""
    from filelock import FileLock

    file = folder / FILE_NAME
    try:
        with _mapped(file):
            if file.exists() and not _writable(file):
                return SqliteDismissals(file), ()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Two windows may make the file at once, or find the same broken one; the second must not set the first
            # one's new file aside.
            with FileLock(file.with_suffix(".lock"), timeout=BUSY_S, mode=0o600):
                try:
                    return SqliteDismissals(file), ()
                except BrokenStore as error:
                    aside = _set_aside(file)
                    return SqliteDismissals(file), (f"{error}; it was set aside as {aside.name}",)
    except StoreUnavailable as error:
        return MemoryDismissals(), (f"{error}; dismissals last for this run only",)


def _set_aside(file: Path) -> Path:
    n = 1
    while (aside := file.with_suffix(f".broken-{n}")).exists():
        n += 1
    os.replace(file, aside)
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    return aside


def _signature(file: Path) -> tuple[object, ...]:
    """Changes whenever another process has written."""
    seen: list[object] = []
    for path in (file, Path(f"{file}-wal")):
        try:
            stat = path.stat()
            seen.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        except OSError:
            seen.append(None)
    return tuple(seen)


def _make(file: Path) -> None:
    if file.exists() and not _writable(file):
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite would make the file with the umask's mode; its side files take over the mode of this one.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
    with closing(_connect(file)) as db:
        (version,) = db.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise StoreUnavailable(f"{file} was written by a newer spark-lsp; update this one")
        if version == VERSION:
            if db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("quick_check found damage")
            return
        if db.execute("select count(*) from sqlite_schema").fetchone() != (0,):
            raise sqlite3.DatabaseError("it holds other tables")
        db.execute("pragma journal_mode = wal")
        with db:
            db.execute("begin immediate")
            db.execute(_TABLE)
            db.execute(f"pragma user_version = {VERSION}")


def _writable(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)


def _connect_to_read(file: Path) -> sqlite3.Connection:
    if _writable(file):
        return _connect(file)
    # In WAL mode even a reader writes beside the file, unless it is told that nobody will change it.
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)


@contextmanager
def _mapped(file: Path) -> Iterator[None]:
    """SQLite's and the system's errors as ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise BrokenStore(f"{file} is not what spark-lsp wrote ({error})") from error
        raise StoreUnavailable(f"{file} cannot be used ({error})") from error
    except sqlite3.DatabaseError as error:
        raise BrokenStore(f"{file} is broken ({error})") from error
    except OSError as error:
        raise StoreUnavailable(f"{file} cannot be used ({error})") from error
