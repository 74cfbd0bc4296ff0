"""Whether two systems differ on the scenarios that both were asked: a paired bootstrap over whole scenarios."""

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from spark_lsp.core.bench_results import BenchRow

RESAMPLES = 4000
SHARE = 0.95
TELL = 5.0
"""The difference that a benchmark should be able to tell, points."""

METRICS: dict[str, Callable[[BenchRow], float | None]] = {
    "intelligence": lambda row: row["intelligence"],
    "usefulness": lambda row: row["usefulness"],
    "strictPass": lambda row: 100.0 * row["strict"],
    "grounded": lambda row: 100.0 * row["grounded"],
    "latency": lambda row: None if row["cold"] or row["seconds"] is None else 1000.0 * row["seconds"],
}
"""Metric → its value in a row; points of 100, and milliseconds of warm replies."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the second system less the first, over `n` scenarios that both were asked."""

    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    n: int

    @property
    def told(self) -> bool:
        """Whether it is more than chance."""
        return self.low > 0 or self.high < 0

    @property
    def needed(self) -> int:
        """About how many scenarios would tell a difference of TELL; the interval shrinks with the root of their
        number."""
        return math.ceil(self.n * ((self.high - self.low) / 2 / TELL) ** 2)


def by_scenario(rows: Iterable[BenchRow], metric: str) -> dict[str, float]:
    """Scenario → mean over its counted repeats: repeats of one scenario are no independent evidence."""
    values: dict[str, list[float]] = {}
    for row in rows:
        value = METRICS[metric](row)
        if row["counted"] and value is not None:
            values.setdefault(row["scenario"], []).append(value)
    return {name: mean(some) for name, some in values.items()}


def difference(first: Iterable[BenchRow], second: Iterable[BenchRow], metric: str, *, seed: int) -> Difference | None:
    """None where there are fewer than two scenarios that both have a value for. The same rows, the same interval."""
    return paired(by_scenario(first, metric), by_scenario(second, metric), metric, seed=seed)


def paired(first: Mapping[str, float], second: Mapping[str, float], metric: str, *, seed: int) -> Difference | None:
    """The same, of one value a scenario."""
    names = sorted(first.keys() & second.keys())
    if len(names) < 2:
        return None
    apart = [second[name] - first[name] for name in names]
    low, high = interval(apart, seed=seed)
    return Difference(
        metric,
        mean(first[name] for name in names),
        mean(second[name] for name in names),
        mean(apart),
        low,
        high,
        len(names),
    )


def interval(values: Sequence[float], *, seed: int) -> tuple[float, float]:
    """95 % of the means of resamples lie in it."""
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(RESAMPLES))
    cut = round(RESAMPLES * (1 - SHARE) / 2)
    return means[cut], means[-cut - 1]
