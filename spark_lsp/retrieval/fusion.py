"""Makes one ranking of several whose scores cannot be compared."""

from collections.abc import Sequence

from spark_lsp.core.passage import Found

K = 60
"""Of reciprocal rank fusion, as its authors chose it (Cormack, Clarke and Büttcher, 2009)."""


def fused(rankings: Sequence[Sequence[Found]], limit: int) -> tuple[Found, ...]:
    """By the sum of 1 / (K + rank), best first; equals in the order of path and line."""
    best: dict[tuple[str, str, int], Found] = {}
    for ranking in rankings:
        for rank, found in enumerate(ranking, 1):
            at = (found.passage.path, found.passage.symbol, found.passage.first_line)
            before = best[at].score if at in best else 0.0
            best[at] = Found(found.passage, before + 1 / (K + rank))
    ordered = sorted(best.values(), key=lambda one: (-one.score, one.passage.path, one.passage.first_line))
    return tuple(ordered[:limit])
