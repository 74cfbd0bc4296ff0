"""Asks one model in one role about scenarios, through the lanes that editors use; nothing that is made is kept."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spark_lsp.backends.base import Backend
from spark_lsp.bench.answer import Answer
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.looked import looked, source_of
from spark_lsp.bench.meter import Meter, MeteredBackend, Taken
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.advisory import Advisory, Lane
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import MissReason
from spark_lsp.core.budget import BudgetGate
from spark_lsp.core.casting import Vacant
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.crew import Player
from spark_lsp.engine.deadline import by, now_s
from spark_lsp.engine.lanes import Lanes
from spark_lsp.engine.presence import Nobody
from spark_lsp.engine.questions import View
from spark_lsp.engine.trial import tried
from spark_lsp.settings import Settings

PATIENT_S = 3600.0
"""Longest that a reply may take where there is no budget, seconds: a large model on a CPU comes to its end."""

MADE_WAY_S = 2.0
"""After it made way for a person or for another window, an ask is tried again this much later, seconds."""

MADE_WAY_MAX = 150
"""How often; five minutes."""

NOT_THE_MODELS = frozenset(
    {
        MissReason.DOWN,
        MissReason.NOT_PULLED,
        MissReason.NOT_LOADED,
        MissReason.BUSY,
        MissReason.SERVER_ERROR,
        MissReason.BROKEN_STREAM,
        MissReason.REMOTE,
        MissReason.DECLINED,
        MissReason.SUPERSEDED,
        MissReason.PRIVATE,
    }
)
"""Reasons that say nothing of what a model is worth."""


@dataclass(slots=True)
class TrialShelf:
    """Implements core.shelf.Shelf: holds what the last ask made, and forgets it at the next."""

    made: Held | Nothing | None = None

    def get(self, slot: str, *, now_s: float) -> Held | Nothing | None:
        """Nothing: each ask is to be answered anew."""
        return None

    def load(self, slots: Iterable[str], *, now_s: float) -> int:
        """None: there is no disk."""
        return 0

    def put(self, slot: str, held: Held) -> bool:
        """See the protocol."""
        self.made = held
        return True

    def put_nothing(self, slot: str, nothing: Nothing) -> None:
        """See the protocol."""
        self.made = nothing

    def reject(self, slot: str, *, now_s: float) -> None:
        """Nobody looks at a benchmark's advice."""

    def close(self) -> None:
        """Nothing waits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was shown, and what it took."""

    answer: Answer
    miss: MissReason | None
    """Why nothing was shown; None also where the model chose to say nothing."""
    taken: Taken


