"""Fits the predictor's prior on traces, and says what it is worth on those it has not seen:
`python -m tests.benchmarks.prior [TRACE…]`. Leave-one-trace-out: each trace is ranked with a prior fitted on
all others, learning online as it goes, as in production."""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from spark_lsp.bench.replay.asks import Model
from spark_lsp.bench.replay.ranks import Seen, ranks_of, seen
from spark_lsp.bench.replay.replay import Run, tally
from spark_lsp.bench.replay.score import scored
from spark_lsp.bench.replay.traces import read_trace
from spark_lsp.core.habits import FEATURES
from spark_lsp.core.predictor import Predictor

TRACES = Path(__file__).parent.parent / "traces"
PASSES = 24
"""Over all transitions, for a fit."""

TAKEN = 0.05
"""Step length of the first pass; later ones go down to a tenth."""

PULL = 2e-5
"""Towards 0, a share of each step."""


def fitted(walks: Sequence[Sequence[Seen]]) -> list[float]:
    """Weights that make what came next likely: stochastic gradient, in the same step that learns in production."""
    every = [one for walk in walks for one in walk if one[1] >= 0]
    chance = random.Random(0)
    mean = [0.0] * len(FEATURES)
    predictor = Predictor(mean)
    for turn in range(PASSES):
        chance.shuffle(every)
        for rows, target, _ in every:
            predictor.learn(rows, target, TAKEN * (0.1 + 0.9 * (1 - turn / PASSES)))
            predictor.weights = [w * (1 - PULL) for w in predictor.weights]
            if turn >= PASSES - 3:
                mean = [m + w for m, w in zip(mean, predictor.weights, strict=True)]
    count = 3 * len(every)
    return [m / count for m in mean]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.prior", description=__doc__)
    parser.add_argument("traces", nargs="*", type=Path, default=sorted(TRACES.glob("dev-*.jsonl.gz")))
    chosen = parser.parse_args()
    traces = [read_trace(path) for path in chosen.traces]
    walks = [seen(trace) for trace in traces]
    priors = [fitted([walk for walk in walks if walk is not left]) for left in walks]
    print("leave one trace out:\n" + json.dumps(ranks_of(traces, priors), indent=1))
    for model in (Model.UNIFORM, Model.EARLY):
        run = Run("spark", model=model, draws=3 if model is Model.UNIFORM else 1)
        told = scored([tally(t, run, p) for t, p in zip(traces, priors, strict=True)], service_s=run.service_s, seed=0)
        shown = {name: told[name] for name in ("hit", "jobs_per_ask", "unused", "saved_per_spent", "ceiling", "ci")}
        print(model.value, json.dumps({**shown, "ece": told["calibration"]["ece"]}))  # type: ignore[index]
    print("\nfitted on all of them:")
    for name, weight in zip(FEATURES, fitted(walks), strict=True):
        print(f'    "{name}": {weight:.3f},')
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
