"""What is kept of guesses beyond one run: numbers only, so that a week adds up and says whether they were worth it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

BINS = 10
"""Equal steps of likelihood in which calibration is counted."""

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Made:
    """A guess was run to its end, or stopped."""

    slot: str
    at: float
    """When it ended, seconds since 1970."""
    likely: float
    """How likely it was taken to be used, from 0 to 1."""
    gpu_s: float
    joules: float | None
    """None where the card does not tell."""
    done: bool


@dataclass(frozen=True, slots=True)
class Used:
    """A person got what was guessed; the first time counts, in whichever window."""

    slot: str
    at: float
    saved_s: float


@dataclass(frozen=True, slots=True)
class Looked:
    """A person looked at advice."""

    at: float
    hit: bool
    """Whether a model's packet was there already."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a guess was made."""

    unit: str
    at: float
    likely: float
    """To be the next that is looked at, from 0 to 1."""
    features: tuple[float, ...]
    """As `core.habits.FEATURES` names them."""


Line = Made | Used | Looked | Reason


@dataclass(frozen=True, slots=True)
class Kept:
    """A guess as it is known now."""

    at: float
    likely: float
    gpu_s: float
    joules: float | None
    done: bool
    used: bool
    lead_s: float | None
    """From its end to its first use."""
    saved_s: float


@dataclass(frozen=True, slots=True)
class Total:
    """Of a stretch of time."""

    jobs: int = 0
    used: int = 0
    gpu_s: float = 0.0
    wasted_s: float = 0.0
    """Of it for guesses that nobody used."""
    joules: float | None = None
    saved_s: float = 0.0
    looks: int = 0
    hits: int = 0
    calibration_error: float | None = None
    """Mean distance of the predicted likelihood from the share that was used, over BINS, each by its weight."""

    @property
    def hit_rate(self) -> float | None:
        """Share of looks that found a model's packet; None without looks."""
        return self.hits / self.looks if self.looks else None

    @property
    def waste(self) -> float | None:
        """Share of the card's seconds that served nobody; None where none were spent."""
        return self.wasted_s / self.gpu_s if self.gpu_s > 0 else None


def total(kept: Sequence[Kept], looks: int, hits: int) -> Total:
    """The sum of these."""
    joules = [one.joules for one in kept if one.joules is not None]
    return Total(
        jobs=len(kept),
        used=sum(one.used for one in kept),
        gpu_s=sum(one.gpu_s for one in kept),
        wasted_s=sum(one.gpu_s for one in kept if not one.used),
        joules=sum(joules) if joules else None,
        saved_s=sum(one.saved_s for one in kept),
        looks=looks,
        hits=hits,
        calibration_error=calibration_error([(one.likely, one.used) for one in kept if one.done]),
    )


def calibration_error(told: Sequence[tuple[float, bool]]) -> float | None:
    """The expected calibration error (ECE) of (predicted likelihood, came true); None of nothing."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for likely, true in told:
        bins[min(BINS - 1, int(likely * BINS))].append((likely, true))
    if not told:
        return None
    off = (abs(sum(likely - true for likely, true in one)) for one in bins)
    return sum(off) / len(told)


class Ledger(Protocol):
    """Of all windows of a person. Every call may block on the disk; none raises for what is there."""

    def recall(self) -> dict[str, float]:
        """What was learned; empty where nothing was."""
        ...

    def keep(self, lines: Sequence[Line], before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
        """Writes the lines, and adds to what was learned the difference of these two; what is known after it."""
        ...

    def sum(self, since: float) -> Total:
        """Of everything since then, in seconds since 1970."""
        ...


class Nowhere:
    """Implements Ledger where nothing is kept."""

    def recall(self) -> dict[str, float]:
        """See the protocol."""
        return {}

    def keep(self, lines: Sequence[Line], before: Mapping[str, float], now: Mapping[str, float]) -> dict[str, float]:
        """See the protocol."""
        return dict(now)

    def sum(self, since: float) -> Total:
        """See the protocol."""
        return Total()
