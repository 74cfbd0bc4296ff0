"""What other servers said of the same code, so that it is not said twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from spark_lsp.core.advisory import Advisory, Evidence
from spark_lsp.core.finding import Severity
from spark_lsp.core.text import Position, Span

OURS = "spark"
"""The `source` of our own diagnostics; they come back from clients that forward all of them."""

FOREIGN = "diagnostic"
"""Category of advice that words another server's diagnostic."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """One diagnostic of another server; lines are of the present text."""

    first_line: int
    last_line: int
    source: str
    code: str
    message: str


def told_elsewhere(advisory: Advisory, diagnostics: Iterable[Foreign]) -> Foreign | None:
    """The other server's diagnostic that already says this: on the same line with the same rule (our `ruff-B006` is
    ruff's `B006`), or the same words."""
    for other in diagnostics:
        if not other.first_line <= advisory.span.start.line <= other.last_line:
            continue
        for evidence in advisory.evidence:
            if other.code and evidence.rule.rpartition("-")[2].lower() == other.code.lower():
                return other
        if other.message and other.message.casefold() == advisory.headline.casefold():
            return other
    return None


def as_advisory(one: Foreign, at: Position) -> Advisory:
    """Another server's diagnostic as something to word and repair; its message is that server's."""
    place = Span(Position(one.first_line, 0), Position(one.first_line, 0))
    rule = f"{one.source or 'diagnostic'}:{one.code or 'message'}"
    return Advisory(
        headline=" ".join(one.message.split()),
        next_step="",
        why="",
        severity=Severity.INFO,
        confidence=1.0,
        span=place if one.first_line != at.line else Span(at, at),
        category=FOREIGN,
        evidence=(Evidence(rule, place, one.source or "another server"),),
    )
