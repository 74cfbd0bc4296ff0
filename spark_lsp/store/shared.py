"""One SQLite file that several processes use, a transaction at a time; where it cannot be used, nothing is lost but
it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Lock
from typing import TypeVar

from spark_lsp.errors import StoreUnavailable
from spark_lsp.store.database import BUSY_S, BrokenStore, connect, connect_to_read, make, mapped, set_aside, writable

RETRY_S = 30.0
"""A file that could not be used is left alone for this long, seconds."""

T = TypeVar("T")


class SharedFile:
    """Made at its first use. Every call may block on the disk for up to `BUSY_S`; none raises for what is there."""

    def __init__(
        self,
        file: Path,
        version: int,
        tables: tuple[str, ...],
        say: Callable[[str], None],
        *,
        otherwise: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`otherwise` ends the message to a person where the file cannot be used."""
        self.file = file
        self._version = version
        self._tables = tables
        self._say = say
        self._said: set[str] = set()
        self._otherwise = otherwise
        self._clock = clock
        self._lock = Lock()
        self._ready = False
        self._rest_until_s = 0.0

    def run(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """The work in one transaction; `otherwise` where the file cannot be used."""
        with self._lock:
            if self._clock() < self._rest_until_s:
                return otherwise
            try:
                self._open()
                with mapped(self.file), closing(self._connected()) as db, db:
                    db.execute("begin immediate" if writable(self.file) else "begin")
                    return work(db)
            except StoreUnavailable as error:
                self._ready = False
                self._rest_until_s = self._clock() + RETRY_S
                self._tell(f"{error}; {self._otherwise}")
                return otherwise

    def _connected(self) -> sqlite3.Connection:
        return connect(self.file) if writable(self.file) else connect_to_read(self.file)

    def _open(self) -> None:
        """Makes the file, or finds it sound; one that is broken is set aside. Raises StoreUnavailable."""
        if self._ready and self.file.exists():
            return
        from filelock import FileLock, Timeout

        with mapped(self.file):
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with FileLock(self.file.with_suffix(".lock"), timeout=BUSY_S, mode=0o600):
                    self._make()
            except Timeout as error:
                raise StoreUnavailable(f"{self.file} is being made by another window") from error
        self._ready = True

    def _make(self) -> None:
        try:
            with mapped(self.file):
                make(self.file, self._version, self._tables)
        except BrokenStore as error:
            aside = set_aside(self.file)
            self._tell(f"{error}; it was set aside as {aside.name}")
            with mapped(self.file):
                make(self.file, self._version, self._tables)

    def _tell(self, message: str) -> None:
        if message not in self._said:
            self._said.add(message)
            self._say(message)
