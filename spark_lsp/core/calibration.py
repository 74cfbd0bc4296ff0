"""How sure a rule may be by the verdicts on its hits, and which hits to ask about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, lgamma, log, log1p
from typing import TypeVar

T = TypeVar("T")

PRIOR = (4, 1)
"""Hits kept and not kept that stand for what is known of a rule before any was read: it had to keep four of five."""
INTERVAL = 0.9
"""Share of belief that an interval holds."""


@dataclass(frozen=True, slots=True)
class Belief:
    """How sure a rule may be: the mean of a beta distribution, and the interval that holds `INTERVAL` of it."""

    kept: int
    judged: int
    mean: float
    low: float
    high: float


def belief(kept: int, false: int) -> Belief:
    """From verdicts: the prior plus what was counted."""
    a, b = PRIOR[0] + kept, PRIOR[1] + false
    tail = (1 - INTERVAL) / 2
    return Belief(kept, kept + false, a / (a + b), _quantile(tail, a, b), _quantile(1 - tail, a, b))


def _quantile(share: float, a: int, b: int) -> float:
    """Where the beta distribution of whole `a` and `b` has `share` below it, to four digits."""
    low, high = 0.0, 1.0
    while high - low > 1e-5:
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, a, b) < share else (low, middle)
    return round((low + high) / 2, 4)


def _below(x: float, a: int, b: int) -> float:
    """The beta distribution's share below x; for whole a and b it is a tail of the binomial: at least `a` of
    `a + b - 1` with chance x. Summed by logarithms: the factorials of a thousand verdicts overflow."""
    n = a + b - 1
    up, down = log(x), log1p(-x)
    terms = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * up + (n - k) * down for k in range(a, n + 1))
    return min(1.0, sum(map(exp, terms)))


def sampled(
    items: Iterable[T], count: int, *, seed: int, key: Callable[[T], str], stratum: Callable[[T], str] | None = None
) -> list[T]:
    """At most `count` of the items with different keys, in an order that only seed and key decide.

    An item keeps its place whatever else comes and goes, so that a sample drawn again after a change of the rules
    shows what is new and nothing else. With `stratum` (a file, say) each gives one before any gives two."""
    drawn = sorted({key(item): item for item in items}.items(), key=lambda pair: _lot(seed, pair[0]))
    if stratum is None:
        return [item for _, item in drawn[:count]]
    met: dict[str, int] = {}
    ranked: list[tuple[int, T]] = []
    for _, item in drawn:
        rank = met[stratum(item)] = met.get(stratum(item), 0) + 1
        ranked.append((rank, item))
    return [item for _, item in sorted(ranked, key=lambda pair: pair[0])[:count]]


def _lot(seed: int, key: str) -> bytes:
    return blake2b(f"{seed}:{key}".encode(), digest_size=8).digest()
