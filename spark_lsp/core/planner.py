"""Decides what is made before anybody asks: the prefetcher's whole mind, without a clock. Events in, with their time;
what to wake up for out; `best` is the guess that `core.refining.Refining` asks for when there is room.

Promises
- Nothing is guessed while it is switched off or told to rest; then it takes events and does nothing else.
- Nothing is guessed for a unit that is gone, is being typed in, has its packet or has nothing to be said of it.
- Nothing is guessed before the first step, unless one file was opened and no other for READ_S: an editor that opens
  many at once costs nothing.
- A unit that is only passed through (under DWELL_S) is no step.
- What is guessed is worth its price: likely · ask share − price > 0 (see `Price`).
- The same events give the same guesses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from spark_lsp.core.account import Account, Entry
from spark_lsp.core.activity import Announced, Closed, Edited, Event, Known, Saved, UnitRow, Visited, primary
from spark_lsp.core.candidates import CANDIDATES_MAX
from spark_lsp.core.habits import Habits
from spark_lsp.core.predictor import Predictor
from spark_lsp.core.price import Asks, Price
from spark_lsp.core.refining import Job

DWELL_S = 0.4
"""A cursor that stays this long in a unit has come to it, seconds; measured: 96 % of visits last 3 s or more."""

READ_S = 3.0
"""Who opens one file and stays with it this long reads it, seconds: in the recorded traces nobody opens two within it
at the beginning, and an editor that opens those of last time does."""

PAUSE_S = 2.0
"""What is being typed is left alone until the keys have been still for this long, seconds: then no key comes within a
second in 60 of 100 cases."""

ANNOUNCED_MAX = 16
ANNOUNCED_S = 30.0
"""What was announced and has not been stepped to by then was not meant, seconds."""

_LIKELY = attrgetter("likely")

Offer = Callable[[UnitRow], str]
"""A unit → the slot of the packet to be made for it; `""` where it has one, or there is nothing to say, or it may not
be shown to a model. Must be quick, and ask nobody."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Call `woke` then."""

    at_s: float


class Guess(NamedTuple):
    """A candidate as it stands. No dataclass: 64 are made a step, which took half the time."""

    unit: str
    likely: float


