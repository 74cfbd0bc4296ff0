"""What decides in a replay: the production planner, and the simple policies that it is held against."""

from collections.abc import Callable, Sequence
from typing import Protocol

from spark_lsp.bench.replay.asks import is_step
from spark_lsp.bench.replay.traces import Act, Open, Recorded, Save
from spark_lsp.core.activity import Event, Known, Saved, UnitRow
from spark_lsp.core.planner import Planner
from spark_lsp.core.refining import Cancel, Command, Job, Refining, Start

Has = Callable[[UnitRow], bool]
"""Whether the packet for a unit as it stands is in the store."""
SlotOf = Callable[[UnitRow], str]


class Driver(Protocol):
    """Events in, commands out. It sees only what has happened."""

    def happened(self, event: Recorded, now_s: float) -> list[Command]:
        """Something was recorded."""
        ...

    def woke(self, now_s: float) -> list[Command]:
        """A time that it asked for has come."""
        ...

    def wake_s(self) -> float | None:
        """When it wants to be woken."""
        ...

    def asked(self, slot: str, now_s: float, *, waits: bool, saved_s: float) -> list[Command]:
        """A person asks; with `waits` there was no whole packet, and a model is waited for; with `saved_s` there was
        one, or it was under way, and they waited so much less."""
        ...

    def answered(self, now_s: float) -> list[Command]:
        """Who waited has their answer."""
        ...

    def began(self, job: Job, now_s: float) -> None:
        """The job that it started runs."""
        ...

    def ended(self, job: Job, cost_s: float, now_s: float, *, done: bool) -> list[Command]:
        """The background job is over."""
        ...


