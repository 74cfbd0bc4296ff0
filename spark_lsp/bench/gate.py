"""The gate before a role: whether what was measured on this machine lets a model have it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from spark_lsp.bench.paired import METRICS, by_scenario, difference, interval
from spark_lsp.bench.summary import figures
from spark_lsp.core.bench_results import BenchModel, BenchResults, BenchRow
from spark_lsp.core.budget import same_model
from spark_lsp.core.role import Role

REPEATS_MIN = 2
"""Repeats of each ask: one cannot show that a model answers alike twice. What is chance is told from the scenarios."""
VALID_MIN = 0.9
"""Share of replies that are as the schema has them."""
MEASURED_AS = {Role.REALTIME: "realtime", Role.REFINE: "refine", Role.CODING: "refine"}
"""Role → the role whose rows speak for it: a coding model stands in for refine."""
QUICK_SHARE = 0.95
"""Of the realtime headlines that come, how many must come in the strict profile's time."""
JUDGED = ("intelligence", "usefulness")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who wants a role: as the server has the model now, and what its prompts are now."""

    role: Role
    model: str
    digest: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a model must show."""

    name: str
    holds: bool
    evidence: str
    """What was found; where it does not hold, what would help."""


def gate(candidate: Candidate, holder: str, results: BenchResults, *, machine: str, questions: str) -> list[Check]:
    """All checks; the gate is passed where all hold. `holder` has the role now (`""`: nobody), `machine` is this one,
    `questions` the digest of the built-in scenarios."""
    measured = MEASURED_AS[candidate.role]
    model = next((one for one in results["models"] if same_model(one["name"], candidate.model)), None)
    told = [
        _check(
            "machine", results["environment"]["machine"] == machine, "measured on this machine", "measured elsewhere"
        ),
        _check(
            "questions",
            results["settings"]["scenarioSet"] == questions,
            f"all {results['settings']['scenarios']} built-in scenarios of this version",
            "other scenarios than all the built-in ones of this version",
        ),
        _repeats(results),
    ]
    if candidate.role is Role.REALTIME:
        profile = results["settings"]["profile"]
        told.append(_check("profile", profile == "strict", "strict: 6 s a reply", f"{profile}; realtime needs strict"))
    if model is None or model["absent"] or measured not in results["settings"]["roles"]:
        told.append(Check("model", False, f"{candidate.model} was not asked as {measured}"))
        return told
    told.append(_same_weights(candidate, model, measured))
    rows = _rows(results, candidate.model, measured)
    counted = [row for row in rows if row["counted"]]
    if len(counted) < max(2, len(rows)):
        told.append(Check("asked", False, f"{len(rows) - len(counted)} of {len(rows)} asks could not be made"))
        return told
    told.append(Check("asked", True, f"{len(rows)} asks, all made"))
    valid = mean(row["valid"] for row in counted)
    told.append(Check("valid", valid >= VALID_MIN, f"{valid:.0%} of replies are as the schema has them"))
    told += [_better_than_none(counted, metric) for metric in JUDGED]
    if candidate.role is Role.REALTIME:
        told.append(_quick(counted, results["settings"]["budgetSeconds"]))
    if holder and not same_model(holder, candidate.model):
        told += _beside_holder(candidate.role, holder, _rows(results, holder, measured), counted)
    return told


def _repeats(results: BenchResults) -> Check:
    repeats = results["settings"]["repeats"]
    return Check("repeats", repeats >= REPEATS_MIN, f"{repeats} of each ask; {REPEATS_MIN} are needed")


def _same_weights(candidate: Candidate, model: BenchModel, measured: str) -> Check:
    if not candidate.digest or model["digest"] != candidate.digest:
        return Check("model", False, f"{candidate.model} has other weights now than were measured")
    same = model["prompts"].get(measured) == candidate.fingerprint
    return _check("model", same, "these weights, this prompt", "the prompt or its options changed since")


def _better_than_none(rows: Sequence[BenchRow], metric: str) -> Check:
    """No model at all scores 0: an answer that says what the analyzers said is worth nothing."""
    values = list(by_scenario(rows, metric).values())
    low, high = interval(values, seed=0)
    evidence = f"{metric} {mean(values):.1f} ({low:.1f} to {high:.1f}); no model at all has 0"
    return Check(f"{metric} over none", low > 0, evidence)


def _quick(rows: Sequence[BenchRow], budget_s: float | None) -> Check:
    waits = figures([row for row in rows if not row["cold"]], lambda row: row["headlineSeconds"])
    late = sum(row["outcome"] == "late" for row in rows)
    in_time = [wait for wait in waits if budget_s is None or wait <= budget_s]
    share = len(in_time) / (len(waits) + late) if waits or late else 0.0
    limit = f"{budget_s:g} s" if budget_s is not None else "any time"
    return Check(
        "quick", share >= QUICK_SHARE, f"{share:.0%} of headlines within {limit}; {QUICK_SHARE:.0%} are needed"
    )


def _beside_holder(role: Role, holder: str, held: Sequence[BenchRow], rows: Sequence[BenchRow]) -> list[Check]:
    """Better in the sum of both scores, and in nothing worse beyond chance."""
    apart = {metric: difference(held, rows, metric, seed=0) for metric in METRICS}
    if any(apart[metric] is None for metric in JUDGED):
        return [Check("holder", False, f"{holder} has the role and was not asked in the same run")]
    total = sum(one.difference for metric in JUDGED if (one := apart[metric]) is not None)
    told = [Check("holder", total > 0, f"{total / 2:+.1f} points against {holder}, of both scores' mean")]
    for metric in (*JUDGED, "strictPass") if role is Role.REALTIME else JUDGED:
        one = apart[metric]
        if one is not None:
            evidence = f"{one.second:.1f} against {one.first:.1f} of {holder} ({one.low:+.1f} to {one.high:+.1f})"
            told.append(Check(f"{metric} beside holder", one.high >= 0, evidence))
    return told


def _rows(results: BenchResults, model: str, role: str) -> list[BenchRow]:
    return [row for row in results["rows"] if row["role"] == role and same_model(row["model"], model)]


def _check(name: str, holds: bool, yes: str, no: str) -> Check:
    return Check(name, holds, yes if holds else no)
