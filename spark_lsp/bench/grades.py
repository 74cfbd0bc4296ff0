"""The answers that a judge grades, and what of its grades the results tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from spark_lsp.bench.order import Key
from spark_lsp.bench.rows import key_of
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.asking import MissReason
from spark_lsp.core.bench_results import BenchGrade, BenchJudge, BenchJudged, BenchRow, BenchSaid


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a run, as a judge is given them."""

    rows: Sequence[BenchRow]
    scenarios: Sequence[Scenario]
    said: Mapping[Key, BenchSaid]
    """Texts that are in no row, those of live scenarios."""

    def to_grade(self) -> tuple[list[tuple[BenchRow, Scenario, BenchSaid]], list[BenchGrade]]:
        """What can be graded, and what cannot because its words were not kept. What the model did not answer has no
        grade."""
        known = {one.name: one for one in self.scenarios}
        rows: list[tuple[BenchRow, Scenario, BenchSaid]] = []
        lost: list[BenchGrade] = []
        for row in self.rows:
            if row["outcome"] not in ("answered", "silent") or row["scenario"] not in known:
                continue
            said = row.get("said") or self.said.get(key_of(row))
            if said is None:
                lost.append(grade_of(row, None, "its words were not kept"))
            else:
                rows.append((row, known[row["scenario"]], said))
        return rows, lost


def unjudged(rows: Sequence[tuple[BenchRow, Scenario, BenchSaid]]) -> list[BenchGrade]:
    """The missing grades of answers that no judge could be asked about."""
    return [grade_of(row, None, MissReason.NOT_LOADED.value) for row, _, _ in rows]


def report(model: str, digest: str, grades: Sequence[BenchGrade], trouble: str = "") -> BenchJudge:
    """The document's part of a judge: each grade, and each system's mean over those that there are."""
    ordered = sorted(grades, key=lambda one: (one["role"], one["model"], one["repeat"], one["scenario"]))
    systems: dict[tuple[str, str], list[float | None]] = {}
    for one in ordered:
        systems.setdefault((one["role"], one["model"]), []).append(one["grade"])
    return {
        "model": model,
        "digest": digest,
        "trouble": trouble,
        "systems": [_judged(role, name, own) for (role, name), own in systems.items()],
        "grades": ordered,
    }


def grade_of(row: BenchRow, grade: int | None, trouble: str) -> BenchGrade:
    """Of one answer."""
    return {
        "scenario": row["scenario"],
        "model": row["model"],
        "role": row["role"],
        "repeat": row["repeat"],
        "grade": grade,
        "trouble": trouble,
    }


def _judged(role: str, model: str, grades: Sequence[float | None]) -> BenchJudged:
    there = [one for one in grades if one is not None]
    return {
        "model": model,
        "role": role,
        "mean": round(mean(there), 3) if there else None,
        "graded": len(there),
        "missing": len(grades) - len(there),
    }
