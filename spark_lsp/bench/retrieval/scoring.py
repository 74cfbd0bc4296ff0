"""What a ranking is worth: recall, reciprocal rank, agreement of two, and whether a difference is more than chance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from spark_lsp.bench.retrieval.queries import Place, Query
from spark_lsp.core.retrieval_report import Figures

CUTS = (1, 5, 10)
DEPTH = 50
"""What is not among so many first was not found."""

RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One query, answered."""

    query: Query
    ranking: tuple[Place, ...]
    took_s: float

    @property
    def reciprocal_rank(self) -> float:
        """1 over the rank of the first right answer; 0 where there is none."""
        ranks = (rank for rank, place in enumerate(self.ranking, 1) if place in self.query.relevant)
        return 1 / rank if (rank := next(ranks, 0)) else 0.0

    def recall(self, cut: int) -> float:
        """Share of the right answers among the first `cut`, of as many as can be there."""
        right = len(self.query.relevant.intersection(self.ranking[:cut]))
        return right / min(cut, len(self.query.relevant))


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """`n`, `recall@k` and `mrr`; None where nothing was asked."""
    first, fifth, tenth = (_mean([one.recall(cut) for one in outcomes]) for cut in CUTS)
    mrr = _mean([one.reciprocal_rank for one in outcomes])
    return {"n": len(outcomes), "recall@1": first, "recall@5": fifth, "recall@10": tenth, "mrr": mrr}


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def overlap(one: Sequence[Place], other: Sequence[Place], cut: int = CUTS[-1]) -> float:
    """Share of the first `cut` places that two rankings have in common, of all in either."""
    a, b = set(one[:cut]), set(other[:cut])
    return len(a & b) / len(a | b) if a | b else 1.0


def percentile(values: Sequence[float], share: float) -> float:
    """0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def difference(ours: Sequence[float], theirs: Sequence[float], seed: int) -> tuple[float, float, float]:
    """(mean of the differences, 95 % of resampled means from, to), of values that belong together one by one."""
    gaps = [a - b for a, b in zip(ours, theirs, strict=True)]
    if not gaps:
        return 0.0, 0.0, 0.0
    chance = random.Random(seed)
    means = sorted(sum(chance.choices(gaps, k=len(gaps))) / len(gaps) for _ in range(RESAMPLES))
    return sum(gaps) / len(gaps), means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]
