"""`spark-lsp bench compare`: what two systems, or two runs, differ in, in the sentence that a person needs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_lsp.bench.paired import METRICS, TELL, Difference, difference
from spark_lsp.bench.results import read_results
from spark_lsp.core.bench_results import BenchResults, BenchRow
from spark_lsp.core.budget import same_model
from spark_lsp.errors import UsageError

WORDS = {
    "intelligence": ("more intelligent than", "less intelligent than", "points of intelligence"),
    "usefulness": ("more useful than", "less useful than", "points of usefulness"),
    "strictPass": ("passes more often than", "passes less often than", "points of strict pass"),
    "grounded": ("is shown more often than", "is shown less often than", "points of answers that hold up"),
    "latency": ("slower than", "faster than", "ms of latency"),
}
"""Metric → (second has more of it, less of it, its unit)."""

FLOOR = 5.0
"""Scores under this are what answers that are worth nothing may have."""
FLOORED = ("intelligence", "usefulness", "strictPass")
FLOOR_WORDS = (
    " Both are at the floor: hardly an answer of either says what is wrong, or mends it, so that these questions cannot"
    " rank them; ask a larger model beside them."
)


@dataclass(frozen=True, slots=True)
class Side:
    """One model of one run."""

    label: str
    model: str
    results: BenchResults

    def rows(self, role: str) -> list[BenchRow]:
        """Its rows in a role."""
        return [row for row in self.results["rows"] if row["role"] == role and same_model(row["model"], self.model)]


def compared(first: str, second: str, *, within: str, model: str, seed: int, last: Path) -> dict[str, Any]:
    """The comparison as JSON: `first` and `second` are files of results, or models of the run `within` (`last`
    where that is empty); `model` is whom to compare across two files. Raises UsageError, UnreadableInput."""
    sides = _sides(first, second, within=within, model=model, last=last)
    told: list[dict[str, Any]] = []
    for one, other in sides:
        _same_questions(one, other)
        for role in (role for role in one.results["settings"]["roles"] if role in other.results["settings"]["roles"]):
            rows, others = one.rows(role), other.rows(role)
            for metric in METRICS:
                found = difference(rows, others, metric, seed=seed)
                if found is not None:
                    told.append(_json(one, other, role, found))
    if not told:
        raise UsageError(f"{first} and {second} have no role in which both were asked two scenarios or more")
    return {"format": "spark-bench-compare/1", "seed": seed, "differences": told}


def changes(earlier: BenchResults, now: BenchResults) -> list[tuple[str, str]]:
    """(`better`, `worse` or `""`, a sentence) for each measure of each model that both runs asked, or why not."""
    told: list[tuple[str, str]] = []
    names = _models(earlier)
    if earlier["settings"]["scenarioSet"] != now["settings"]["scenarioSet"]:
        return [("", "The earlier run was of other scenarios, so that nothing can be compared.")]
    if earlier["settings"]["profile"] != now["settings"]["profile"]:
        return [("", "The earlier run was under another profile, so that nothing can be compared.")]
    for model in now["models"]:
        old = next((name for name in names if same_model(name, model["name"])), None)
        if old is None:
            told.append(("", f"{model['name']} was not in it."))
            continue
        one, other = Side("before", old, earlier), Side(f"{model['name']} now", model["name"], now)
        for role in now["settings"]["roles"]:
            for metric in METRICS:
                found = difference(one.rows(role), other.rows(role), metric, seed=0)
                if found is not None:
                    told.append((_kind(found), sentence(one.label, other.label, role, found)))
    return told or [("", "No model was asked the same in both.")]


def _kind(found: Difference) -> str:
    if not found.told:
        return ""
    return "better" if (found.difference > 0) != (found.metric == "latency") else "worse"


def sentence(first: str, second: str, role: str, found: Difference) -> str:
    """What the difference means."""
    more, less, unit = WORDS[found.metric]
    span = f"95 % of resamples: {found.low:+.1f} to {found.high:+.1f}, {found.n} scenarios"
    values = f"{found.second:.1f} against {found.first:.1f}"
    if found.told:
        way = more if found.difference > 0 else less
        verb = "" if way.startswith(("passes", "is ")) else "is "
        apart = f"{abs(found.difference):.1f} {unit} ({values}; {span})"
        return f"{role}: {second} {verb}{way} {first} by {apart}: more than chance."
    floor = FLOOR_WORDS if found.metric in FLOORED and max(found.first, found.second) < FLOOR else ""
    if found.low == found.high == 0:
        return f"{role}: {second} and {first} do not differ in {unit} ({values}, {found.n} scenarios).{floor}"
    need = ""
    if found.metric != "latency" and found.needed > found.n:
        need = f" To tell {TELL:.0f} points apart takes about {found.needed} scenarios."
    return f"{role}: {second} and {first} cannot be told apart by {unit} ({values}; {span}).{floor or need}"


def _sides(first: str, second: str, *, within: str, model: str, last: Path) -> list[tuple[Side, Side]]:
    if Path(first).is_file() and Path(second).is_file():
        return _of_files(Path(first), Path(second), model)
    file = Path(within) if within else last
    if not file.is_file():
        missing = next((name for name in (first, second) if name.endswith(".json")), None)
        if missing is not None and not within:
            raise UsageError(f"{missing}: no such file")
        raise UsageError(f"{file}: no such results; run `spark-lsp bench run`, or name them with --in")
    results = read_results(file)
    return [(_named(results, first, file), _named(results, second, file))]


def _of_files(first: Path, second: Path, model: str) -> list[tuple[Side, Side]]:
    one, other = read_results(first), read_results(second)
    names, others = _models(one), _models(other)
    if model:
        pairs = [(model, model)]
    elif len(names) == len(others) == 1:
        pairs = [(names[0], others[0])]
    else:
        pairs = [(name, name) for name in names if any(same_model(name, own) for own in others)]
    if not pairs:
        raise UsageError(f"{first} and {second} have no model in common: {', '.join(names)}; {', '.join(others)}")
    return [
        (_named(one, left, first, str(first.stem)), _named(other, right, second, str(second.stem)))
        for left, right in pairs
    ]


def _named(results: BenchResults, name: str, file: Path, run: str = "") -> Side:
    found = next((one for one in _models(results) if same_model(one, name)), None)
    if found is None:
        raise UsageError(f"{file}: {name} was not asked; there are {', '.join(_models(results))}")
    return Side(f"{found} ({run})" if run else found, found, results)


def _models(results: BenchResults) -> list[str]:
    return [model["name"] for model in results["models"]]


def _same_questions(one: Side, other: Side) -> None:
    ours, theirs = one.results["settings"], other.results["settings"]
    for name, told in (("scenarioSet", "of other scenarios"), ("profile", "under another profile")):
        if ours[name] != theirs[name]:  # type: ignore[literal-required]
            raise UsageError(f"{one.label} and {other.label} were measured {told}: they cannot be compared")


def _json(one: Side, other: Side, role: str, found: Difference) -> dict[str, Any]:
    return {
        "first": one.label,
        "second": other.label,
        "role": role,
        "metric": found.metric,
        "values": [round(found.first, 3), round(found.second, 3)],
        "difference": round(found.difference, 3),
        "interval": [round(found.low, 3), round(found.high, 3)],
        "scenarios": found.n,
        "moreThanChance": found.told,
        "sentence": sentence(one.label, other.label, role, found),
    }
