"""Rows to the seed's columns: one line for each model in each role."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median

from spark_lsp.core.bench_results import BenchLoad, BenchRow, BenchSystem


def systems_of(rows: Iterable[BenchRow], loads: Sequence[BenchLoad]) -> list[BenchSystem]:
    """By role, then model, as they first come."""
    grouped: dict[tuple[str, str], list[BenchRow]] = {}
    for row in rows:
        grouped.setdefault((row["role"], row["model"]), []).append(row)
    return [_system(model, role, own, loads) for (role, model), own in sorted(grouped.items())]


def _system(model: str, role: str, rows: list[BenchRow], loads: Sequence[BenchLoad]) -> BenchSystem:
    counted = [row for row in rows if row["counted"]]
    warm = [row for row in counted if not row["cold"]]
    latencies = figures(warm, lambda row: row["seconds"])
    headlines = figures(warm, lambda row: row["headlineSeconds"])
    return {
        "model": model,
        "role": role,
        "rows": len(rows),
        "counted": len(counted),
        "strictPass": _share(counted, lambda row: row["strict"]),
        "latencyMean": _mean(latencies),
        "latencyP95": quantile(latencies, 0.95),
        "headlineP50": median(headlines) if headlines else None,
        "headlineP95": quantile(headlines, 0.95),
        "intelligence": _mean([row["intelligence"] for row in counted]),
        "usefulness": _mean([row["usefulness"] for row in counted]),
        "validShare": _share(counted, lambda row: row["valid"]),
        "groundedShare": _share(counted, lambda row: row["grounded"]),
        "tokensPerSecond": _mean(figures(warm, lambda row: row["tokensPerSecond"])),
        "joules": _mean(figures(counted, lambda row: row["joules"])),
        "coldLoad": _mean([load["seconds"] for load in loads if load["model"] == model]),
        "coldLatency": _mean(figures([row for row in counted if row["cold"]], lambda row: row["seconds"])),
        "reasons": dict(sorted(Counter(row["outcome"] for row in rows).items())),
    }


def figures(rows: Iterable[BenchRow], of: Callable[[BenchRow], float | None]) -> list[float]:
    """Those that are there."""
    return [value for row in rows if (value := of(row)) is not None]


def quantile(values: Sequence[float], share: float) -> float | None:
    """The least value that so large a share of them does not exceed; None of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def _mean(values: Sequence[float]) -> float | None:
    return round(mean(values), 4) if values else None


def _share(rows: Sequence[BenchRow], holds: Callable[[BenchRow], bool]) -> float | None:
    return round(100 * sum(map(holds, rows)) / len(rows), 2) if rows else None
