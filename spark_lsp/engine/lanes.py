"""The model lanes: every look first from memory, after it a bounded attempt, after a miss a job in the background."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spark_lsp.core.advisory import Advisory, Lane, Worded
from spark_lsp.core.asking import MissReason
from spark_lsp.core.ledger import Ledger, Nowhere
from spark_lsp.core.refining import Job
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.engine.crew import Crew
from spark_lsp.engine.deadline import Late, by, forget, now_s, watched
from spark_lsp.engine.packets import BEST_FIRST, Packets
from spark_lsp.engine.prefill import Prefill
from spark_lsp.engine.presence import Nobody, Presence
from spark_lsp.engine.questions import Subject, View
from spark_lsp.engine.realtime import Realtime
from spark_lsp.engine.refinery import Refinery

DEADLINE_S = 0.8
"""Longest after a look that an upgrade counts as in time, seconds; later, text that changed would jump under the
reader's eyes."""


GRACE_S = 0.1
"""What telling an answer that was in time may take, seconds."""


TELL_S = 0.5
"""Other processes are told of looks here at most so often, seconds."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """Better words for something that was looked at."""

    uri: str
    unit_key: str
    lane: Lane
    in_time: bool
    """Whether it came within DEADLINE_S of the look, so that text may still change under a reader's eyes; False while a
    model still writes: what changes then is shown where people expect it to."""


@dataclass(slots=True)
class Lanes:
    """For the event loop's thread; nothing in it raises for what a server, a disk or a model does."""

    crew: Crew
    packets: Packets
    realtime: Realtime
    refinery: Refinery
    prefill: Prefill
    private: Callable[[str], str | None]
    """path → why it is never shown to a model; None where it may be."""
    ledger: Callable[[], Ledger] = Nowhere
    """Makes what keeps the account of guesses; called where they are made."""
    record: Callable[[str, Sequence[str]], None] = lambda name, lines: None
    """Where the lines of a session's trace go; blocks on the disk."""
    presence: Presence = field(default_factory=Nobody)
    """Tells other windows that a person looks here."""
    on_upgrade: Callable[[Upgrade], None] = lambda upgrade: None
    on_close: Callable[[], None] = lambda: None
    _told_s: float = float("-inf")
    _keeping: "set[asyncio.Future[None]]" = field(default_factory=set)
    _following: "dict[tuple[str, str], asyncio.Task[None]]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refinery.on_made = self._made

    def worded(self, view: View, advisories: Sequence[Advisory]) -> list[Worded]:
        """The advice in the best words there are; from memory."""
        return self.packets.worded(view, advisories)

    def looked(
        self, view: View, advisory: Advisory | None, *, deadline_s: float = DEADLINE_S
    ) -> "asyncio.Task[None] | None":
        """A person looks at this. The task ends when a better answer is there, or there will be none, or at the
        deadline; nobody need wait for it. The same question in flight is joined. None where the best answer that
        there can be is in memory already."""
        self._tell_look()
        subject = self.packets.subject(view, advisory)
        self.prefill.leaves(view.unit.key)
        if self.crew.is_fresh() and self.packets.is_best(view, subject):
            return None
        name = (view.unit.key, subject.name)
        task = self._following.get(name)
        if task is None or task.done():
            shown = self._at_hand(view, subject)
            task = asyncio.get_running_loop().create_task(self._follow(view, subject, shown, now_s(), deadline_s))
            self._following[name] = task
            watched(task, self.crew.log)
            task.add_done_callback(lambda done: self._following.pop(name, None))
        return task

    def rests(self, view: View, advisory: Advisory) -> None:
        """A cursor rests here, and a look may follow: its prompt is evaluated, where that pays."""
        subject = self.packets.subject(view, advisory)
        known = self.packets.held(view, subject, Role.REFINE) or self.packets.held(view, subject, Role.REALTIME)
        if known is None and self.private(view.path) is None:
            self.prefill.rests(view, subject)
        else:
            self.prefill.leaves()

    def refines(self, unit_key: str) -> bool:
        """Whether a better packet for this unit is being made now."""
        running = self.refinery.machine.running
        return running is not None and running.unit_key == unit_key

    async def bring(self, views: Sequence[View]) -> None:
        """Has what the disk knows of these at hand, before anybody looks; asks no server."""
        for view in views if self.crew.parts else ():
            await asyncio.to_thread(self.packets.bring, view)

    async def refine_here(self, view: View, advisory: Advisory | None, *, limit_s: float) -> MissReason | None:
        """Has a refined packet made now, up to the limit; None where it was made."""
        self._tell_look()
        if self.private(view.path) is not None:
            return MissReason.PRIVATE
        if await self.crew.ready() is None:
            return MissReason.DOWN
        await asyncio.to_thread(self.packets.bring, view)
        done = self._want_refined(view, self.packets.subject(view, advisory), urgent=True)
        if done is None:
            return MissReason.NOT_PULLED
        outcome = await by(now_s() + limit_s, done)
        return MissReason.LATE if isinstance(outcome, Late) else outcome

    def rejected(self, view: View, advisory: Advisory) -> None:
        """A person put this advice away: it is not worded by a model again."""
        slots = self.packets.slots(view, self.packets.subject(view, advisory))
        for slot in slots:
            self.packets.partial.pop(slot, None)
        task = asyncio.ensure_future(asyncio.to_thread(self.packets.reject, slots))
        watched(task, self.crew.log)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def close(self) -> None:
        """Ends everything; nothing is told after this."""
        self.on_upgrade, self.crew.on_changed = lambda upgrade: None, lambda: None
        for task in list(self._following.values()):
            forget(task)
        self.prefill.leaves()
        self.on_close()
        await self.realtime.close()
        await self.refinery.close()
        await self.crew.close()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        await asyncio.to_thread(self.packets.shelf.close)

    def _tell_look(self) -> None:
        """After the reply, and not for each of ten looks a second."""
        if now_s() - self._told_s >= TELL_S:
            self._told_s = now_s()
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.run_in_executor, None, self.presence.looked)

    def _at_hand(self, view: View, subject: Subject) -> Held | None:
        """Whose words the answer to a look has already."""
        known = (self.packets.held(view, subject, role) for role in BEST_FIRST)
        return next((one for one in known if isinstance(one, Held)), None)

    async def _follow(
        self, view: View, subject: Subject, shown: Held | None, looked_s: float, deadline_s: float
    ) -> None:
        at_s = looked_s + deadline_s
        if self.private(view.path) is not None:
            self.realtime.misses[MissReason.PRIVATE] += 1
            return
        getting: asyncio.Future[None] = asyncio.ensure_future(self._get_ready(view))
        await by(at_s, getting)
        if not getting.done():
            self.realtime.misses[MissReason.LATE] += 1
            return
        if self.crew.trouble or not self.crew.parts:
            self.realtime.misses[MissReason.DOWN] += 1
            return
        refined = self.packets.held(view, subject, Role.REFINE)
        if isinstance(refined, Held):
            self._tell(view, refined, shown, looked_s)
        elif refined is None and not await self._promoted(view, subject, shown, looked_s, at_s):
            await self._attempt(view, subject, shown, looked_s, at_s)
        if refined is None or (isinstance(refined, Held) and refined.digest != view.unit.digest):
            self._want_refined(view, subject)

    async def _get_ready(self, view: View) -> None:
        await self.crew.ready()
        await asyncio.to_thread(self.packets.bring, view)

    async def _promoted(self, view: View, subject: Subject, shown: Held | None, looked_s: float, at_s: float) -> bool:
        """Whether the refined packet was being made already: then that is what the person waits for."""
        player = self.crew.player(Role.REFINE)
        if player is None or not self.refinery.running_for(
            slot := self.packets.slot(view, subject, player.fingerprint)
        ):
            return False
        held = await self.refinery.streamed(slot, at_s)
        if held is not None:
            self._tell(view, held, shown, looked_s)
        return True

    async def _attempt(self, view: View, subject: Subject, shown: Held | None, looked_s: float, at_s: float) -> None:
        known = self.packets.held(view, subject, Role.REALTIME)
        if isinstance(known, Nothing):
            return
        if not isinstance(known, Held) or known.digest != view.unit.digest:
            made = await self.realtime.attempt(view, subject, at_s=at_s, on_part=lambda held: self._made(view, held))
            known = made if isinstance(made, Held) else known
        if known is not None:
            self._tell(view, known, shown, looked_s)

    def _want_refined(
        self, view: View, subject: Subject, *, urgent: bool = False
    ) -> "asyncio.Future[MissReason | None] | None":
        player = self.crew.player(Role.REFINE)
        if player is None:
            return None
        slot = self.packets.slot(view, subject, player.fingerprint)
        return self.refinery.want(Job(slot, view.uri, view.unit.key, urgent=urgent), view, subject)

    def _made(self, view: View, held: Held) -> None:
        self.on_upgrade(Upgrade(view.uri, view.unit.key, held.packet.lane, in_time=False))

    def _tell(self, view: View, held: Held, shown: Held | None, looked_s: float) -> None:
        if held == shown:  # a client that asks again at every word would ask without end
            return
        self.on_upgrade(Upgrade(view.uri, view.unit.key, held.packet.lane, now_s() - looked_s <= DEADLINE_S + GRACE_S))
