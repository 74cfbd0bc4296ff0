"""The refined lane: runs what `core/refining.py` says, one generation a machine at a time, whoever waits first."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import MissReason
from spark_lsp.core.refining import Cancel, Command, Job, Refining, Start
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.engine.author import Author
from spark_lsp.engine.crew import Crew
from spark_lsp.engine.deadline import at_most, by, now_s, watched
from spark_lsp.engine.generation import Generation, Reader, Spent
from spark_lsp.engine.packets import Packets
from spark_lsp.engine.questions import Subject, View
from spark_lsp.engine.reading import CALM_S, Reading
from spark_lsp.engine.realtime import NOTHING_S, measure
from spark_lsp.engine.turn import Turn
from spark_lsp.errors import BackendFailed

LIMIT_S = 180.0
"""Longest that one refined reply may take, seconds."""

DWELL_S = 1.0
"""A job that nobody asked for in so many words starts this long after it was wanted, seconds: who looks at ten things
in a row has one refined, not ten."""

CLOSE_S = 1.0
"""Longest that a job may take to end at the end of the program, seconds."""


@dataclass(slots=True)
class Refinery:
    """For the event loop's thread."""

    crew: Crew
    packets: Packets
    author: Author
    reader: Callable[[], Reader]
    turn: Turn
    may_work: Callable[[], str | None]
    """Why background work should not run now (battery, a busy GPU); None where it may. Asked in a thread."""
    on_made: Callable[[View, Held], None] = lambda view, held: None
    on_begun: Callable[[Job], None] = lambda job: None
    on_ended: Callable[[Job, "Spent", MissReason | None], None] = lambda job, spent, outcome: None
    """(a guess, what it took, why it came to nothing)."""
    energy: Callable[[], float | None] = lambda: None
    """Joules that the card has used so far; None where it does not tell. Asked in a thread."""
    dwell_s: float = DWELL_S
    limit_s: float = LIMIT_S
    machine: Refining = field(default_factory=Refining)
    misses: Counter[MissReason] = field(default_factory=Counter)
    made: int = 0
    resting: str = ""
    """Why the last job did not run; `""` where it did."""
    _reading: Reading | None = None
    """What is being generated now."""
    _urged: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as a person asks in so many words for what the running job makes."""
    _spent: Spent = field(default_factory=Spent)
    """What the last job took."""
    _wishes: dict[str, tuple[View, Subject]] = field(default_factory=dict)
    _tasks: "dict[str, asyncio.Task[None]]" = field(default_factory=dict)
    _waiting: "dict[str, asyncio.Future[MissReason | None]]" = field(default_factory=dict)

    def want(self, job: Job, view: View, subject: Subject) -> "asyncio.Future[MissReason | None]":
        """A packet is missing. The future is done when it was made (None) or came to nothing."""
        waiting = self._waiting.get(job.slot)
        if waiting is None or waiting.done():
            waiting = self._waiting[job.slot] = asyncio.get_running_loop().create_future()
        self._wishes[job.slot] = (view, subject)
        self._run(self.machine.wanted(job))
        self._forget_dropped()
        if job.urgent:
            self._urge(job.slot)
        return waiting

    def units_are(self, uri: str, keys: Iterable[str]) -> None:
        """The units of a file are now these; none where it was closed."""
        self._run(self.machine.dropped(uri, frozenset(keys)))
        self._forget_dropped()

    def propose(self, slot: str, view: View, subject: Subject) -> None:
        """What the guess for a slot, which is returned next, is about."""
        self._wishes[slot] = (view, subject)

    def replanned(self) -> None:
        """The guesses may be others now."""
        self._run(self.machine.replanned())
        self._forget_dropped()

    def person_came(self, slot: str) -> None:
        """A person in this window waits for a model."""
        self._run(self.machine.person_came(slot))
        self.turn.person_came()

    def person_left(self) -> None:
        """They do no more."""
        self.turn.person_left()
        self._run(self.machine.person_left())

    def running_for(self, slot: str) -> bool:
        """Whether this packet is being made."""
        return self._reading is not None and self._reading.slot == slot

    async def streamed(self, slot: str, at_s: float) -> Held | None:
        """What of the running packet can be shown at `at_s` of the loop's clock; None where that is nothing."""
        reading = self._reading if self.running_for(slot) else None
        return None if reading is None else await reading.streamed(at_s, self.author, self.packets)

    def _tell_part(self) -> None:
        """Another field is complete: told where a person asked for it in so many words and waits for it."""
        reading = self._reading
        if reading is None or reading.generation.settled.done() or not self._urged.is_set():
            return
        if (held := reading.part(self.author, self.packets)) is not None:
            self.on_made(reading.view, held)

    def _urge(self, slot: str) -> None:
        """A person asks in so many words for what may be on its way: then it neither dwells nor takes its time."""
        running = self.machine.running
        if running is not None and running.slot == slot and not self._urged.is_set():
            self._urged.set()
            if self._reading is not None:
                self._reading.generation.calm_s = 0.0
            self._tell_part()

    async def close(self) -> None:
        """Ends what runs."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await by(now_s() + CLOSE_S, asyncio.gather(*tasks, return_exceptions=True))
        await self.turn.close()

    # -- running

    def _run(self, commands: list[Command]) -> None:
        for command in commands:
            match command:
                case Start(job):
                    self._urged = asyncio.Event()
                    if job.urgent:
                        self._urged.set()
                    task = self._tasks[job.slot] = asyncio.get_running_loop().create_task(self._job(job))
                    watched(task, self.crew.log)
                    task.add_done_callback(partial(self._unbegun, job))
                case Cancel(job):
                    self._tasks[job.slot].cancel()
        self.crew.on_changed()

    def _forget_dropped(self) -> None:
        alive = {job.slot for job in self.machine.queued}
        if self.machine.running is not None:
            alive.add(self.machine.running.slot)
        for slot in [slot for slot in self._wishes if slot not in alive]:
            self._settle(slot, MissReason.SUPERSEDED)

    def _settle(self, slot: str, reason: MissReason | None) -> None:
        self._wishes.pop(slot, None)
        waiting = self._waiting.pop(slot, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(reason)

    def _unbegun(self, job: Job, task: "asyncio.Task[None]") -> None:
        """A task that is cancelled before its first step runs none of its code, not even what ends the job."""
        if self._tasks.get(job.slot) is task:
            self._ended(job, MissReason.SUPERSEDED)

    async def _job(self, job: Job) -> None:
        view, subject = self._wishes[job.slot]
        outcome: MissReason | None = MissReason.SUPERSEDED
        self._spent = Spent()
        if job.likely is not None:
            self.on_begun(job)
        try:
            outcome = await self._made(job, view, subject)
        finally:
            if job.likely is not None:
                self.on_ended(job, self._spent, outcome)
            self._ended(job, outcome)

    def _ended(self, job: Job, outcome: MissReason | None) -> None:
        del self._tasks[job.slot]
        commands = self.machine.ended(job.slot)
        if outcome is not MissReason.SUPERSEDED:
            self._settle(job.slot, outcome)
        if outcome is not None:
            self.misses[outcome] += 1
        self._run(commands)
        self._forget_dropped()

    async def _made(self, job: Job, view: View, subject: Subject) -> MissReason | None:
        await at_most(self.dwell_s if job.likely is None else 0.0, self._urged)
        if not self._urged.is_set():
            reason: str | None = await asyncio.to_thread(self.may_work)
            self.resting = reason or ""
            if self.resting:
                return MissReason.DECLINED
        backend, player = await self.crew.ready(), self.crew.player(Role.REFINE)
        if backend is None or player is None:
            return MissReason.DOWN if backend is None else MissReason.NOT_PULLED
        async with self.turn.taken(
            lambda: self._run(self.machine.person_came("")), lambda: self._run(self.machine.person_left())
        ) as mine:
            if not mine:
                return MissReason.BUSY
            try:
                window = await self.crew.loaded(player)
            except BackendFailed as failed:
                self.crew.gate.circuit.failed(now_s())
                return MissReason(failed.reason)
            if window is None:
                self.resting = f"{player.model} is not loaded, and another's model is in its place"
                return MissReason.NOT_LOADED
            asked = await self.author.ask(view, subject, player)
            ask = replace(asked.ask, context_tokens=window)
            before_j = await asyncio.to_thread(self.energy) if job.likely is not None else None
            await self.turn.nobody_waits()
            calm_s = 0.0 if self._urged.is_set() else CALM_S
            generation = Generation(backend, ask, self.reader(), prompt_tokens=asked.prompt_tokens, calm_s=calm_s)
            self._reading = Reading(job.slot, generation, asked, player, view)
            generation.on_progress(self._tell_part)
            try:
                await by(now_s() + self.limit_s, generation.settled)
            finally:
                self._reading = None
                generation.cancel()
                self._spent = Spent(now_s() - generation.began_s)
                measure(self.crew, player, generation)
            if before_j is not None and (after_j := await asyncio.to_thread(self.energy)) is not None:
                self._spent = replace(self._spent, joules=after_j - before_j)
        words = self.author.words(generation.draft, asked)
        self.crew.note(Role.REFINE, useful=not isinstance(words, MissReason))
        shelf = self.packets.shelf
        if isinstance(words, MissReason):
            if generation.whole:
                nothing = Nothing(words.value, self.author.wall() + NOTHING_S)
                await asyncio.to_thread(shelf.put_nothing, job.slot, nothing)
            return generation.miss or words
        held = self.author.packet(words, asked, player, view, lane=Lane.REFINED)
        held = await self.author.with_repair(held, words, subject, view)
        if await asyncio.to_thread(shelf.put, job.slot, held):
            self.made += 1
            self.on_made(view, held)
        return None
