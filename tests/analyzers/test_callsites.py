"""Calls that are not treated as the other calls of the same function in their file are."""

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source


def told(language: str, text: str, rule: str) -> list[tuple[int, str]]:
    """(line counted from 1, message) of what one rule says."""
    rules = [r for r in RuleBook().all() if r.id == rule]
    seen = look(Source(text, language, "a"), rules)
    assert rules and not seen.failures
    return [(finding.span.start.line + 1, finding.message) for finding in seen.findings]


PAD = """
class Pad {
  async copy() {
    await this.save();
  }
  async remove() {
    await this.save();
  }
  async flush() {
    %s
  }
}
"""


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
def test_a_call_that_all_others_await_is_told_with_their_lines(language: str) -> None:
    assert told(language, PAD % "this.save();", "x-call-not-awaited") == [
        (10, "`this.save()` is awaited at lines 4 and 7, not here")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "await this.save();",
        "return this.save();",
        "void this.save();",
        "this.save().catch(report);",
        "const saved = this.save(); await saved;",
        "await Promise.all([this.save()]);",
        "this.saveLater();",
    ],
)
def test_a_call_that_is_handed_on_or_caught_is_left_alone(line: str) -> None:
    assert told("javascript", PAD % line, "x-call-not-awaited") == []
