"""Whether an edit mends a scenario: its test, which fails on the code as it is, passes on the code with the edit."""

from collections.abc import Sequence

from spark_lsp.bench.sandbox import Ended, run_python
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.text import TextEdit, apply_edits

LIMIT_S = 5.0
"""Longest that a test may take; they take milliseconds."""


def mends(scenario: Scenario, edits: Sequence[TextEdit]) -> bool:
    """Whether the test passes after the edits. False where it cannot be tried: no test, or nothing to confine it."""
    if not scenario.test or not edits:
        return False
    try:
        code = apply_edits(scenario.code, edits)
    except ValueError:
        return False
    return code != scenario.code and passes(code, scenario.test)


def passes(code: str, test: str) -> bool:
    """Whether a test passes on some code."""
    return run_python({"subject.py": code, "test_subject.py": test}, "test_subject.py", limit_s=LIMIT_S).how is Ended.OK
