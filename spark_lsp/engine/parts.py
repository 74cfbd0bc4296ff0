"""Tells what is there of a reply while it is still being written, now and then."""

import asyncio
from collections.abc import Callable

from spark_lsp.engine.deadline import now_s
from spark_lsp.engine.generation import Generation

PART_S = 0.1
"""Between a field's end and the word of it, and so between two such words, seconds: a reply that is whole by then is
told once."""


class Parts:
    """Of one generation, until a time or its end. For the event loop's thread."""

    def __init__(self, generation: Generation, tell: Callable[[], None], *, until_s: float) -> None:
        self._generation, self._tell, self._until_s = generation, tell, until_s
        self._timer: asyncio.TimerHandle | None = None
        generation.on_progress(self._progressed)

    def _progressed(self) -> None:
        if self._generation.settled.done():
            if self._timer is not None:
                self._timer.cancel()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(PART_S, self._due)

    def _due(self) -> None:
        self._timer = None
        if not self._generation.settled.done() and now_s() < self._until_s:
            self._tell()
