"""Packets in a SQLite file of the cache folder, over memory; several windows share it, and none waits for it."""

import sqlite3
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.store.database import writable
from spark_lsp.store.packing import packed, unpacked
from spark_lsp.store.shared import SharedFile
from spark_lsp.store.shelf import MemoryShelf

FILE_NAME = "packets.sqlite"
VERSION = 1
ROWS_MAX = 20_000
BYTES_MAX = 64 << 20
TRIM_EVERY = 64
"""Writes between two looks at the size."""

SLOTS_AT_ONCE = 500

TABLES = (
    "create table if not exists packet (slot text primary key, body blob not null, used_s real not null)",
    "create table if not exists useless (slot text primary key, reason text not null, until_s real not null)"
    " without rowid",
    "create table if not exists rejected (slot text primary key, at_s real not null) without rowid",
)


class SqliteShelf:
    """Implements core.shelf.Shelf. Memory answers; the file is read by `load` and written by what changes it. Where it
    cannot be used memory goes on alone, and it is tried again later."""

    def __init__(self, folder: Path, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._shared = SharedFile(
            folder / FILE_NAME, VERSION, TABLES, say, otherwise="packets last for this run only", clock=clock
        )
        self._memory = MemoryShelf()
        self._writes = 0

    def get(self, slot: str, *, now_s: float) -> Held | Nothing | None:
        """See the protocol."""
        return self._memory.get(slot, now_s=now_s)

    def load(self, slots: Iterable[str], *, now_s: float) -> int:
        """See the protocol."""
        wanted = [slot for slot in dict.fromkeys(slots) if self._memory.get(slot, now_s=now_s) is None]
        found = 0
        for at in range(0, len(wanted), SLOTS_AT_ONCE):
            found += self._shared.run(partial(self._read, slots=wanted[at : at + SLOTS_AT_ONCE], now_s=now_s), 0)
        return found

    def put(self, slot: str, held: Held) -> bool:
        """See the protocol."""
        if not self._memory.put(slot, held):
            return False
        return self._shared.run(lambda db: self._write(db, slot, held), True)

    def put_nothing(self, slot: str, nothing: Nothing) -> None:
        """See the protocol."""
        self._memory.put_nothing(slot, nothing)
        row = (slot, nothing.reason, nothing.until_s)
        self._shared.run(lambda db: db.execute("insert or replace into useless values (?, ?, ?)", row), otherwise=None)

    def reject(self, slot: str, *, now_s: float) -> None:
        """See the protocol."""
        self._memory.reject(slot, now_s=now_s)

        def write(db: sqlite3.Connection) -> None:
            db.execute("insert or replace into rejected values (?, ?)", (slot, now_s))
            db.execute("delete from packet where slot = ?", (slot,))

        self._shared.run(write, None)

    def close(self) -> None:
        """Nothing waits: each change was written when it was made."""

    # -- the file

    def _read(self, db: sqlite3.Connection, slots: list[str], now_s: float) -> int:
        marks = ",".join("?" * len(slots))
        for (slot,) in db.execute(f"select slot from rejected where slot in ({marks})", slots):
            self._memory.reject(slot, now_s=now_s)
        for slot, reason, until_s in db.execute(f"select * from useless where slot in ({marks})", slots):
            self._memory.put_nothing(slot, Nothing(reason, until_s))
        found = 0
        rows = db.execute(f"select slot, body from packet where slot in ({marks})", slots).fetchall()
        for slot, body in rows:
            held = unpacked(slot, body) if isinstance(body, bytes) else None
            if held is not None and self._memory.put(slot, held):
                found += 1
        if rows and writable(self._shared.file):
            db.execute(f"update packet set used_s = ? where slot in ({marks})", (now_s, *slots))
        return found

    def _write(self, db: sqlite3.Connection, slot: str, held: Held) -> bool:
        if db.execute("select 1 from rejected where slot = ?", (slot,)).fetchone():
            self._memory.reject(slot, now_s=held.made_s)
            return False
        db.execute("insert or replace into packet values (?, ?, ?)", (slot, packed(slot, held), held.made_s))
        db.execute("delete from useless where slot = ?", (slot,))
        self._writes += 1
        if self._writes % TRIM_EVERY == 1:
            _trim(db, held.made_s)
        return True


def _trim(db: sqlite3.Connection, now_s: float) -> None:
    """Throws out what was not used for longest, and what has run out."""
    db.execute("delete from useless where until_s <= ?", (now_s,))
    rows, size = db.execute("select count(*), coalesce(sum(length(body)), 0) from packet").fetchone()
    while rows > ROWS_MAX or size > BYTES_MAX:
        cut = max(1, rows // 10)
        db.execute("delete from packet where slot in (select slot from packet order by used_s limit ?)", (cut,))
        rows, size = db.execute("select count(*), coalesce(sum(length(body)), 0) from packet").fetchone()
