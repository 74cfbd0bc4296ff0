"""What became of guesses, and what was learned from it, in a small SQLite file of the data folder.

No word of code is in it; of units their names, for `spark-lsp stats --why`."""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from spark_lsp.core.ledger import DAY_S, Kept, Line, Looked, Made, Reason, Total, Used, total
from spark_lsp.store.shared import SharedFile

FILE_NAME = "prefetch.sqlite"
VERSION = 1
TABLES = (
    "create table if not exists made (slot text primary key, at real not null, likely real not null,"
    " gpu_s real not null, joules real, done integer not null, used_at real, saved_s real not null default 0)"
    " without rowid",
    "create index if not exists made_at on made (at)",
    "create table if not exists looked (hour integer primary key, looks integer not null, hits integer not null)",
    "create table if not exists learned (name text primary key, value real not null) without rowid",
    "create table if not exists reason (unit text primary key, at real not null, likely real not null,"
    " features text not null) without rowid",
)

MADE_MAX = 10_000
"""Guesses that are remembered; about 1.2 MB."""

DAYS_MAX = 35
REASONS_MAX = 500
SLOT_CHARS = 24
"""Of a slot's name, a hash, that are kept: enough to tell ten thousand apart."""


class SqliteLedger:
    """Implements core.ledger.Ledger. The file is not made before there is something to keep."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._shared = SharedFile(
            folder / FILE_NAME, VERSION, TABLES, say, otherwise="what is learned of guesses is not kept"
        )

    @property
    def file(self) -> Path:
        """Where it is, or would be."""
        return self._shared.file

    def recall(self) -> dict[str, float]:
        """See the protocol."""
        nothing: dict[str, float] = {}
        return self._shared.run(_learned, nothing) if self.file.exists() else nothing

    def keep(self, lines: Sequence[Line], before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
        """See the protocol."""

        def work(db: sqlite3.Connection) -> dict[str, float]:
            for line in lines:
                _write(db, line)
            _prune(db)
            known = _learned(db)
            after = {
                name: known[name] + value - before.get(name, value) for name, value in now.items() if name in known
            }
            after = dict(now) | after
            if after != known:
                db.executemany("insert or replace into learned values (?, ?)", after.items())
            return after

        return self._shared.run(work, dict(now))

    def sum(self, since: float) -> Total:
        """See the protocol."""

        def work(db: sqlite3.Connection) -> Total:
            return total(_made(db, since), *_looks(db, since))

        return self._shared.run(work, Total()) if self.file.exists() else Total()

    def made(self, since: float) -> list[Kept]:
        """All guesses since then, the latest last."""
        nothing: list[Kept] = []
        return self._shared.run(lambda db: _made(db, since), nothing) if self.file.exists() else nothing

    def reasons(self, part: str) -> list[Reason]:
        """Why guesses were made for units whose name holds this, the latest first."""
        nothing: list[Reason] = []
        return self._shared.run(lambda db: _reasons(db, part), nothing) if self.file.exists() else nothing

    def reset(self) -> None:
        """Forgets everything."""

        def work(db: sqlite3.Connection) -> None:
            for table in ("made", "looked", "learned", "reason"):
                db.execute(f"delete from {table}")

        if self.file.exists():
            self._shared.run(work, None)


def _write(db: sqlite3.Connection, line: Line) -> None:
    match line:
        case Made(slot, at, likely, gpu_s, joules, done):
            row = (slot[:SLOT_CHARS], at, likely, gpu_s, joules, done)
            sql = (
                "insert into made values (?, ?, ?, ?, ?, ?, null, 0) on conflict do update set at = excluded.at,"
                " likely = excluded.likely, gpu_s = gpu_s + excluded.gpu_s, done = max(done, excluded.done),"
                " joules = case when excluded.joules is null then joules else coalesce(joules, 0) + excluded.joules end"
            )
            db.execute(sql, row)
        case Used(slot, at, saved_s):
            sql = "update made set used_at = ?, saved_s = ? where slot = ? and used_at is null"
            db.execute(sql, (at, saved_s, slot[:SLOT_CHARS]))  # of one that nobody guessed there is no row
        case Looked(at, hit):
            sql = (
                "insert into looked values (?, 1, ?)"
                " on conflict do update set looks = looks + 1, hits = hits + excluded.hits"
            )
            db.execute(sql, (int(at // 3600), hit))
        case Reason(unit, at, likely, features):
            numbers = json.dumps([round(value, 4) for value in features])
            db.execute("insert or replace into reason values (?, ?, ?, ?)", (unit, at, likely, numbers))


def _prune(db: sqlite3.Connection) -> None:
    last = db.execute("select max(at) from made").fetchone()[0]
    if last is not None:
        oldest = last - DAYS_MAX * DAY_S
        db.execute("delete from made where at < ?", (oldest,))
        db.execute("delete from looked where hour < ?", (int(oldest // 3600),))
    for table, most in (("made", MADE_MAX), ("reason", REASONS_MAX)):
        sql = f"delete from {table} where at <= (select at from {table} order by at desc limit 1 offset ?)"
        db.execute(sql, (most,))


def _learned(db: sqlite3.Connection) -> dict[str, float]:
    return dict(db.execute("select name, value from learned").fetchall())


def _looks(db: sqlite3.Connection, since: float) -> tuple[int, int]:
    sql = "select coalesce(sum(looks), 0), coalesce(sum(hits), 0) from looked where hour >= ?"
    looks, hits = db.execute(sql, (int(since // 3600),)).fetchone()
    return looks, hits


def _made(db: sqlite3.Connection, since: float) -> list[Kept]:
    sql = "select at, likely, gpu_s, joules, done, used_at, saved_s from made where at >= ? order by at"
    return [
        Kept(at, likely, gpu_s, joules, bool(done), used_at is not None, used_at - at if used_at else None, saved_s)
        for at, likely, gpu_s, joules, done, used_at, saved_s in db.execute(sql, (since,))
    ]


def _reasons(db: sqlite3.Connection, part: str) -> list[Reason]:
    rows = db.execute("select unit, at, likely, features from reason order by at desc")
    return [
        Reason(unit, at, likely, tuple(json.loads(features)))
        for unit, at, likely, features in rows
        if part.casefold() in unit.casefold()
    ]