@dataclass(slots=True)
class Booth:
    """For the event loop's thread. `analyst` is used in threads, one at a time."""

    lanes: Lanes
    analyst: Analyst
    player: Player
    meter: Meter
    sources: dict[str, Source]
    shelf: TrialShelf
    _views: dict[str, tuple[View, Advisory | None]] = field(default_factory=dict)

    async def ask(self, scenario: Scenario, budget_s: float | None) -> Asked:
        """One ask, up to the budget from when the server has it (None: the lane's own limit). Makes way for whoever
        waits for a model, and asks again after them."""
        if scenario.name not in self._views:
            self.sources[f"file://{scenario.path}"] = source_of(scenario)
            self._views[scenario.name] = await asyncio.to_thread(looked, scenario, self.analyst)
        view, subject = self._views[scenario.name]
        shown: Held | MissReason | None = MissReason.BUSY
        for _ in range(MADE_WAY_MAX):
            self.shelf.made = None
            self.meter.taken = Taken()
            self.lanes.crew.gate = BudgetGate()  # what it learned of the last ask is none of this one's
            if self.player.role is Role.REALTIME:
                shown = await self._realtime(view, subject, budget_s)
            else:
                shown = await self._refined(view, subject, budget_s)
            if shown not in (MissReason.SUPERSEDED, MissReason.BUSY):
                break
            await asyncio.sleep(MADE_WAY_S)
        held, miss = (shown, None) if isinstance(shown, Held) else (None, shown)
        return self._asked(view, held, miss)

    async def close(self) -> None:
        """Ends what runs."""
        await self.lanes.close()

    async def _realtime(self, view: View, subject: Advisory | None, budget_s: float | None) -> Held | MissReason:
        lanes = self.lanes
        if await lanes.crew.ready() is None:
            return MissReason.DOWN
        await asyncio.to_thread(lanes.packets.bring, view)
        async with lanes.refinery.turn.taken(self._cut, lambda: None) as mine:
            if not mine:
                return MissReason.BUSY
            at_s = now_s() + (PATIENT_S if budget_s is None else budget_s)
            shown = await lanes.realtime.attempt(view, lanes.packets.subject(view, subject), at_s=at_s)
            self._cut()
            lanes.packets.partial.clear()
            return shown

    async def _refined(self, view: View, subject: Advisory | None, budget_s: float | None) -> Held | MissReason | None:
        job = asyncio.ensure_future(self.lanes.refine_here(view, subject, limit_s=2 * PATIENT_S))
        begun = asyncio.ensure_future(self.meter.taken.begun.wait())
        await asyncio.wait({job, begun}, return_when=asyncio.FIRST_COMPLETED)
        begun.cancel()
        if budget_s is not None:
            await by(now_s() + budget_s, job)
        if not job.done() and budget_s is not None:
            self.lanes.refinery.units_are(view.uri, ())
            await job
            return MissReason.LATE
        miss = await job
        return self.shelf.made if isinstance(self.shelf.made, Held) else miss

    def _cut(self) -> None:
        """Ends a reply that runs on past its deadline: nobody reads it."""
        self.lanes.realtime.cut()

    def _asked(self, view: View, held: Held | None, miss: MissReason | None) -> Asked:
        taken = self.meter.taken
        realtime = self.player.role is Role.REALTIME
        lane = Lane.REALTIME if realtime else Lane.REFINED
        chose = taken.whole and taken.headline_s is None and held is None and miss is MissReason.NOTHING_USEFUL
        seconds = taken.since_s(taken.headline_s if realtime and not chose else taken.ended_s)
        answer = Answer(
            headline="",
            next_step="",
            why="",
            edit=None,
            lane=lane if chose else Lane.PROGRAMMATIC,
            valid=taken.whole,
            grounded=chose,
            seconds=seconds if seconds is not None else float("inf"),
        )
        if held is not None:
            one = held.packet.advisories[0]
            down = view.first_line
            edits = tuple(replace(edit, span=edit.span.shifted(down)) for edit in one.edit.edits) if one.edit else None
            answer = replace(
                answer,
                headline=one.headline,
                next_step=one.next_step,
                why=one.why,
                edit=edits,
                lane=lane,
                grounded=True,
            )
        return Asked(answer, None if chose else miss, taken)


def booth(
    settings: Settings, backend: Backend, player: Player, analyst: Analyst, clock: Clock, log: list[str]
) -> Booth:
    """A booth for one model in one role."""
    from spark_lsp.backends.replies import ReplyReader
    from spark_lsp.build import lanes_of

    sources: dict[str, Source] = {}
    shelf, meter = TrialShelf(), Meter(clock)
    lanes = lanes_of(
        settings,
        sources.get,
        lambda trial: asyncio.to_thread(tried, analyst, trial),
        (),
        log.append,
        shelf=shelf,
    )
    metered = MeteredBackend(backend, meter)

    async def connect() -> Backend:
        return metered

    nobody = Vacant("nobody plays it in a trial")
    lanes.crew.connect = connect
    lanes.crew.cast = lambda *seen: {**dict.fromkeys(Role, nobody), player.role: player}
    lanes.realtime.reader = lanes.refinery.reader = lambda: meter.reader(ReplyReader)
    # A trial is no person: no other window makes way for it.
    lanes.presence = Nobody()
    lanes.realtime.came = lambda slot: None
    lanes.realtime.left = lambda: None
    lanes.refinery.limit_s = PATIENT_S  # a shorter budget is the booth's own
    lanes.refinery.may_work = lambda: None
    return Booth(lanes, analyst, player, meter, sources, shelf)
