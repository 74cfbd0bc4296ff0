"""The report of `spark-lsp bench retrieval --json` (`spark-retrieval/1`), field by field; figures are defined where
they are made, in `bench/retrieval/scoring.py`."""

from typing import Literal, TypedDict

Figures = TypedDict(
    "Figures",
    {"n": int, "recall@1": float | None, "recall@5": float | None, "recall@10": float | None, "mrr": float | None},
)
"""Means over queries; null where nothing was asked."""


class LatencyMs(TypedDict):
    """Of one search, the query's vector with it, milliseconds."""

    p50: float
    p95: float


class Versus(TypedDict):
    """Against BM25 on the same queries."""

    mrr: float
    """Mean of the differences of reciprocal ranks."""
    interval: list[float]
    """95 % of bootstrap resamples of queries: [low, high]."""


class SystemRow(TypedDict):
    """One way of finding. `stability` is the share of the first ten that stays, for `reformat` and `rename`."""

    name: str
    all: Figures
    kinds: dict[str, Figures]
    latencyMs: LatencyMs
    stability: dict[str, float | None]
    embedded: int
    embedMsEach: float | None
    versus: Versus | None


class AbsentRow(TypedDict):
    """A model that could not be measured."""

    name: str
    reason: str


class RetrievalReport(TypedDict):
    """All of it. `queries` counts them by kind."""

    format: Literal["spark-retrieval/1"]
    seed: int
    files: int
    passages: int
    indexBytes: int
    queries: dict[str, int]
    systems: list[SystemRow]
    absent: list[AbsentRow]
    winner: str
    why: str
