"""Writes down what became of guesses and what was learned from it, off the event loop; knows the last day and week."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from spark_lsp.core.activity import Event
from spark_lsp.core.learned import learned, recall
from spark_lsp.core.ledger import DAY_S, Ledger, Line, Looked, Total
from spark_lsp.core.planner import Planner
from spark_lsp.core.recording import Recording
from spark_lsp.engine.deadline import now_s, watched

FLUSH_S = 10.0
"""What happened is on the disk after this at the latest, seconds."""

LINES_MAX = 2000
"""Lines that wait for the disk; of more the oldest are lost."""

SAME_LOOK_S = 60.0
"""Who looks at the same advice again within this looks on, seconds: one look."""


@dataclass(slots=True)
class Bookkeeper:
    """Of one prefetcher. For the event loop's thread."""

    ledger: Ledger
    wall: Callable[[], float]
    """Seconds since 1970."""
    log: Callable[[str], None]
    record: Callable[[Sequence[str]], None] = lambda lines: None
    """Where the lines of a trace go; called in a thread."""
    recording: Recording | None = None
    """Of this session, where the person wants one."""
    _trace: list[str] = field(default_factory=list)
    day: Total = field(default_factory=Total)
    week: Total = field(default_factory=Total)
    _base: dict[str, float] = field(default_factory=dict)
    """What is on the disk of what was learned, as far as we know."""
    _lines: list[Line] = field(default_factory=list)
    _look: tuple[str, float] = ("", 0.0)
    _timer: asyncio.TimerHandle | None = None
    _flushing: "asyncio.Task[None] | None" = None

    async def recall(self, planner: Planner) -> None:
        """Has the planner take up where the last run ended."""
        before = learned(planner)
        kept = await asyncio.to_thread(self.ledger.recall)
        now = learned(planner)
        recall(planner, {name: value + now[name] - before[name] for name, value in kept.items() if name in now})
        self._base = kept
        await self._sum()

    def write(self, line: Line, planner: Planner) -> None:
        """Takes it down."""
        self._lines.append(line)
        del self._lines[:-LINES_MAX]
        self._begin(planner)

    def looked(self, name: str, *, hit: bool, planner: Planner) -> None:
        """A person looks at an advisory of this name."""
        before, at_s = self._look
        self._look = (name, now_s())
        if name != before or now_s() - at_s >= SAME_LOOK_S:
            self.write(Looked(self.wall(), hit), planner)

    def happened(self, event: Event, planner: Planner) -> None:
        """A person did this."""
        if self.recording is not None:
            self._take(self.recording.take(event, now_s()), planner)

    def asked(self, unit: str, planner: Planner) -> None:
        """A person looked at this unit's advice."""
        if self.recording is not None:
            self._take(self.recording.asked(unit, now_s()), planner)

    def _take(self, trace: list[str], planner: Planner) -> None:
        self._trace += trace
        self._begin(planner)

    async def close(self, planner: Planner) -> None:
        """The last words."""
        if self._timer is not None:
            self._timer.cancel()
            if self._flushing is not None:
                await asyncio.wait([self._flushing])
            await self._flush(planner)

    def _begin(self, planner: Planner) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_S, self._due, planner)

    def _due(self, planner: Planner) -> None:
        self._timer = None
        self._flushing = asyncio.get_running_loop().create_task(self._flush(planner))
        watched(self._flushing, self.log)

    async def _flush(self, planner: Planner) -> None:
        lines, self._lines = self._lines, []
        trace, self._trace = self._trace, []
        if trace:
            await asyncio.to_thread(self.record, trace)
        sent = learned(planner)
        after = await asyncio.to_thread(self.ledger.keep, lines, self._base or sent, sent)
        now = learned(planner)
        recall(planner, {name: value + now[name] - sent[name] for name, value in after.items() if name in now})
        self._base = after
        await self._sum()

    async def _sum(self) -> None:
        now = self.wall()
        self.day = await asyncio.to_thread(self.ledger.sum, now - DAY_S)
        self.week = await asyncio.to_thread(self.ledger.sum, now - 7 * DAY_S)
