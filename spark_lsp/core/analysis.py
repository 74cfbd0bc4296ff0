"""What is known of one version of one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from spark_lsp.core.finding import AnalyzerFailure, Finding
from spark_lsp.core.unit import Unit


@dataclass(frozen=True, slots=True)
class Again:
    """What is known of a text that was looked at before a small change."""

    touched: str
    """The function that the change is in, and what was put there: what says something new has its words here."""
    rules: frozenset[str]
    """Those that told something before, and may not any more."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text to analyse."""

    text: str
    language: str
    """A language's id in `languages/`; any other word means indentation blocks only."""
    path: str
    """Absolute or as the person typed it; for tools that choose by file name; never part of a key."""
    own: int | None = None
    """For the text of one unit alone the line where it begins; above it are the imports and headers that it needs. None
    for a whole file."""
    again: Again | None = None
    """Where the text is another's after a small change; an analyzer may do less then, to the same result."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one text."""

    units: tuple[Unit, ...]
    parse_errors: int = 0
    """Places the grammar could not read, or had to make up; 0 for languages without a grammar."""
    imports: tuple[tuple[int, int], ...] = ()
    """Lines of the import statements, each (first, end exclusive)."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """Units and findings of one text. Findings are sorted by place, then rule; suppressed ones are out."""

    units: tuple[Unit, ...]
    findings: tuple[Finding, ...]
    failures: tuple[AnalyzerFailure, ...] = ()
    imports: tuple[tuple[int, int], ...] = ()
    """Lines of the file's import statements, each (first, end exclusive)."""
    fixes_tried: bool = True
    """False where fixes are still being tried, so that none is here yet."""
    whole: bool = True
    """False where only a part of the file was looked at, so that absence proves nothing."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one analyzer made of one text."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[AnalyzerFailure, ...] = ()


class Analyzer(Protocol):
    """An adapter on one engine. Sync, and slow ones run off the event loop."""

    name: str

    def look(self, source: Source, units: Sequence[Unit]) -> Seen:
        """Findings of the text, in any order. Never raises for what is in the text; `units` may be empty."""
        ...


@runtime_checkable
class BatchAnalyzer(Analyzer, Protocol):
    """An analyzer that is quicker on many texts at once than on each."""

    def look_all(self, sources: Sequence[Source]) -> Sequence[Seen]:
        """What `look` gives for each, in order."""
        ...
