"""The passages of one checkout in a SQLite file: BM25 by FTS5, who calls what, and vectors as half floats."""

import sqlite3
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path

from spark_lsp.core.asking import Vector
from spark_lsp.core.passage import FileEntries, Found, Passage, Size
from spark_lsp.core.unit import UnitKind
from spark_lsp.store.shared import SharedFile

FOLDER = "passages"
VERSION = 1
PASSAGES_MAX = 50_000
BYTES_MAX = 128 << 20
"""Of text and vectors; the file is up to three times as large, for the words."""

CHECKOUTS_MAX = 24
"""Files that are kept, up to two a checkout; the one not written for longest goes first."""

TERMS_MAX = 40
"""A search goes by its rarest words, so many at most: the others cost time and tell little."""

AT_ONCE = 400
WEIGHTS = "8.0, 1.0, 1.0"
"""Of a word in a passage's name, its body, its path; measured: `spark-lsp bench retrieval`."""

TABLES = (
    "create table file (path text primary key, digest text not null) without rowid",
    "create table passage (id integer primary key, path text not null, key text not null, name text not null,"
    " symbol text not null, language text not null, kind text not null, first integer not null, end integer not null,"
    " body text not null, signature text not null, calls text not null)",
    "create index passage_path on passage (path)",
    "create index passage_name on passage (name)",
    "create index passage_key on passage (key)",
    "create table call (name text not null, id integer not null, primary key (name, id)) without rowid",
    "create index call_id on call (id)",
    "create virtual table words using fts5 (name, body, place, tokenize = 'unicode61 remove_diacritics 0')",
    "create virtual table vocabulary using fts5vocab (words, row)",
    "create table vector (key text not null, model text not null, body blob not null, primary key (key, model))"
    " without rowid",
)
_COLUMNS = (
    "p.key, p.path, p.language, p.symbol, p.kind, p.first, p.end, p.body, p.signature, p.calls, p.id"  # as `_passage`
)


