"""What an analyzer saw: deterministic, with the place, the reason and maybe a fix."""

from dataclasses import dataclass
from enum import IntEnum

from spark_lsp.core.text import Span, TextEdit


class Severity(IntEnum):
    """How loud; a greater value is worse."""

    HINT = 1
    INFO = 2
    WARNING = 3
    ERROR = 4

    @property
    def word(self) -> str:
        """As settings, rule files and JSON spell it."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> "Severity":
        """Raises KeyError for a word that is none of hint, info, warning, error."""
        return cls[word.upper()]


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that would mend a finding; not offered before it is verified."""

    title: str
    edits: tuple[TextEdit, ...]
    safe: bool
    """Keeps behaviour apart from the defect, so that it may be applied without reading it."""
    checks: tuple[str, ...] = ()
    """The checks of the grounding gate that it passed, in words; empty is not verified, and never offered."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in one place."""

    rule: str
    """Unique and stable: `py-sql-injection`, `ruff-B006`, `complexity`, `acme/no-print` for a user's own."""
    span: Span
    """The token or expression that shows it; short, since it is what gets underlined."""
    severity: Severity
    confidence: float
    """Share of hits that a reviewer would keep, 0–1."""
    message: str
    """Names the thing in this code; one line; code in backticks."""
    why: str
    """One or two sentences a colleague would say."""
    next_step: str
    """What to do now; one line."""
    category: str
    """What it is about, e.g. `injection`, `resource-leak`, `error-handling`, `structure`; findings of one category
    that overlap are told as one."""
    source: str
    """Who saw it: `core`, `ruff`, `complexity`, `user`, or another server's name."""
    cwe: tuple[str, ...] = ()
    fix: Fix | None = None
    rests_on: tuple[Span, ...] = ()
    """Other code that it speaks of: it holds only as long as that is as it was."""


@dataclass(frozen=True, slots=True)
class AnalyzerFailure:
    """An analyzer or a rule that raised; logged once, never fatal."""

    who: str
    reason: str
