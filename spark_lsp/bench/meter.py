"""Stands between the lanes and a model server, and writes down what each reply took; it changes nothing of either."""

import contextlib
from asyncio import Event
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

from spark_lsp.backends.base import Backend
from spark_lsp.bench.clock import Clock
from spark_lsp.core.asking import Ask, Cost, Done, Installed, Piece, Resident, Server, Vector, Words
from spark_lsp.core.question import Draft
from spark_lsp.engine.generation import Reader


@dataclass(slots=True)
class Taken:
    """Moments of one reply, by the benchmark's clock; None for what did not happen."""

    begun: Event = field(default_factory=Event)
    began_s: float | None = None
    first_s: float | None = None
    headline_s: float | None = None
    ended_s: float | None = None
    cost: Cost = field(default_factory=Cost)
    whole: bool = False
    """It came to its end and kept the schema."""

    @property
    def held_up_s(self) -> float:
        """What passed before the server began with it: its queue, and a load."""
        return self.queue_s + (self.cost.load_s or 0.0)

    @property
    def queue_s(self) -> float:
        """What the server does not account for; 0 where it tells no total."""
        cost = self.cost
        if cost.total_s is None:
            return 0.0
        return max(0.0, cost.total_s - sum(part or 0.0 for part in (cost.load_s, cost.prompt_s, cost.generation_s)))

    def since_s(self, moment_s: float | None) -> float | None:
        """From the beginning to the moment, less what held it up."""
        if self.began_s is None or moment_s is None:
            return None
        return max(0.0, moment_s - self.began_s - self.held_up_s)


@dataclass(slots=True)
class Meter:
    """What the reply that runs has taken so far; `taken` is replaced before each ask."""

    clock: Clock
    taken: Taken = field(default_factory=Taken)

    def reader(self, make: Callable[[], Reader]) -> Reader:
        """A reader that tells when the headline was there."""
        return _Timed(self.clock, self.taken, make())


@dataclass(slots=True)
class _Timed:
    """Implements engine.generation.Reader."""

    clock: Clock
    taken: Taken
    inner: Reader

    def feed(self, text: str) -> Draft:
        return self._noted(self.inner.feed(text))

    def finish(self) -> Draft:
        draft = self._noted(self.inner.finish())
        self.taken.whole = True
        return draft

    def _noted(self, draft: Draft) -> Draft:
        if draft.headline and self.taken.headline_s is None:
            self.taken.headline_s = self.clock.now_s()
        return draft


@dataclass(slots=True)
class MeteredBackend:
    """Implements `backends.base.Backend` over another. See the protocol for all of it."""

    inner: Backend
    meter: Meter
    kind: str = ""

    def __post_init__(self) -> None:
        self.kind = self.inner.kind

    async def probe(self) -> Server:
        """See the protocol."""
        return await self.inner.probe()

    async def installed(self) -> tuple[Installed, ...]:
        """See the protocol."""
        return await self.inner.installed()

    async def resident(self) -> tuple[Resident, ...]:
        """See the protocol."""
        return await self.inner.resident()

    def stream(self, ask: Ask) -> AsyncIterator[Piece]:
        """See the protocol."""
        return self._stream(ask)

    async def _stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        taken = self.meter.taken
        taken.began_s = self.meter.clock.now_s()
        taken.begun.set()
        stream = cast("AsyncGenerator[Piece, None]", self.inner.stream(ask))
        try:
            async with contextlib.aclosing(stream):
                async for piece in stream:
                    match piece:
                        case Words() if taken.first_s is None:
                            taken.first_s = self.meter.clock.now_s()
                        case Done(cost=cost):
                            taken.cost = cost
                        case _:
                            pass
                    yield piece
        finally:
            taken.ended_s = self.meter.clock.now_s()

    async def prefill(self, ask: Ask) -> Cost:
        """See the protocol."""
        return await self.inner.prefill(ask)

    async def warm(self, model: str, *, context_tokens: int, keep_alive_s: float) -> Cost:
        """See the protocol."""
        return await self.inner.warm(model, context_tokens=context_tokens, keep_alive_s=keep_alive_s)

    async def embed(self, model: str, texts: Sequence[str], *, keep_alive_s: float) -> tuple[Vector, ...]:
        """See the protocol."""
        return await self.inner.embed(model, texts, keep_alive_s=keep_alive_s)

    async def count_tokens(self, model: str, text: str) -> int | None:
        """See the protocol."""
        return await self.inner.count_tokens(model, text)

    async def close(self) -> None:
        """Leaves the inner one open: its owner closes it."""
