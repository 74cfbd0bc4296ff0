"""Queries from git's history: which units were changed together, and what was said of it."""

from collections.abc import Callable, Mapping

from spark_lsp.bench.retrieval.queries import FUNCTIONS, Place, Query
from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.passage import Passage
from spark_lsp.retrieval.history import Commit, FileChange, History

COMMITS_MAX = 2_000
FILES_MAX = 8
UNITS_MAX = 6
"""A larger commit says little of what belongs together."""

SUBJECT_WORDS_MIN = 4

OutlineOf = Callable[[Source], Outline]


def from_history(
    history: History, present: Mapping[Place, Passage], language_of: Callable[[str], str | None], outline_of: OutlineOf
) -> list[Query]:
    """Queries of small commits whose units are still there. Raises UsageError where git does not run."""
    made: list[Query] = []
    seen: set[str] = set()
    for commit in history.commits(COMMITS_MAX):
        changes = [one for one in commit.changes if one.blob and language_of(one.path)]
        if not 0 < len(changes) <= FILES_MAX:
            continue
        touched = [place for place in _touched(history, changes, language_of, outline_of) if place in present]
        if not 0 < len(touched) <= UNITS_MAX:
            continue
        made += _queries(commit, touched, present, seen)
    return made


def _queries(commit: Commit, touched: list[Place], present: Mapping[Place, Passage], seen: set[str]) -> list[Query]:
    made: list[Query] = []
    if len(commit.subject.split()) >= SUBJECT_WORDS_MIN and commit.subject not in seen:
        seen.add(commit.subject)
        made.append(Query("message", commit.subject, frozenset(touched)))
    for place in touched:
        others = frozenset(one for one in touched if not _nested(one, place))
        if others:
            made.append(Query("cochange", present[place].text, others, place))
    return made


def _touched(
    history: History, changes: list[FileChange], language_of: Callable[[str], str | None], outline_of: OutlineOf
) -> list[Place]:
    """Functions and methods whose key is another after the commit; new ones too, where their file is not."""
    blobs = history.contents([blob for one in changes for blob in (one.blob, one.was_blob) if blob])
    found: list[Place] = []
    for change in changes:
        if not change.was_blob or change.blob not in blobs or change.was_blob not in blobs:
            continue
        language = language_of(change.path) or ""
        before, after = (_keys(blobs[blob], language, change, outline_of) for blob in (change.was_blob, change.blob))
        found += [(change.path, symbol) for symbol, key in after.items() if before.get(symbol) != key]
    return found


def _keys(raw: bytes, language: str, change: FileChange, outline_of: OutlineOf) -> dict[str, str]:
    units = outline_of(Source(raw.decode("utf-8", "replace"), language, change.path)).units
    return {unit.symbol: unit.key for unit in units if unit.kind in FUNCTIONS and unit.name}


def _nested(one: Place, other: Place) -> bool:
    return one[0] == other[0] and (f"{one[1]}.".startswith(f"{other[1]}.") or f"{other[1]}.".startswith(f"{one[1]}."))
