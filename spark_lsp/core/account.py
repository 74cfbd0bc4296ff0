"""What guesses cost and brought: each job with how likely it was to be used, what it took of the card, and whether it
was used; and what that says of the next estimate."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

OPEN_MAX = 512
"""Packets whose fate is still open; of more the oldest count as unused."""

START, SLOPE = 0.73, 0.62
"""Of the logistic curve (Platt) from the likelihood of being next to that of ever being used, before anything is
learned: fitted on the replays of the recorded traces."""

RATE = 0.02


@dataclass(slots=True)
class Entry:
    """One guess that was begun."""

    slot: str
    unit: str
    key: str
    likely: float
    """How likely it was taken to be used, from 0 to 1."""
    next_likely: float
    """How likely its unit was taken to be the next that is asked about."""
    began_s: float
    gpu_s: float = 0.0
    joules: float | None = None
    done: bool = False
    used: bool = False
    saved_s: float = 0.0
    lead_s: float | None = None
    """From its end to its first use; negative where it was still being made."""


@dataclass(slots=True)
class Sum:
    """Of many entries."""

    jobs: int = 0
    used: int = 0
    gpu_s: float = 0.0
    saved_s: float = 0.0
    expected: float = 0.0
    """Sum of how likely they were taken to be used."""

    @property
    def worth(self) -> float | None:
        """Seconds saved for a second of the card; None where none was spent."""
        return self.saved_s / self.gpu_s if self.gpu_s > 0 else None


class Account:
    """Of one window, for this run; `closed` hears each entry whose fate is known."""

    def __init__(self, closed: Callable[[Entry], None] = lambda entry: None) -> None:
        self.closed = closed
        self.sum = Sum()
        self.start, self.slope = START, SLOPE
        self._open: OrderedDict[str, Entry] = OrderedDict()
        self._by_unit: dict[str, set[str]] = {}

    def likely_used(self, next_likely: float) -> float:
        """How likely a packet is ever used whose unit is the next to be asked about with this likelihood."""
        return _logistic(self.start + self.slope * _logit(next_likely))

    def begun(self, slot: str, unit: str, key: str, next_likely: float, now_s: float) -> None:
        """A guess is being made."""
        self._close(slot)
        entry = Entry(slot, unit, key, self.likely_used(next_likely), next_likely, now_s)
        self._open[slot] = entry
        self._by_unit.setdefault(unit, set()).add(slot)
        self.sum.jobs += 1
        self.sum.expected += entry.likely
        while len(self._open) > OPEN_MAX:
            self._close(next(iter(self._open)))

    def ended(self, slot: str, gpu_s: float, *, done: bool, joules: float | None = None) -> None:
        """It has come to its end, or was stopped: then its time is lost and it is no entry of the estimate."""
        self.sum.gpu_s += gpu_s
        entry = self._open.get(slot)
        if entry is None:
            return
        entry.gpu_s, entry.done, entry.joules = gpu_s, done, joules
        if not done and not entry.used:
            self._close(slot, learn=False)

    def used(self, slot: str, now_s: float, saved_s: float) -> None:
        """Somebody got it; the first time counts."""
        entry = self._open.get(slot)
        if entry is None or entry.used:
            return
        entry.used, entry.saved_s = True, saved_s
        entry.lead_s = now_s - entry.began_s - entry.gpu_s
        self.sum.used += 1
        self.sum.saved_s += saved_s
        if entry.done:
            self._close(slot)

    def unit_is(self, unit: str, key: str) -> None:
        """A unit is this now; packets of what it was before are of no use any more. `""`: it is gone."""
        for slot in tuple(self._by_unit.get(unit, ())):
            if self._open[slot].key != key:
                self._close(slot)

    def close(self) -> None:
        """The end: what is still open has not been used so far."""
        while self._open:
            self._close(next(iter(self._open)))

    def _close(self, slot: str, *, learn: bool = True) -> None:
        entry = self._open.pop(slot, None)
        if entry is None:
            return
        slots = self._by_unit[entry.unit]
        slots.discard(slot)
        if not slots:
            del self._by_unit[entry.unit]
        if learn:
            score = _logit(entry.next_likely)
            off = float(entry.used) - _logistic(self.start + self.slope * score)
            self.start += RATE * off
            self.slope = max(0.05, self.slope + RATE * off * score / 4)
        self.closed(entry)


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def _logistic(z: float) -> float:
    return 1 / (1 + exp(-z))
