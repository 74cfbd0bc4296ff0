"""A model server that says what its script says: for tests, and for a look at the lanes without a model."""

import asyncio
import json
import math
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from spark_lsp.core.asking import Ask, Cost, Done, Finish, Installed, MissReason, Piece, Resident, Server, Vector, Words
from spark_lsp.errors import BackendFailed


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing comes for so long, seconds; `float("inf")` hangs."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Fault:
    """The stream ends with this."""

    reason: MissReason


Step = Words | Pause | Fault | Done
Script = Callable[[Ask], Sequence[Step]]
"""What is said to an ask."""

MODEL = "fake"
WIDTH = 64
"""Of its vectors."""


def answer(reply: dict[str, object], *, pieces: int = 8, first_s: float = 0.0) -> list[Step]:
    """Steps that say a reply as JSON in so many pieces, the first after `first_s`."""
    text = json.dumps(reply)
    size = max(1, len(text) // pieces)
    steps: list[Step] = [Pause(first_s)] if first_s else []
    steps += [Words(text[i : i + size]) for i in range(0, len(text), size)]
    return [*steps, Done(Finish.STOP, Cost(load_s=0.0, prompt_tokens=100, tokens=len(text) // 4))]


def echo_of_findings(ask: Ask) -> list[Step]:
    """The default script: the words of the finding that the prompt gives, as a model would word them at best."""
    said = [line.partition(": ")[2] for line in ask.user.splitlines() if line.startswith("Finding on line ")]
    why = [line.partition(": ")[2] for line in ask.user.splitlines() if line.startswith("Known why: ")]
    if not said:
        return answer({"headline": "", "next_step": "", "why": ""})
    return answer({"headline": said[-1], "next_step": "", "why": f"As the scripted model says: {''.join(why)}"})


@dataclass(slots=True)
class FakeBackend:
    """Implements `backends.base.Backend`."""

    script: Script = echo_of_findings
    models: tuple[Installed, ...] = (Installed(MODEL, "fake-digest", context_tokens=4096),)
    loaded: tuple[Resident, ...] = (Resident(MODEL, "fake-digest", context_tokens=4096),)
    kind: str = "fake"
    version: str = "1"
    down: MissReason | None = None
    """Every call fails with this."""
    warm_s: float = 0.0
    prefill_s: float = 0.0
    prefilled: list[Ask] = field(default_factory=list)
    resident_s: float = 0.0
    asked: list[Ask] = field(default_factory=list)
    cancelled: int = 0
    """Streams that were closed before they had ended."""
    running: int = 0
    most_at_once: int = 0
    embedded: list[tuple[str, ...]] = field(default_factory=list)
    """The batches."""
    warmed: list[str] = field(default_factory=list)
    closed: bool = False

    async def probe(self) -> Server:
        """See the protocol."""
        self._check()
        return Server(self.kind, self.version, "fake:")

    async def installed(self) -> tuple[Installed, ...]:
        """See the protocol."""
        self._check()
        return self.models

    async def resident(self) -> tuple[Resident, ...]:
        """See the protocol."""
        if self.resident_s:
            await asyncio.sleep(self.resident_s)
        self._check()
        return self.loaded

    async def stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        """See the protocol."""
        self._check()
        self.asked.append(ask)
        if all(model.name != ask.model for model in self.models):
            raise BackendFailed(MissReason.NOT_PULLED, f"{ask.model} is not there")
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        ended = False
        try:
            for step in self.script(ask):
                match step:
                    case Pause(seconds):
                        await asyncio.sleep(seconds if seconds != float("inf") else 1e9)
                    case Fault(reason):
                        ended = True
                        raise BackendFailed(reason, "as the script says")
                    case Words() | Done() as piece:
                        yield piece
                        await asyncio.sleep(0)
            ended = True
        finally:
            self.running -= 1
            self.cancelled += not ended

    async def prefill(self, ask: Ask) -> Cost:
        """See the protocol."""
        self._check()
        self.prefilled.append(ask)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            await asyncio.sleep(self.prefill_s)
        finally:
            self.running -= 1
        return Cost(prompt_tokens=100)

    async def warm(self, model: str, *, context_tokens: int, keep_alive_s: float) -> Cost:
        """See the protocol."""
        self._check()
        self.warmed.append(model)
        await asyncio.sleep(self.warm_s)
        self.loaded = tuple(one for one in self.loaded if one.name != model)
        if keep_alive_s:
            self.loaded = (*self.loaded, Resident(model, context_tokens=context_tokens))
        return Cost(load_s=self.warm_s)

    async def embed(self, model: str, texts: Sequence[str], *, keep_alive_s: float) -> tuple[Vector, ...]:
        """See the protocol. Texts of the same words have the same vector; each word turns it a little its own way."""
        self._check()
        if all(one.name != model for one in self.models):
            raise BackendFailed(MissReason.NOT_PULLED, f"{model} is not there")
        self.embedded.append(tuple(texts))
        await asyncio.sleep(0)
        return tuple(_vector(text) for text in texts)

    async def count_tokens(self, model: str, text: str) -> int | None:
        """See the protocol."""
        self._check()
        return None

    async def close(self) -> None:
        """See the protocol."""
        self.closed = True

    def _check(self) -> None:
        if self.down is not None:
            raise BackendFailed(self.down, "as the script says")


def _vector(text: str) -> Vector:
    counts = [0.0] * WIDTH
    counts[0] = 1.0
    for word in text.lower().split():
        counts[blake2b(word.encode("utf-8", "surrogatepass"), digest_size=2).digest()[0] % WIDTH] += 1.0
    length = math.hypot(*counts)
    return tuple(count / length for count in counts)
