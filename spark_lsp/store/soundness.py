"""What the file system under a folder can do that windows which share files there count on."""

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout


@dataclass(frozen=True, slots=True)
class Soundness:
    """Of one folder's file system."""

    locks: bool
    """Whether a second holder of a lock is kept out."""
    log: bool
    """Whether SQLite can read there while another process writes (write-ahead logging)."""


def soundness_of(folder: Path) -> Soundness:
    """Tries both in a folder of its own inside of this one, which is gone afterwards. Raises OSError where nothing can
    be written."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="spark-lsp-", ignore_cleanup_errors=True) as name:
        return Soundness(_keeps_out(Path(name) / "lock"), _logs_ahead(Path(name) / "db"))


def _keeps_out(file: Path) -> bool:
    one, other = FileLock(file, thread_local=False), FileLock(file, thread_local=False)
    try:
        with one.acquire(timeout=0):
            try:
                other.acquire(timeout=0)
            except Timeout:
                return True
            other.release(force=True)
            return False
    except (OSError, NotImplementedError, Timeout):
        return False


def _logs_ahead(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as db:
            (mode,) = db.execute("pragma journal_mode = wal").fetchone()
            db.execute("create table t (x)")
            with closing(sqlite3.connect(file)) as reader:
                reader.execute("select * from t").fetchall()
            return bool(mode == "wal")
    except sqlite3.Error:
        return False