class Spark:
    """The production planner and job queue, untouched."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self.machine = Refining(guess=planner.best)
        self._wake_s: float | None = None

    def happened(self, event: Recorded, now_s: float) -> list[Command]:
        """See the protocol."""
        match event:
            case Open(_, file, rows):
                self.take(Known(file, rows), now_s)
            case Save(_, file, rows, changed):
                self.take(Saved(file, rows, dict(changed)), now_s)
            case _:
                return []
        return [*self.machine.dropped(file, frozenset(row.key for row in rows)), *self.machine.replanned()]

    def take(self, event: Event, now_s: float) -> None:
        """Hands the planner an event."""
        wakes = self.planner.take(event, now_s)
        self._wake_s = min((*(wake.at_s for wake in wakes), *([self._wake_s] if self._wake_s else [])), default=None)

    def woke(self, now_s: float) -> list[Command]:
        """See the protocol."""
        self._wake_s = min((wake.at_s for wake in self.planner.woke(now_s)), default=None)
        return self.machine.replanned()

    def wake_s(self) -> float | None:
        """See the protocol."""
        return self._wake_s

    def asked(self, slot: str, now_s: float, *, waits: bool, saved_s: float) -> list[Command]:
        """See the protocol."""
        self.planner.asked(now_s, slot=slot if saved_s > 0 else "", saved_s=saved_s)
        return self.machine.person_came(slot) if waits else []

    def answered(self, now_s: float) -> list[Command]:
        """See the protocol."""
        return self.machine.person_left()

    def began(self, job: Job, now_s: float) -> None:
        """See the protocol."""
        self.planner.began(job, now_s)

    def ended(self, job: Job, cost_s: float, now_s: float, *, done: bool) -> list[Command]:
        """See the protocol."""
        self.planner.ended(job, cost_s, now_s, done=done)
        return self.machine.ended(job.slot)


class Listed:
    """A policy that makes a list after each step; the list replaces the queue."""

    def __init__(self, listed: "Policy", slot_of: SlotOf, has: Has, *, delay_s: float = 0.0) -> None:
        """With a delay it makes its list so long after each visit of a navigation trace, and at each edit."""
        self._policy = listed
        self._delay_s = delay_s
        self._wake_s: float | None = None
        self._slot_of, self._has = slot_of, has
        self._queue: list[UnitRow] = []
        self._running: Job | None = None
        self._waiting = 0
        self._stopping = False
        self._promoted = False
        self._begun = False

    def happened(self, event: Recorded, now_s: float) -> list[Command]:
        """See the protocol."""
        self._policy.see(event)
        if isinstance(event, Act):
            if event.what == "visit":
                self._wake_s = now_s + self._delay_s
            return self._replan() if event.what == "edit" else []
        self._begun = self._begun or is_step(event)
        if not self._begun or not (is_step(event) or isinstance(event, Open)):
            return []
        return self._replan()

    def _replan(self) -> list[Command]:
        self._queue = [row for row in self._policy.wants() if not self._has(row)]
        running = self._running
        listed = {self._slot_of(row) for row in self._queue}
        if running is not None and not self._stopping and not self._promoted and running.slot not in listed:
            self._stopping = True
            return [Cancel(running)]
        return self._next()

    def woke(self, now_s: float) -> list[Command]:
        """See the protocol."""
        self._wake_s = None
        return self._replan()

    def wake_s(self) -> float | None:
        """See the protocol."""
        return self._wake_s

    def asked(self, slot: str, now_s: float, *, waits: bool, saved_s: float) -> list[Command]:
        """See the protocol."""
        if not waits:
            return []
        self._waiting += 1
        if self._running is None or self._stopping or self._promoted:
            return []
        if self._running.slot == slot:
            self._promoted = True
            return []
        self._stopping = True
        return [Cancel(self._running)]

    def answered(self, now_s: float) -> list[Command]:
        """See the protocol."""
        self._waiting = max(0, self._waiting - 1)
        return self._next()

    def began(self, job: Job, now_s: float) -> None:
        """Nothing."""

    def ended(self, job: Job, cost_s: float, now_s: float, *, done: bool) -> list[Command]:
        """See the protocol."""
        self._running, self._stopping, self._promoted = None, False, False
        return self._next()

    def _next(self) -> list[Command]:
        if self._running is not None or self._waiting:
            return []
        for row in self._queue:
            if not self._has(row):
                self._running = Job(self._slot_of(row), row.file, row.key)
                return [Start(self._running)]
        return []


class Policy:
    """Keeps what simple policies know; this one wants nothing: on demand."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[UnitRow, ...]] = {}
        self.primary = ""
        self.changed_at: dict[str, int] = {}
        self.steps = 0
        self.last: Recorded | None = None

    def see(self, event: Recorded) -> None:
        """Takes what happened."""
        self.last = event
        if isinstance(event, Open | Save):
            self.files[event.file] = event.rows
        if isinstance(event, Save) and event.primary is not None:
            self.steps += 1
            self.primary = event.primary
            self.changed_at |= {unit: self.steps for unit, _ in event.changed}

    def rows(self) -> dict[str, UnitRow]:
        """All units known, in table order, files by when they were first opened."""
        return {row.unit: row for rows in self.files.values() for row in rows}

    def wants(self) -> Sequence[UnitRow]:
        """The list, the most wanted first."""
        return ()


class Refresh(Policy):
    """The unit just saved."""

    def wants(self) -> Sequence[UnitRow]:
        """See Policy."""
        row = self.rows().get(self.primary)
        return [row] if row is not None else []


class LastThree(Policy):
    """The last primary, then units by the age of the last step that changed them; never-changed ones fill up."""

    def wants(self) -> Sequence[UnitRow]:
        """See Policy."""
        known = self.rows()
        order = sorted(known.values(), key=lambda row: -self.changed_at.get(row.unit, 0))
        first = [known[self.primary]] if self.primary in known else []
        return [*first, *(row for row in order if row.unit != self.primary)][:3]


class Oracle(Policy):
    """The unit of the next step: what nobody can know."""

    def __init__(self, next_units: dict[float, str]) -> None:
        super().__init__()
        self._next_units = next_units
        self._target = ""

    def see(self, event: Recorded) -> None:
        """See Policy."""
        super().see(event)
        if is_step(event):
            self._target = self._next_units.get(event.t, "")

    def wants(self) -> Sequence[UnitRow]:
        """See Policy."""
        row = self.rows().get(self._target)
        return [row] if row is not None else []
