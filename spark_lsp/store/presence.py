"""When a person last did something in any of their windows: two empty files whose times tell it."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LOOK_NAME = "look.bell"
STIR_NAME = "stir.bell"


class Presence:
    """Implements engine.presence.Presence in a folder that all of a person's windows share. Where the folder cannot be
    used nobody is seen in another window; this one still knows of its own."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._clock = clock

    def looked(self) -> None:
        """See the protocol."""
        self._touch(LOOK_NAME)

    def stirred(self) -> None:
        """See the protocol."""
        self._touch(STIR_NAME)

    def look_mark(self) -> int:
        """See the protocol."""
        return self._mark(LOOK_NAME)

    def stir_mark(self) -> int:
        """See the protocol."""
        return self._mark(STIR_NAME)

    def since_look_s(self) -> float:
        """See the protocol."""
        return self._since(LOOK_NAME)

    def since_stir_s(self) -> float:
        """See the protocol."""
        return min(self._since(STIR_NAME), self._since(LOOK_NAME))

    def _touch(self, name: str) -> None:
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(self._folder / name, os.O_WRONLY | os.O_CREAT, 0o600), "w"):
                os.utime(self._folder / name)

    def _mark(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_mtime_ns
        except OSError:
            return 0

    def _since(self, name: str) -> float:
        mark = self._mark(name)
        return max(0.0, self._clock() - mark / 1e9) if mark else float("inf")
