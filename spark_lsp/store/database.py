"""A small SQLite file that several processes share: made, opened, found broken and set aside; its errors as ours."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from spark_lsp.errors import StoreUnavailable

BUSY_S = 1.0
"""Longest wait for another process's write, which takes milliseconds."""


class BrokenStore(StoreUnavailable):
    """The file is no database of ours; it can be set aside."""


def set_aside(file: Path) -> Path:
    """Puts a broken file out of the way; where it is now."""
    n = 1
    while (aside := file.with_suffix(f".broken-{n}")).exists():
        n += 1
    os.replace(file, aside)
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
    return aside


def signature(file: Path) -> tuple[object, ...]:
    """Changes whenever another process has written."""
    seen: list[object] = []
    for path in (file, Path(f"{file}-wal")):
        try:
            stat = path.stat()
            seen.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        except OSError:
            seen.append(None)
    return tuple(seen)


def make(file: Path, version: int, tables: tuple[str, ...]) -> None:
    """Makes the file with these tables, or looks whether it is sound. Inside `mapped`."""
    if file.exists() and not writable(file):
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite would make the file with the umask's mode; its side files take over the mode of this one.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    if os.name == "posix" and file.stat().st_mode & 0o077:
        file.chmod(0o600)
    with closing(connect(file)) as db:
        (there,) = db.execute("pragma user_version").fetchone()
        if there > version:
            raise StoreUnavailable(f"{file} was written by a newer spark-lsp; update this one")
        if there == version:
            if db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("quick_check found damage")
            return
        if db.execute("select count(*) from sqlite_schema").fetchone() != (0,):
            raise sqlite3.DatabaseError("it holds other tables")
        db.execute("pragma journal_mode = wal")
        with db:
            db.execute("begin immediate")
            for table in tables:
                db.execute(table)
            db.execute(f"pragma user_version = {version}")


def writable(file: Path) -> bool:
    """Whether the file can be written here."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def connect(file: Path) -> sqlite3.Connection:
    """A connection of its own for one operation, so that no lock outlives it."""
    return sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)


def connect_to_read(file: Path) -> sqlite3.Connection:
    """The same for reading only."""
    if writable(file):
        return connect(file)
    # In WAL mode even a reader writes beside the file, unless it is told that nobody will change it.
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)


@contextmanager
def mapped(file: Path) -> Iterator[None]:
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
