"""One background generation a machine: a lock file that the system frees when its holder dies, and a bell beside it."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, SoftFileLock, Timeout

FILE_NAME = "background.lock"
BELL_NAME = "background.bell"
WAITS_S = 1.5
"""Whoever waits rings at least this often, seconds."""

STALE_S = 600.0
"""A soft lock, used where the file system knows no other, is taken over after this long, seconds."""


class FileLease:
    """Implements engine.turn.Lease in a folder that all of a person's windows share. Where the folder cannot be used
    every window has a lease of its own: two at once are slower, none at all would be worse."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock
        self._bell = folder / BELL_NAME
        self._heard_ns = 0
        self._own_ns = 0
        self._lock: FileLock | SoftFileLock | None = None
        self._held = False

    def take(self) -> bool:
        """See the protocol."""
        if self._held or self._somebody_waits():
            return False
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock(self._folder / FILE_NAME, mode=0o600, thread_local=False)
            self._held = self._acquired(self._lock)
        except (OSError, NotImplementedError):
            self._held = self._softly()
        self._heard_ns = self._rung_ns()
        return self._held

    def release(self) -> None:
        """See the protocol."""
        if not self._held:
            return
        self._held = False
        try:
            if self._lock is not None and self._lock.is_locked:
                self._lock.release(force=True)
        except OSError:
            self._lock = None

    def interrupt(self) -> None:
        """See the protocol."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self._bell, os.O_WRONLY | os.O_CREAT, 0o600), "w"):
                os.utime(self._bell)
            self._own_ns = self._rung_ns()
        except OSError:
            return  # nobody hears it; a generation of another window then runs to its end

    def interrupted(self) -> bool:
        """See the protocol."""
        rung_ns = self._rung_ns()
        return rung_ns > self._heard_ns and rung_ns != self._own_ns

    def _somebody_waits(self) -> bool:
        """Whether a person in another process was waiting a moment ago."""
        rung_ns = self._rung_ns()
        return rung_ns != self._own_ns and 0 <= self._clock() - rung_ns / 1e9 < WAITS_S

    def _rung_ns(self) -> int:
        try:
            return self._bell.stat().st_mtime_ns
        except OSError:
            return 0

    def _acquired(self, lock: FileLock | SoftFileLock) -> bool:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def _softly(self) -> bool:
        """A lock that is a mere file, for folders whose file system knows no locks."""
        soft = self._folder / f"{FILE_NAME}.soft"
        try:
            if soft.exists() and self._clock() - soft.stat().st_mtime > STALE_S:
                soft.unlink()
            self._lock = SoftFileLock(soft, mode=0o600, thread_local=False)
            return self._acquired(self._lock)
        except OSError:
            self._lock = None
            return True
