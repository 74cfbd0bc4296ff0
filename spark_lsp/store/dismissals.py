"""Dismissals in a small SQLite file that several processes share."""

from collections.abc import Collection, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from spark_lsp.core.dismissal import Dismissal, DismissalKeys
from spark_lsp.errors import StoreUnavailable
from spark_lsp.store.database import (
    BUSY_S,
    BrokenStore,
    connect,
    connect_to_read,
    make,
    mapped,
    set_aside,
    signature,
    writable,
)
from spark_lsp.store.folders import FILE_NAME
from spark_lsp.store.memory import MemoryDismissals

VERSION = 1
MAX_ROWS = 20_000
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
        with mapped(file):
            make(file, VERSION, (_TABLE,))
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
            if signature(self._file) == self._seen:
                return False
            before = self._memory.held()
            try:
                with mapped(self._file):
                    self._read()
            except StoreUnavailable:
                # What was read last still holds; the next write says what is wrong.
                return False
            return self._memory.held() != before

    def _read(self) -> None:
        seen = signature(self._file)
        with closing(connect_to_read(self._file)) as db:
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
        self._memory, self._seen = memory, seen

    def _write(self) -> None:
        with mapped(self._file), ExitStack() as stack:
            if not self._file.exists():
                make(self._file, VERSION, (_TABLE,))
            db = stack.enter_context(closing(connect(self._file)))
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


def open_dismissals(folder: Path) -> tuple[SqliteDismissals | MemoryDismissals, tuple[str, ...]]:
    """The store, and what a person should be told. A file that is corrupt is set aside and a new one made; where the
    folder cannot be used, dismissals last for this run. Never raises for what is on the disk."""
    from filelock import FileLock

    file = folder / FILE_NAME
    try:
        with mapped(file):
            if file.exists() and not writable(file):
                return SqliteDismissals(file), ()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Two windows may make the file at once, or find the same broken one; the second must not set the first
            # one's new file aside.
            with FileLock(file.with_suffix(".lock"), timeout=BUSY_S, mode=0o600):
                try:
                    return SqliteDismissals(file), ()
                except BrokenStore as error:
                    aside = set_aside(file)
                    return SqliteDismissals(file), (f"{error}; it was set aside as {aside.name}",)
    except StoreUnavailable as error:
        return MemoryDismissals(), (f"{error}; dismissals last for this run only",)
