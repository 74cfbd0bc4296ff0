"""One reply being read: it may be waited on by several, outlives their deadlines, and is ended as a whole."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Protocol, cast

from spark_lsp.backends.base import Backend
from spark_lsp.core.asking import Ask, Done, Finish, MissReason, Piece, Words
from spark_lsp.core.question import Draft
from spark_lsp.engine.deadline import now_s
from spark_lsp.errors import BackendFailed

GULP_S = 0.002
"""Pieces that come sooner than this after the one before were read from the socket together, seconds."""


class Reader(Protocol):
    """Makes fields of a growing text."""

    def feed(self, text: str) -> Draft:
        """The fields that are complete after this piece. Raises BackendFailed where the reply can come to nothing."""
        ...

    def finish(self) -> Draft:
        """All fields of the whole reply. Raises BackendFailed where it is no reply."""
        ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What a job took."""

    gpu_s: float = 0.0
    """For how long the model was busy with it."""
    joules: float | None = None


class Generation:
    """Reads one stream in a task of its own, from when it is made. For the event loop's thread."""

    def __init__(self, backend: Backend, ask: Ask, reader: Reader, *, prompt_tokens: int, calm_s: float = 0.0) -> None:
        self.ask = ask
        self.calm_s = calm_s
        """How long the socket is left alone between two reads, seconds: a reply that nobody waits for is taken in a few
        gulps, since each of its 50 words a second would cost every hover beside it a little. May be set to 0 when
        somebody does wait."""
        self.prompt_tokens = prompt_tokens
        self.draft = Draft()
        """The fields that are complete so far."""
        self.miss: MissReason | None = None
        """Why it came to nothing; None while it runs and where it did not."""
        self.done: Done | None = None
        self.began_s = now_s()
        self.first_s: float | None = None
        """When the first word came; None before."""
        self.headline_s: float | None = None
        self.ended_s: float | None = None
        self._reader = reader
        self._backend = backend
        self._watchers: list[Callable[[], None]] = []
        loop = asyncio.get_running_loop()
        self.settled: asyncio.Future[None] = loop.create_future()
        """Done when the whole reply is there, or nothing more will come. Never raises."""
        self.task = loop.create_task(self._read())

    def cancel(self) -> None:
        """Ends it; the socket is closed, which ends the server's work too."""
        self.task.cancel()

    @property
    def whole(self) -> bool:
        """Whether the reply came to its end."""
        return self.done is not None and self.miss is None

    def on_progress(self, call: Callable[[], None]) -> None:
        """`call` is called whenever a field is complete, and at the end."""
        self._watchers.append(call)

    async def _read(self) -> None:
        stream = cast("AsyncGenerator[Piece, None]", self._backend.stream(self.ask))
        try:
            async with contextlib.aclosing(stream):
                last_s = now_s()
                async for piece in stream:
                    waited = now_s() - last_s > GULP_S
                    self._take(piece)
                    if waited and self.calm_s:
                        await asyncio.sleep(self.calm_s)
                    last_s = now_s()
            if self.done is None:
                self.miss = MissReason.BROKEN_STREAM
        except BackendFailed as failed:
            self.miss = MissReason(failed.reason)
        except asyncio.CancelledError:
            self.miss = MissReason.SUPERSEDED
            raise
        finally:
            self.ended_s = now_s()
            if not self.settled.done():
                self.settled.set_result(None)
            self._tell()

    def _take(self, piece: Piece) -> None:
        match piece:
            case Words(text):
                if self.first_s is None:
                    self.first_s = now_s()
                draft = self._reader.feed(text)
            case Done() as done:
                self.done = done
                if done.finish is Finish.LENGTH:
                    # what was complete before the limit still counts; the field that was cut does not
                    self.miss = MissReason.CUT_SHORT
                    return
                draft = self._reader.finish()
        if draft != self.draft:
            self.draft = draft
            if draft.headline and self.headline_s is None:
                self.headline_s = now_s()
            self._tell()

    def _tell(self) -> None:
        for call in self._watchers:
            call()
