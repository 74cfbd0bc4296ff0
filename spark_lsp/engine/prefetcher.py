"""Has packets made before anybody asks: runs what `core/planner.py` decides, in the one queue of the refined lane."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from spark_lsp.core.account import Entry
from spark_lsp.core.activity import Announced, Event, Saved, UnitRow, Visited
from spark_lsp.core.advisory import Advisory
from spark_lsp.core.asking import MissReason
from spark_lsp.core.ledger import Made, Reason, Used
from spark_lsp.core.planner import Planner, Wake
from spark_lsp.core.refining import Job
from spark_lsp.core.role import Role
from spark_lsp.engine.bookkeeper import Bookkeeper
from spark_lsp.engine.deadline import now_s, watched
from spark_lsp.engine.generation import Spent
from spark_lsp.engine.lanes import Lanes
from spark_lsp.engine.questions import Subject, View

REST_S = 30.0
"""After a guess that could not be run (no server, another's model, the battery) nothing is guessed for this long."""

SERVICE_S = 3.0
"""Seconds that a packet takes, before one was made."""

FAILED_MAX = 512
"""Slots whose guess came to nothing, and which are not guessed again."""

HOPELESS = frozenset(
    {
        MissReason.DECLINED,
        MissReason.DOWN,
        MissReason.NOT_PULLED,
        MissReason.NOT_LOADED,
        MissReason.BUSY,
    }
)
"""Reasons that hold for whatever is guessed next."""


@dataclass(slots=True)
class Prefetcher:
    """Of one connection's lanes. For the event loop's thread."""

    lanes: Lanes
    look: Callable[[UnitRow], View | None]
    """A unit as it stands, with its advice; None where it is not known just now."""
    book: Bookkeeper
    planner: Planner = field(init=False)
    service_s: float = SERVICE_S
    _offered: dict[str, tuple[View, Subject]] = field(default_factory=dict)
    _failed: dict[str, None] = field(default_factory=dict)
    _thanked: dict[str, None] = field(default_factory=dict)
    """Slots that were used, of the latest."""
    _scale: float = 1.0
    _private: dict[str, bool] = field(default_factory=dict)
    _timer: asyncio.TimerHandle | None = None
    _rest: asyncio.TimerHandle | None = None
    _closed: bool = False
    _preparing: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.planner = Planner(self._offer, on_closed=self._became)
        refinery = self.lanes.refinery
        refinery.machine.guess = self._guess
        refinery.on_begun, refinery.on_ended = self._begun, self._ended

    def take(self, event: Event) -> None:
        """What a person did."""
        if self._closed:
            return
        self.book.happened(event, self.planner)
        self._arm(self.planner.take(event, now_s()))
        if isinstance(event, Saved | Visited | Announced):
            self._begin()
        if not isinstance(event, Visited):  # whether it is one, the next moment shows
            self.lanes.refinery.replanned()

    def _begin(self) -> None:
        """Merely opening files asks no server; whoever works on one, or reads it, may."""
        if self._preparing is None:
            self._preparing = asyncio.get_running_loop().create_task(self._prepare())
            watched(self._preparing, self.lanes.crew.log)

    async def bring(self, rows: Iterable[UnitRow]) -> None:
        """Has what the disk knows of these at hand: only then are they guessed."""
        views = [view for row in rows if (view := self.look(row)) is not None and view.advisories]
        await self.lanes.bring(views)

    async def _prepare(self) -> None:
        await self.book.recall(self.planner)
        await self.lanes.crew.ready()
        await self.bring(list(self.planner.habits.rows.values()))
        if not self._closed:
            self.lanes.refinery.replanned()

    def asked(self, view: View, advisory: Advisory) -> None:
        """A person looks at this advice."""
        packets, player = self.lanes.packets, self.lanes.crew.player(Role.REFINE)
        subject = packets.subject(view, advisory)
        ready = player is not None and packets.is_best(view, subject)
        slot = packets.slot(view, subject, player.fingerprint) if player is not None and ready else ""
        saved_s = self.service_s if slot else 0.0
        self.book.asked(f"{view.uri}#{view.unit.symbol}", self.planner)
        self.planner.asked(now_s(), slot=slot, saved_s=saved_s)
        self.book.looked(f"{view.unit.key} {subject.name}", hit=bool(slot), planner=self.planner)
        if slot and slot not in self._thanked:
            self._thanked[slot] = None
            while len(self._thanked) > FAILED_MAX:
                self._thanked.pop(next(iter(self._thanked)))
            self.book.write(Used(slot, self.book.wall(), saved_s), self.planner)

    async def close(self) -> None:
        """Ends all guessing, and writes down what is left to be written."""
        self._closed = True
        self.planner.enabled = False
        if self._preparing is not None:
            self._preparing.cancel()
        for timer in (self._timer, self._rest):
            if timer is not None:
                timer.cancel()
        await self.book.close(self.planner)

    # -- what the queue asks

    def _guess(self) -> Job | None:
        job = self.planner.best()
        if job is not None:
            self.lanes.refinery.propose(job.slot, *self._offered[job.slot])
        self._offered.clear()
        return job

    def _offer(self, row: UnitRow) -> str:
        """See `core.planner.Offer`: the best advice of the unit, where no model has worded it."""
        view, player = self.look(row), self.lanes.crew.player(Role.REFINE)
        if view is None or player is None or not view.advisories or self._is_private(view.path):
            return ""
        packets = self.lanes.packets
        subject = packets.subject(view, view.advisories[0])
        if not packets.knows(view) or packets.is_settled(view, subject):
            return ""
        slot = packets.slot(view, subject, player.fingerprint)
        if slot in self._failed:
            return ""
        self._offered[slot] = (view, subject)
        return slot

    def _is_private(self, path: str) -> bool:
        if path not in self._private:
            self._private[path] = self.lanes.private(path) is not None
        return self._private[path]

    def _begun(self, job: Job) -> None:
        self.planner.began(job, now_s())
        reason = self.planner.reason(job.unit)
        if reason is not None:
            likely, features = reason
            self.book.write(Reason(job.unit, self.book.wall(), likely, features), self.planner)

    def _ended(self, job: Job, spent: Spent, outcome: MissReason | None) -> None:
        likely = self.planner.account.likely_used((job.likely or 0.0) * self.planner.asks.share)
        self.planner.ended(job, spent.gpu_s, now_s(), done=outcome is None)
        if spent.gpu_s > 0:
            made = Made(job.slot, self.book.wall(), likely, spent.gpu_s, spent.joules, done=outcome is None)
            self.book.write(made, self.planner)
        if outcome is None:
            self.service_s += (spent.gpu_s - self.service_s) / 4
        elif outcome in HOPELESS:
            self._pause(outcome.value)
        elif outcome is not MissReason.SUPERSEDED:
            self._failed[job.slot] = None
            while len(self._failed) > FAILED_MAX:
                self._failed.pop(next(iter(self._failed)))

    def _became(self, entry: Entry) -> None:
        """A guess's fate is known; where that moved the cap, it is said once."""
        scale, before = self.planner.price.scale, self._scale
        self._scale = scale
        if scale < before:
            self.lanes.crew.log(
                "too few of the packets made ahead of time were used: from now on they may take only "
                f"{scale:.0%} of what they could; `spark-lsp stats` has the figures"
            )
        elif scale > before:
            self.lanes.crew.log(f"more packets are made ahead of time again ({scale:.0%}): they are used")

    def _pause(self, why: str) -> None:
        self.planner.resting = self.lanes.refinery.resting or why
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.get_running_loop().call_later(REST_S, self._rested)

    def _rested(self) -> None:
        # not at once: what was in the way may still be; the next thing that a person does finds out
        self.planner.resting = ""

    def _arm(self, wakes: list[Wake]) -> None:
        if not wakes:
            return
        if self._timer is not None:
            self._timer.cancel()
        at_s = min(wake.at_s for wake in wakes)
        self._timer = asyncio.get_running_loop().call_later(max(0.0, at_s - now_s()) + 0.01, self._woke)

    def _woke(self) -> None:
        self._timer = None
        if not self._closed:
            self._arm(self.planner.woke(now_s()))
            if self.planner.begun:
                self._begin()
            self.lanes.refinery.replanned()
