"""What an answer is worth: two sums of parts that a machine checks."""

from dataclasses import dataclass, field

from spark_lsp.bench.answer import Answer
from spark_lsp.bench.scenario import Scenario

PASS = 70.0
"""Least intelligence and least usefulness of a strict pass."""


@dataclass(frozen=True, slots=True)
class Score:
    """Each sum is 0–100."""

    intelligence: float
    usefulness: float
    parts: dict[str, float] = field(default_factory=dict)
    """Part → points; `intelligence.found`, `usefulness.edit`, …"""


def score(scenario: Scenario, answer: Answer) -> Score:
    """The worth of an answer. Runs the scenario's test on an edit, in a sandbox; the same answer, the same score."""
    return Score(0.0, 0.0)


def strict(scenario: Scenario, answer: Answer, scored: Score, budget_s: float) -> bool:
    """In budget, valid by the schema, grounded, and worth `PASS` in both."""
    return (
        answer.valid
        and answer.grounded
        and answer.seconds <= budget_s
        and scored.intelligence >= PASS
        and scored.usefulness >= PASS
    )