def passages_file(folder: Path, checkout: Path) -> Path:
    """Where the passages of a checkout are kept."""
    name = blake2b(str(checkout).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return folder / FOLDER / f"{name}.sqlite"


def open_passages(folder: Path, checkout: Path, say: Callable[[str], None]) -> "SqlitePassages":
    """The index of a checkout, made at its first use. Throws out those of checkouts long not worked in."""
    file = passages_file(folder, checkout)
    _throw_out_old(file)
    return SqlitePassages(file, say)


def fixes_of(checkout: Path) -> Path:
    """The name under which the fixes of a checkout's history have an index of their own."""
    return checkout / ".git" / "fixes"


class SqlitePassages:
    """Implements core.passage.PassageIndex."""

    def __init__(self, file: Path, say: Callable[[str], None]) -> None:
        self._shared = SharedFile(file, VERSION, TABLES, say, otherwise="related code is not looked for")

    def digests(self) -> Mapping[str, str]:
        """See the protocol."""
        return self._shared.run(lambda db: dict(db.execute("select path, digest from file")), {})

    def put(self, files: Sequence[FileEntries]) -> bool:
        """See the protocol."""
        return self._shared.run(partial(_put, files=files), False)

    def drop(self, paths: Sequence[str]) -> None:
        """See the protocol."""
        if paths:
            self._shared.run(partial(_drop, paths=paths), None)

    def search(self, words: Sequence[str], limit: int) -> tuple[Found, ...]:
        """See the protocol."""
        return self._shared.run(partial(_search, words=words, limit=limit), ())

    def defining(self, names: Sequence[str], most: int) -> tuple[Passage, ...]:
        """See the protocol."""

        def read(db: sqlite3.Connection) -> tuple[Passage, ...]:
            found: list[Passage] = []
            for name in dict.fromkeys(names):
                rows = db.execute(
                    f"select {_COLUMNS} from passage p where name = ? order by path, first limit ?", (name, most + 1)
                ).fetchall()
                found += [_passage(row) for row in rows] if len(rows) <= most else []
            return tuple(found)

        return self._shared.run(read, ())

    def calling(self, name: str, limit: int) -> tuple[Passage, ...]:
        """See the protocol."""
        query = f"select {_COLUMNS} from call c join passage p on p.id = c.id where c.name = ? order by path, first"
        return self._shared.run(lambda db: _all(db, f"{query} limit ?", (name, limit)), ())

    def by_key(self, keys: Sequence[str]) -> tuple[Passage, ...]:
        """See the protocol."""

        def read(db: sqlite3.Connection) -> tuple[Passage, ...]:
            query = f"select {_COLUMNS} from passage p where key = ? order by path, first limit 1"
            return tuple(one for key in keys for one in _all(db, query, (key,)))

        return self._shared.run(read, ())

    def without_vector(self, model: str, limit: int) -> tuple[Passage, ...]:
        """See the protocol."""
        query = (
            f"select {_COLUMNS} from passage p where not exists (select 1 from vector v where v.key = p.key and"
            " v.model = ?) group by p.key order by path, first limit ?"
        )
        return self._shared.run(lambda db: _all(db, query, (model, limit)), ())

    def put_vectors(self, model: str, vectors: Mapping[str, Vector]) -> None:
        """See the protocol."""
        rows = [(key, model, struct.pack(f"<{len(one)}e", *one)) for key, one in vectors.items()]

        def write(db: sqlite3.Connection) -> None:
            db.execute("delete from vector where key not in (select key from passage)")
            db.executemany("insert or replace into vector values (?, ?, ?)", rows)

        self._shared.run(write, None)

    def vectors(self, model: str) -> Mapping[str, bytes]:
        """See the protocol."""
        query = (
            "select key, body from vector v where model = ? and exists (select 1 from passage p where p.key = v.key)"
        )
        return self._shared.run(lambda db: dict(db.execute(f"{query} order by key", (model,))), {})

    def size(self) -> Size:
        """See the protocol."""
        return self._shared.run(_size, Size())


def _put(db: sqlite3.Connection, files: Sequence[FileEntries]) -> bool:
    _drop(db, [file.path for file in files])
    held = _size(db)
    left, room = PASSAGES_MAX - held.passages, BYTES_MAX - held.bytes
    for file in files:
        left -= len(file.entries)
        room -= sum(len(entry.passage.text) for entry in file.entries)
        if left < 0 or room < 0:
            return False
        db.execute("insert into file values (?, ?)", (file.path, file.digest))
        for entry in file.entries:
            at = entry.passage
            values = (at.path, at.key, at.name, at.symbol, at.language, at.kind.value, at.first_line, at.end_line)
            id_ = db.execute(
                f"insert into passage values (null{', ?' * 11})",
                (*values, at.text, at.signature, " ".join(at.calls)),
            ).lastrowid
            db.executemany("insert or ignore into call values (?, ?)", [(name, id_) for name in at.calls])
            db.execute("insert into words (rowid, name, body, place) values (?, ?, ?, ?)",
                       (id_, entry.name, entry.body, entry.place))  # fmt: skip
    return True


def _drop(db: sqlite3.Connection, paths: Iterable[str]) -> None:
    for path in paths:
        ids = [(id_,) for (id_,) in db.execute("select id from passage where path = ?", (path,))]
        db.executemany("delete from words where rowid = ?", ids)
        db.executemany("delete from call where id = ?", ids)
        db.execute("delete from passage where path = ?", (path,))
        db.execute("delete from file where path = ?", (path,))


def _search(db: sqlite3.Connection, words: Sequence[str], limit: int) -> tuple[Found, ...]:
    wanted = list(dict.fromkeys(words))
    known: list[tuple[int, str]] = []
    for at in range(0, len(wanted), AT_ONCE):
        part = wanted[at : at + AT_ONCE]
        marks = ",".join("?" * len(part))
        known += db.execute(f"select doc, term from vocabulary where term in ({marks})", part).fetchall()
    terms = [term for _, term in sorted(known)[:TERMS_MAX]]
    if not terms:
        return ()
    match = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
    rows = db.execute(
        f"select {_COLUMNS}, -bm25(words, {WEIGHTS}) as score from words join passage p on p.id = words.rowid"
        " where words match ? order by score desc, path, first limit ?",
        (match, limit),
    )
    return tuple(Found(_passage(row), row[-1]) for row in rows)


def _size(db: sqlite3.Connection) -> Size:
    (files,) = db.execute("select count(*) from file").fetchone()
    passages, text = db.execute("select count(*), coalesce(sum(length(body)), 0) from passage").fetchone()
    (vectors,) = db.execute("select coalesce(sum(length(body)), 0) from vector").fetchone()
    return Size(files, passages, text + vectors)


def _all(db: sqlite3.Connection, query: str, values: tuple[object, ...]) -> tuple[Passage, ...]:
    return tuple(map(_passage, db.execute(query, values)))


def _passage(row: Sequence[object]) -> Passage:
    key, path, language, symbol, kind, first, end, text, signature, calls = row[:10]
    return Passage(
        str(key), str(path), str(language), str(symbol), UnitKind(str(kind)), int(str(first)), int(str(end)),
        str(text), str(signature), tuple(str(calls).split()),
    )  # fmt: skip


def _throw_out_old(mine: Path) -> None:
    try:
        others = [(file.stat().st_mtime, file) for file in mine.parent.glob("*.sqlite") if file != mine]
        for _, file in sorted(others, reverse=True)[CHECKOUTS_MAX - 1 :]:
            for ending in ("", "-wal", "-shm"):
                Path(f"{file}{ending}").unlink(missing_ok=True)
            file.with_suffix(".lock").unlink(missing_ok=True)
    except OSError:
        return  # what cannot be thrown out is thrown out another time
