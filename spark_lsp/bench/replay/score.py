"""Adds up what became of questions and jobs: the metrics of a replay, by stratum and trace, with intervals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import mean

RESAMPLES = 1000
BINS = 10
STRATA = ("same", "revisit", "first", "new")

JSON = dict[str, object]


@dataclass(slots=True)
class Tally:
    """One trace under one policy, over all draws."""

    trace: str
    waits: list[float] = field(default_factory=list)
    hits: int = 0
    same_context: int = 0
    inflight: int = 0
    stale: int = 0
    on_demand: int = 0
    jobs: int = 0
    unused: int = 0
    cancelled: int = 0
    saved_s: float = 0.0
    background_s: float = 0.0
    within_reach: int = 0
    """Asks whose unit was as it is for at least the service time before."""
    strata: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in STRATA})
    """Stratum → asks, hits."""
    guesses: list[tuple[float, bool]] = field(default_factory=list)
    """Of each finished guess: how likely it was taken to be used, and whether it was."""


Value = Callable[[Sequence[Tally]], float]


def scored(tallies: Sequence[Tally], *, service_s: float, seed: int) -> JSON:
    """All metrics of the protocol, pooled over traces."""
    asks = sum(len(one.waits) for one in tallies)
    if not asks:
        return {"asks": 0}
    waits = sorted(wait for one in tallies for wait in one.waits)
    jobs, on_demand = sum(one.jobs for one in tallies), sum(one.on_demand for one in tallies)
    background_s = sum(one.background_s for one in tallies)

    def share(of: Iterable[int]) -> float:
        return round(sum(of) / asks, 4)

    return {
        "asks": asks,
        "hit": share(one.hits for one in tallies),
        "hit_same_context": share(one.same_context for one in tallies),
        "inflight": share(one.inflight for one in tallies),
        "stale": sum(one.stale for one in tallies),
        "jobs_per_ask": round((jobs + on_demand) / asks, 4),
        "prefetch_per_ask": round(jobs / asks, 4),
        "unused": round(sum(one.unused for one in tallies) / jobs, 4) if jobs else None,
        "cancelled": round(sum(one.cancelled for one in tallies) / jobs, 4) if jobs else None,
        "wait_mean": round(mean(waits), 4),
        "wait_p50": round(quantile(waits, 0.5), 4),
        "wait_p75": round(quantile(waits, 0.75), 4),
        "wait_p95": round(quantile(waits, 0.95), 4),
        "saved_per_spent": round(sum(one.saved_s for one in tallies) / background_s, 4) if background_s else None,
        "gpu_s_per_ask": round((background_s + on_demand * service_s) / asks, 4),
        "ceiling": share(one.within_reach for one in tallies),
        "strata": {name: _stratum(tallies, name, asks) for name in STRATA},
        "calibration": calibration([pair for one in tallies for pair in one.guesses]),
        "ci": {
            "hit": interval(tallies, lambda some: _ratio(some, "hits"), seed),
            "wait_mean": interval(tallies, lambda some: _mean_wait(some), seed),
            "saved_per_spent": interval(tallies, worth, seed) if background_s else None,
        },
        "per_trace": {
            one.trace: {"asks": len(one.waits), "hit": round(one.hits / len(one.waits), 4)}
            for one in tallies
            if one.waits
        },
    }


def calibration(guesses: Sequence[tuple[float, bool]]) -> JSON:
    """Expected calibration error over BINS bins of equal width, and what is in each."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for likely, used in guesses:
        bins[min(BINS - 1, int(likely * BINS))].append((likely, used))
    told = [
        {"jobs": len(one), "likely": round(mean(p for p, _ in one), 4), "used": round(mean(u for _, u in one), 4)}
        for one in bins
        if one
    ]
    off = sum(abs(sum(p for p, _ in one) - sum(u for _, u in one)) for one in bins)
    return {"ece": round(off / len(guesses), 4) if guesses else None, "bins": told}


def interval(tallies: Sequence[Tally], value: Value, seed: int) -> list[float]:
    """95 % of RESAMPLES bootstrap resamples of whole traces."""
    chance = Random(seed)
    full = [one for one in tallies if one.waits]
    found = sorted(value([chance.choice(full) for _ in full]) for _ in range(RESAMPLES))
    return [round(found[int(0.025 * RESAMPLES)], 4), round(found[int(0.975 * RESAMPLES)], 4)]


def difference(ours: Sequence[Tally], theirs: Sequence[Tally], value: Value, seed: int) -> list[float]:
    """Ours less theirs, as `interval`, the same traces drawn for both."""
    chance = Random(seed)
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a.waits]
    found = []
    for _ in range(RESAMPLES):
        drawn = [chance.choice(pairs) for _ in pairs]
        found.append(value([a for a, _ in drawn]) - value([b for _, b in drawn]))
    found.sort()
    return [round(found[int(0.025 * RESAMPLES)], 4), round(found[int(0.975 * RESAMPLES)], 4)]


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of all lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def worth(tallies: Sequence[Tally]) -> float:
    """Seconds saved for a second that was spent in the background; 0 where none was."""
    spent = sum(one.background_s for one in tallies)
    return sum(one.saved_s for one in tallies) / spent if spent else 0.0


def _ratio(tallies: Sequence[Tally], name: str) -> float:
    return float(sum(getattr(one, name) for one in tallies) / sum(len(one.waits) for one in tallies))


def _mean_wait(tallies: Sequence[Tally]) -> float:
    return sum(sum(one.waits) for one in tallies) / sum(len(one.waits) for one in tallies)


def _stratum(tallies: Sequence[Tally], name: str, asks: int) -> JSON:
    mine = sum(one.strata[name][0] for one in tallies)
    return {
        "share": round(mine / asks, 4),
        "hit": round(sum(one.strata[name][1] for one in tallies) / mine, 4) if mine else None,
    }
