"""What other servers said of the same code, so that it is not said twice."""

from collections.abc import Iterable
from dataclasses import dataclass

from spark_lsp.core.advisory import Advisory

OURS = "spark"
"""The `source` of our own diagnostics; they come back from clients that forward all of them."""


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
