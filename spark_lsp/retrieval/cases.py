"""The fixes of a checkout, for who drafts rules and for who works on code alike: one unit before and after a commit."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.retrieval.history import Commit, FileChange, History
from spark_lsp.retrieval.related import is_test

COMMITS_READ = 3_000
FILES_MAX = 6
LINES_MAX = 60
"""Of a unit; of more a model loses sight."""

FIX = re.compile(
    r"\b(?:fix(?:e[sd])?|bug|crash\w*|leak\w*|wrong|broken|regression|race|overflow|off.by.one|vulnerab\w*|secur\w*|cve"
    r"|deadlock|hang\w*|corrupt\w*|fail\w*|error|mistake|never|forgot\w*|missing)\b",
    re.IGNORECASE,
)
"""Words of a subject by which a commit is taken for a fix."""

NO_FIX = re.compile(
    r"\b(?:typos?|spelling|docs?|docstrings?|readme|changelog|comments?|lint\w*|format\w*|mypy|typing|type hints?"
    r"|flake8|black|ruff|ci|coverage|bump|release|version|rename\w*|tests?|revert)\b",
    re.IGNORECASE,
)
"""Words by which it is not, whatever else is said: what is mended there is no mistake that code shows."""

UNITS_MAX = 2
"""Cases of one commit: one that mends many units mends one mistake."""

_STRING = re.compile(r"(\"{3}|'{3}).*?\1|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
_FUNCTIONS = (UnitKind.FUNCTION, UnitKind.METHOD)

OutlineOf = Callable[[Source], Outline]


@dataclass(frozen=True, slots=True)
class Case:
    """One fix of one unit. Text is as git has it: redact it before it goes anywhere."""

    commit: str
    subject: str
    path: str
    symbol: str
    language: str
    before: str
    after: str
    imports: tuple[str, ...] = ()
    """Import statements that the unit used before."""

    @property
    def id(self) -> str:
        """Names it in what is kept; the same for the same history."""
        return f"{self.commit[:12]}:{self.path}:{self.symbol}"


def cases_in(
    history: History, language_of: Callable[[str], str | None], outline_of: OutlineOf, *, most: int
) -> Iterator[Case]:
    """The newest first. Raises UsageError where git does not run."""
    left = most
    for commit in history.commits(COMMITS_READ):
        if FIX.search(commit.subject) is None or NO_FIX.search(commit.subject) is not None:
            continue
        changes = [one for one in commit.changes if language_of(one.path) and one.blob and one.was_blob]
        if not 0 < len(changes) <= FILES_MAX:
            continue
        for case in islice(_of(history, commit, changes, language_of, outline_of), UNITS_MAX):
            if not left:
                return
            left -= 1
            yield case


def _of(
    history: History,
    commit: Commit,
    changes: list[FileChange],
    language_of: Callable[[str], str | None],
    outline_of: OutlineOf,
) -> Iterator[Case]:
    blobs = history.contents([blob for one in changes for blob in (one.was_blob, one.blob)])
    for change in changes:
        language = language_of(change.path) or ""
        if is_test(change.path) or change.blob not in blobs or change.was_blob not in blobs:
            continue
        before = _units(blobs[change.was_blob], language, change.path, outline_of)
        after = _units(blobs[change.blob], language, change.path, outline_of)
        for symbol, (unit, text) in before.items():
            new, new_text = after.get(symbol, (unit, text))
            said_otherwise = _STRING.sub("", text).split() == _STRING.sub("", new_text).split()
            if new.key != unit.key and not said_otherwise and max(text.count("\n"), new_text.count("\n")) <= LINES_MAX:
                yield Case(commit.id, commit.subject, change.path, symbol, language, text, new_text, unit.imports)


def _units(raw: bytes, language: str, path: str, outline_of: OutlineOf) -> dict[str, tuple[Unit, str]]:
    """Symbol → (unit, text) of the innermost functions."""
    text = raw.decode("utf-8", "replace")
    units = outline_of(Source(text, language, path)).units
    lines = split_lines(text)
    around = {unit.parent for unit in units if unit.kind in _FUNCTIONS}
    return {
        unit.symbol: (unit, _text(unit, lines))
        for i, unit in enumerate(units)
        if unit.kind in _FUNCTIONS and unit.name and i not in around
    }


def _text(unit: Unit, lines: list[str]) -> str:
    return "".join(lines[unit.span.start.line : unit.span.end.line + 1])
