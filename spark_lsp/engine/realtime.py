"""The realtime lane: one bounded attempt a look, and what becomes of a reply that is still coming at its deadline."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from spark_lsp.backends.base import Backend
from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import MissReason
from spark_lsp.core.question import Draft
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.engine.attempt import Missed, Said, attempt
from spark_lsp.engine.author import Asked, Author
from spark_lsp.engine.crew import Crew, Player
from spark_lsp.engine.deadline import by, now_s
from spark_lsp.engine.generation import Generation, Reader
from spark_lsp.engine.packets import Packets
from spark_lsp.engine.parts import Parts
from spark_lsp.engine.questions import Subject, View

LEFTOVER_S = 20.0
"""Longest that a reply may run on past its deadline, into the store, seconds."""

NOTHING_S = 24 * 3600.0
"""How long a model that had nothing useful to say about some code is not asked again, seconds."""


@dataclass(slots=True)
class Realtime:
    """For the event loop's thread."""

    crew: Crew
    packets: Packets
    author: Author
    reader: Callable[[], Reader]
    came: Callable[[str], None]
    """A person waits for this slot: whatever else runs makes way."""
    left: Callable[[], None]
    """Nobody waits for it any more, and nothing of it runs."""
    misses: Counter[MissReason] = field(default_factory=Counter)
    attempts: int = 0
    shown: int = 0
    _running: dict[str, Generation] = field(default_factory=dict)
    _tasks: "set[asyncio.Task[None]]" = field(default_factory=set)

    async def attempt(
        self, view: View, subject: Subject, *, at_s: float, on_part: Callable[[Held], None] = lambda held: None
    ) -> Held | MissReason:
        """What could be shown until `at_s` of the loop's clock; `on_part` is called with what is complete before, while
        the model writes. `packets.bring` has looked."""
        player, backend = self.crew.player(Role.REALTIME), self.crew.backend
        if player is None or backend is None:
            return self._missed(MissReason.NOT_PULLED)
        slot = self.packets.slot(view, subject, player.fingerprint)
        self.attempts += 1
        asked = asyncio.ensure_future(self.author.ask(view, subject, player))

        def start(made: Asked, window: int) -> Generation:
            generation, is_new = self._start(backend, made, window, slot)
            if is_new:
                Parts(generation, lambda: part(made, generation), until_s=at_s)
            return generation

        def part(made: Asked, generation: Generation) -> None:
            if isinstance(held := self._held(made, generation.draft, player, view, slot, counts=False), Held):
                on_part(held)

        outcome = await attempt(
            backend,
            self.crew.gate,
            model=player.model,
            digest=player.digest,
            asked=asked,
            start=start,
            at_s=at_s,
        )
        generation = outcome.generation
        if generation is not None:
            task = asyncio.get_running_loop().create_task(self._run_on(generation, asked.result(), player, view, slot))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        match outcome:
            case Missed(reason):
                if reason is MissReason.NOT_LOADED:
                    self.crew.warm(player)
                return self._missed(reason)
            case Said(draft):
                held = self._held(asked.result(), draft, player, view, slot)
                if isinstance(held, MissReason):
                    return self._missed(held)
                self.shown += 1
                return held

    @property
    def running(self) -> bool:
        """Whether a reply is being generated."""
        return any(not generation.task.done() for generation in self._running.values())

    def cut(self) -> None:
        """Ends the replies that run, in time or not."""
        for generation in self._running.values():
            generation.cancel()

    async def close(self) -> None:
        """Ends everything that runs."""
        self.cut()
        for task in self._tasks:
            task.cancel()

    def _missed(self, reason: MissReason) -> MissReason:
        self.misses[reason] += 1
        return reason

    def _held(
        self, asked: Asked, draft: Draft, player: Player, view: View, slot: str, *, counts: bool = True
    ) -> Held | MissReason:
        """What may be shown of a draft; at hand from now on."""
        words = self.author.words(draft, asked, counts=counts)
        if isinstance(words, MissReason):
            return words
        held = self.author.packet(words, asked, player, view, lane=Lane.REALTIME)
        self.packets.keep_partial(slot, held)
        return held

    def _start(self, backend: Backend, made: Asked, window: int, slot: str) -> tuple[Generation, bool]:
        """What reads the reply, and whether it was begun just now."""
        running = self._running.get(slot)
        is_new = running is None or running.task.done()
        if running is None or is_new:
            for leftover in self._running.values():
                leftover.cancel()
            self.came(slot)
            ask = replace(made.ask, context_tokens=window)
            running = self._running[slot] = Generation(backend, ask, self.reader(), prompt_tokens=made.prompt_tokens)
        return running, is_new

    async def _run_on(self, generation: Generation, asked: Asked, player: Player, view: View, slot: str) -> None:
        """The reply past its deadline: it ends in the store, not on the screen."""
        try:
            await by(now_s() + LEFTOVER_S, generation.settled)
            if not generation.task.done():
                generation.cancel()
                await by(now_s() + 1.0, generation.settled)
        finally:
            if self._running.get(slot) is generation:
                del self._running[slot]
            self.left()
        measure(self.crew, player, generation)
        if not generation.whole:
            return
        words = self.author.words(generation.draft, asked)
        self.crew.note(player.role, useful=not isinstance(words, MissReason))
        shelf, now = self.packets.shelf, self.author.wall()
        if isinstance(words, MissReason):
            await asyncio.to_thread(shelf.put_nothing, slot, Nothing(words.value, now + NOTHING_S))
            return
        held = self.author.packet(words, asked, player, view, lane=Lane.REALTIME)
        await asyncio.to_thread(shelf.put, slot, held)
        self.packets.partial.pop(slot, None)  # not before: in between, nothing would be known


def measure(crew: Crew, player: Player, generation: Generation) -> None:
    """Has the gate learn from a generation that ended."""
    if generation.miss in (None, MissReason.CUT_SHORT, MissReason.GARBLED, MissReason.TOO_LONG):
        crew.gate.circuit.held()
    elif generation.miss is not MissReason.SUPERSEDED:
        crew.gate.circuit.failed(now_s())
        crew.stale()
    done, first_s, ended_s = generation.done, generation.first_s, generation.ended_s
    if done is None or first_s is None or ended_s is None:
        return
    cost = done.cost
    said = (cost.load_s, cost.prompt_s, cost.generation_s)
    queue_s = max(0.0, cost.total_s - sum(part or 0.0 for part in said)) if cost.total_s is not None else 0.0
    crew.gate.pace(player.model).note(
        first_s=max(0.0, first_s - generation.began_s - queue_s),
        prompt_tokens=generation.prompt_tokens,
        rest_s=ended_s - first_s,
        tokens=cost.tokens or 0,
        queue_s=queue_s,
        now_s=now_s(),
    )
