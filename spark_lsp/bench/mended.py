"""Whether an edit mends a scenario: its test, which fails on the code as it is, passes on the code with the edit."""

from collections.abc import Sequence

from spark_lsp.bench.sandbox import Ended, run_python
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.text import TextEdit, apply_edits

LIMIT_S = 5.0
"""Longest that a test may take; they take milliseconds."""


def mends(scenario: Scenario, edits: Sequence[TextEdit]) -> bool:
    """Whether the test passes after the edits, or, of a scenario that somebody's edit is the truth of, whether they
    come to the same code. False where it cannot be tried: neither of the two, or nothing to confine a test."""
    if not edits or not (scenario.test or scenario.live):
        return False
    try:
        code = apply_edits(scenario.code, edits)
    except ValueError:
        return False
    if scenario.live:
        return code != scenario.code and code.split() == _repaired(scenario).split()
    return code != scenario.code and passes(code, scenario.test)


def _repaired(scenario: Scenario) -> str:
    """The code after the reference's edit."""
    words = scenario.reference
    if words.first_line is None or words.last_line is None or words.replacement is None:
        return scenario.code
    lines = scenario.code.split("\n")
    return "\n".join([*lines[: words.first_line], words.replacement, *lines[words.last_line + 1 :]])


def passes(code: str, test: str) -> bool:
    """Whether a test passes on some code."""
    return run_python({"subject.py": code, "test_subject.py": test}, "test_subject.py", limit_s=LIMIT_S).how is Ended.OK
