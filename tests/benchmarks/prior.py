"""Fits the predictor's prior on traces, and says what it is worth on those it has not seen:
`python -m tests.benchmarks.prior [--write] [TRACE…]`. Leave-one-trace-out: each trace is ranked with a prior fitted on
all others, learning online as it goes, as in production."""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.bench.replay.traces import Open, Save, Trace, read_trace
from spark_lsp.core.activity import Known, Saved
from spark_lsp.core.habits import FEATURES, Habits
from spark_lsp.core.predictor import Predictor

TRACES = Path(__file__).parent.parent / "traces"
STRETCH_S = 1800.0
"""A longer pause ends a stretch of work."""

PASSES = 24
"""Over all transitions, for a fit."""

TAKEN = 0.1
"""Step length of the first pass; later ones go down to a tenth."""

PULL = 2e-5
"""Towards 0, a share of each step."""

Transition = tuple[list[list[float]], int, str]
"""(feature rows, index of the one that was next or −1, stratum)"""


@dataclass
class Walked:
    name: str
    transitions: list[Transition]


def walked(trace: Trace) -> Walked:
    """All transitions of a trace, with the features as they stood just before each save."""
    habits, found, last, changed_before = Habits(), [], None, set[str]()
    for event in trace.events:
        if isinstance(event, Open):
            habits.take(Known(event.file, event.rows))
        elif isinstance(event, Save):
            if event.primary is not None:
                if last is not None and event.t - last.t < STRETCH_S:
                    units = habits.candidates()
                    target, known = event.primary, event.primary in habits.rows
                    stratum = "same" if target == last.primary else "new" if not known else "first"
                    stratum = "revisit" if stratum == "first" and target in changed_before else stratum
                    at = units.index(target) if target in units else -1
                    found.append((habits.features(units), at, stratum))
                last = event
                changed_before |= {unit for unit, _ in event.changed}
            habits.take(Saved(event.file, event.rows, dict(event.changed)))
    return Walked(trace.name, found)


def fitted(walks: Sequence[Walked]) -> list[float]:
    """Weights that make what came next likely: stochastic gradient, in the same step that learns in production."""
    every = [t for walk in walks for t in walk.transitions if t[1] >= 0]
    chance = random.Random(0)
    mean = [0.0] * len(FEATURES)
    predictor = Predictor(mean)
    for turn in range(PASSES):
        chance.shuffle(every)
        for rows, target, _ in every:
            predictor.learn(rows, target, TAKEN * (0.1 + 0.9 * (1 - turn / PASSES)) / 2)
            predictor.weights = [w * (1 - PULL) for w in predictor.weights]
            if turn >= PASSES - 3:
                mean = [m + w for m, w in zip(mean, predictor.weights, strict=True)]
    count = 3 * len(every)
    return [m / count for m in mean]


def ranks(walk: Walked, prior: Sequence[float]) -> Iterator[tuple[str, int, float]]:
    """(stratum, rank from 0, log-likelihood) of each transition, learning as it goes."""
    predictor = Predictor(prior)
    for rows, target, stratum in walk.transitions:
        if target < 0:
            yield stratum, 10**6, 0.0
            continue
        likely = predictor.likely(rows)
        rank = sum(p > likely[target] for p in likely) + sum(p == likely[target] for p in likely[:target])
        yield stratum, rank, predictor.learn(rows, target)


def table(found: Sequence[tuple[str, int, float]]) -> list[str]:
    lines = []
    for name, wanted in (
        ("all", ("same", "revisit", "first", "new")),
        ("switch", ("revisit", "first", "new")),
        ("first", ("first",)),
    ):
        mine = [rank for stratum, rank, _ in found if stratum in wanted]
        shares = "  ".join(f"@{k} {sum(r < k for r in mine) / len(mine):.3f}" for k in (1, 3, 5, 10))
        lines.append(f"{name:<7} n={len(mine):<5} {shares}")
    likely = [ll for _, rank, ll in found if rank < 10**6]
    return [*lines, f"log-likelihood {sum(likely) / len(likely):.4f}"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.prior", description=__doc__)
    parser.add_argument("traces", nargs="*", type=Path, default=sorted(TRACES.glob("dev-*.jsonl.gz")))
    chosen = parser.parse_args()
    walks = [walked(read_trace(path)) for path in chosen.traces]
    found: list[tuple[str, int, float]] = []
    for left in walks:
        prior = fitted([walk for walk in walks if walk is not left])
        found += ranks(left, prior)
    print("\n".join(["leave one trace out", *table(found), "", "fitted on all of them:"]))
    for name, weight in zip(FEATURES, fitted(walks), strict=True):
        print(f"{name:<20} {weight:8.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
