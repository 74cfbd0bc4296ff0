"""What a drafted rule is tried on: the checkout as it is, its history, and the rules that there are."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spark_lsp.core.analysis import Source
from spark_lsp.core.question import Question
from spark_lsp.core.unit import UnitKind
from spark_lsp.retrieval.apis import names_known
from spark_lsp.retrieval.cases import Case
from spark_lsp.retrieval.history import History

COMMITS_REPLAYED = 600
REVISIONS_MAX = 300
REVISION_CHARS_MAX = 12_000_000
"""Of all revisions together, so that a replay takes some ten seconds."""

Told = Callable[[Source], Sequence[tuple[str, int]]]
"""A text → (rule, 0-based line) of what the rules in force say of it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One file before and after one commit."""

    commit: str
    subject: str
    path: str
    before: str
    after: str


@dataclass(slots=True)
class Ground:
    """Of one checkout. Reads git once a language."""

    root: Path
    sources: tuple[tuple[str, Source], ...]
    language_of: Callable[[str], str | None]
    told: Told
    earlier: Sequence[tuple[str, str]] = ()
    """(id, file text) of rules drafted before that a person accepted, or is still to see."""
    _revisions: dict[str, tuple[Revision, ...]] = field(default_factory=dict)

    def of(self, language: str) -> tuple[tuple[str, Source], ...]:
        """The files of a language."""
        return tuple(one for one in self.sources if one[1].language == language)

    def files_with(self, name: str) -> tuple[str, ...]:
        """Paths of the files in which a word stands."""
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return tuple(path for path, source in self.sources if name in source.text and word.search(source.text))

    def known(self, case: Case) -> frozenset[str]:
        """Names that a rule from this case may name: the language's own, and those of libraries that it imports."""
        question = Question(case.language, case.symbol, UnitKind.FUNCTION, (), None, (), "", imports=case.imports)
        return names_known(question) | {part for line in case.imports for part in re.findall(r"\w+", line)}

    def revisions(self, language: str) -> tuple[Revision, ...]:
        """What commits did to files of a language, the newest first. Raises UsageError where git does not run."""
        if language not in self._revisions:
            self._revisions[language] = tuple(self._read(language))
        return self._revisions[language]

    def _read(self, language: str) -> list[Revision]:
        history = History(self.root)
        found: list[Revision] = []
        room = REVISION_CHARS_MAX
        for commit in history.commits(COMMITS_REPLAYED):
            changes = [one for one in commit.changes if one.blob and one.was_blob]
            changes = [one for one in changes if self.language_of(one.path) == language]
            blobs = history.contents([blob for one in changes for blob in (one.was_blob, one.blob)])
            for one in changes:
                if one.blob in blobs and one.was_blob in blobs:
                    before, after = (blobs[blob].decode("utf-8", "replace") for blob in (one.was_blob, one.blob))
                    room -= len(before) + len(after)
                    if room < 0 or len(found) >= REVISIONS_MAX:
                        return found
                    found.append(Revision(commit.id, commit.subject, one.path, before, after))
        return found
