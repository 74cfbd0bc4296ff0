"""The fixes of a checkout that a rule may be drafted from: one unit before and after a small commit."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
        if FIX.search(commit.subject) is None:
            continue
        changes = [one for one in commit.changes if language_of(one.path) and one.blob and one.was_blob]
        for case in _of(history, commit, changes, language_of, outline_of) if 0 < len(changes) <= FILES_MAX else ():
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
            if new.key != unit.key and max(text.count("\n"), new_text.count("\n")) <= LINES_MAX:
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