@dataclass(slots=True)
class Planner:
    """State of one window."""

    offer: Offer
    habits: Habits = field(default_factory=Habits)
    predictor: Predictor = field(default_factory=Predictor)
    asks: Asks = field(default_factory=Asks)
    price: Price = field(default_factory=Price)
    account: Account = field(default_factory=Account)
    enabled: bool = True
    on_closed: Callable[[Entry], None] = lambda entry: None
    """Hears what became of each guess."""
    resting: str = ""
    """Why nothing is guessed now (battery, a busy card); `""` where it may be."""
    _ranked: tuple[Guess, ...] | None = None
    _arriving: tuple[str, float] | None = None
    """(unit, when it counts as visited)."""
    _announced: tuple[Announced, float] | None = None
    """(what, until when)."""
    _typed: dict[str, float] = field(default_factory=dict)
    """Unit → when it may be looked at again."""
    begun: bool = False
    """Whether there was a sign of work."""
    _opened_s: float = -READ_S
    _reads_s: float | None = None
    """When the file that was opened alone counts as read."""
    _now_s: float = 0.0

    def __post_init__(self) -> None:
        self.account.closed = self._closed

    def take(self, event: Event, now_s: float) -> list[Wake]:
        """What happened."""
        self._now_s = max(now_s, self._now_s)
        match event:
            case Visited(unit):
                return self._arrives(unit)
            case Edited(_, rows):
                return self._edits(event, rows)
            case Saved(file, rows, changed):
                for row in rows:
                    self._typed.pop(row.unit, None)
                self._settle(file, rows)
                to = primary(changed)
                if to is not None:
                    self._arriving = None
                    self._learn(to)
            case Known():
                self._opens()
            case Announced():
                self._announced = (event, self._now_s + ANNOUNCED_S)
                self.begun = True
            case Closed():
                pass
        self._ranked = None
        self.habits.take(event)
        return self._wakes()

    def asked(self, now_s: float, *, slot: str = "", saved_s: float = 0.0) -> None:
        """A person asked for advice on a unit; with a slot they got that packet, and waited so much less."""
        self._now_s = max(now_s, self._now_s)
        self.asks.asked()
        if slot:
            self.account.used(slot, now_s, saved_s)

    def began(self, job: Job, now_s: float) -> None:
        """A job is being run."""
        self._now_s = max(now_s, self._now_s)
        if job.likely is not None:
            self.account.begun(job.slot, job.unit, job.unit_key, job.likely * self.asks.share, now_s)

    def ended(self, job: Job, gpu_s: float, now_s: float, *, done: bool) -> None:
        """It is over, having kept the card busy this long; with `done` its packet is there."""
        self._now_s = max(now_s, self._now_s)
        self.price.spent(gpu_s, now_s)
        self.account.ended(job.slot, gpu_s, done=done)

    def woke(self, now_s: float) -> list[Wake]:
        """The time of a `Wake` has come, or another."""
        self._now_s = max(now_s, self._now_s)
        if self._arriving is not None and now_s >= self._arriving[1]:
            unit, self._arriving = self._arriving[0], None
            if unit in self.habits.rows:
                self._learn(unit)
                self.habits.take(Visited(unit))
                self._ranked = None
        if self._reads_s is not None and now_s >= self._reads_s:
            self.begun, self._reads_s = True, None
        return self._wakes()

    def best(self) -> Job | None:
        """The guess that is worth most now; None where none is worth its price."""
        if not self.enabled or self.resting or not self.begun:
            return None
        least = self.price.least(self._now_s) / self.asks.share
        for guess in self.ranked():
            if guess.likely < least:
                break
            row = self.habits.rows.get(guess.unit)
            if row is None or self._typed.get(guess.unit, 0.0) > self._now_s:
                continue
            slot = self.offer(row)
            if slot:
                return Job(slot, row.file, row.key, likely=guess.likely, unit=row.unit)
        return None

    def reason(self, unit: str) -> tuple[float, tuple[float, ...]] | None:
        """How likely a unit is the next, and the features (`FEATURES`) that say so; None of one that is gone."""
        likely = next((guess.likely for guess in self.ranked() if guess.unit == unit), None)
        return (likely, tuple(self.habits.features([unit])[0])) if likely is not None else None

    def ranked(self) -> tuple[Guess, ...]:
        """All candidates, the likeliest first."""
        if self._announced is not None and self._now_s >= self._announced[1]:
            self._announced = self._ranked = None
        if self._ranked is None:
            units = self.habits.candidates()
            likely = self.predictor.likely(self.habits.features(units))
            found = self._with_announced(list(map(Guess, units, likely)))
            self._ranked = tuple(sorted(found, key=_LIKELY, reverse=True))
        return self._ranked

    def _closed(self, entry: Entry) -> None:
        if entry.done and self.price.is_marginal(entry.next_likely):
            self.price.brought(entry.saved_s, entry.gpu_s)
        self.on_closed(entry)

    def _with_announced(self, guesses: list[Guess]) -> list[Guess]:
        """A mixture: the announcement holds with its chance, the rest as it was with what is left."""
        if self._announced is None:
            return guesses
        event = self._announced[0]
        units = [unit for unit in dict.fromkeys(event.units) if unit in self.habits.rows][:ANNOUNCED_MAX]
        if not units:
            return guesses
        mixed = {guess.unit: guess.likely * (1 - event.chance) for guess in guesses[: CANDIDATES_MAX - len(units)]}
        for unit in units:
            mixed[unit] = mixed.get(unit, 0.0) + event.chance / len(units)
        return [Guess(unit, likely) for unit, likely in mixed.items()]

    def _learn(self, to: str) -> None:
        """A step was made: to a unit that was among the candidates, or to one that nobody could guess."""
        self.asks.stepped()
        self.begun, self._reads_s, self._announced = True, None, None
        units = self.habits.candidates() if self.habits.steps else []
        if to in units:
            self.predictor.learn(self.habits.features(units), units.index(to))

    def _opens(self) -> None:
        alone = self._now_s - self._opened_s >= READ_S
        self._reads_s = self._now_s + READ_S if alone and not self.begun else None
        self._opened_s = self._now_s

    def _wakes(self) -> list[Wake]:
        times = (self._arriving[1] if self._arriving is not None else None, self._reads_s)
        return [Wake(at_s) for at_s in times if at_s is not None]

    def _settle(self, file: str, rows: Sequence[UnitRow]) -> None:
        """Packets of units that are no longer so will not be used."""
        keys = dict.fromkeys(self.habits.tables.get(file, ()), "") | {row.unit: row.key for row in rows}
        for unit, key in keys.items():
            self.account.unit_is(unit, key)

    def _arrives(self, unit: str) -> list[Wake]:
        if unit == self.habits.current:
            self._arriving = None
            return self._wakes()
        if self._arriving is None or self._arriving[0] != unit:
            self._arriving = (unit, self._now_s + DWELL_S)
        return self._wakes()

    def _edits(self, event: Edited, rows: Sequence[UnitRow]) -> list[Wake]:
        old = self.habits.rows
        fresh = [row.unit for row in rows if row.unit not in old or old[row.unit].key != row.key]
        self._settle(event.file, rows)
        self.habits.take(event)
        self._ranked = None
        self._typed = {unit: at_s for unit, at_s in self._typed.items() if at_s > self._now_s}
        for unit in fresh:
            self._typed[unit] = self._now_s + PAUSE_S
        return [Wake(self._now_s + PAUSE_S)] if fresh else []
