"""Code of a checkout's history that was fixed, found by how it was before, and told as what the fix changed."""

from collections.abc import Callable
from difflib import unified_diff

from spark_lsp.core.passage import Entry, FileEntries, Passage, PassageIndex
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import UnitKind
from spark_lsp.retrieval.cases import Case, OutlineOf, cases_in
from spark_lsp.retrieval.chunks import Redact
from spark_lsp.retrieval.fixed import WORDS_MIN
from spark_lsp.retrieval.history import History
from spark_lsp.retrieval.words import words_of

FIXES_MAX = 300
"""Read at one time; a history holds no more than four times as many."""

AROUND_LINES = 2
"""Of unchanged code each way that are told with a change."""

HEAD = "HEAD"
"""Stands among the files of the index for the commit that it was made at."""

Shown = Callable[[str], bool]
"""Path within the checkout → whether a model may be shown it."""


def bring_fixes(
    index: PassageIndex,
    history: History,
    language_of: Callable[[str], str | None],
    outline_of: OutlineOf,
    redact: Redact,
    shown: Shown,
) -> int:
    """Puts the fixes since the last time into an index of their own; how many. Raises UsageError where git does not
    run."""
    head, known = history.head(), dict(index.digests())
    if not head or known.get(HEAD) == head:
        return 0
    if len(known) > 4 * FIXES_MAX:
        index.drop(sorted(known))
        known = {}
    new: dict[str, list[Entry]] = {}
    for case in cases_in(history, language_of, outline_of, most=FIXES_MAX):
        if _place(case) in known:
            break
        entry = _entry(case, redact) if shown(case.path) else None
        if entry is not None:
            new.setdefault(_place(case), []).append(entry)
    files = [FileEntries(place, place, tuple(entries)) for place, entries in new.items()]
    index.put([*files, FileEntries(HEAD, head)])
    return sum(len(one.entries) for one in files)


def _place(case: Case) -> str:
    return f"{case.commit[:12]}:{case.path}".encode("utf-8", "replace").decode("utf-8")


def _entry(case: Case, redact: Redact) -> Entry | None:
    before, after = (split_lines(redact(text)) for text in (case.before, case.after))
    told = [line.rstrip("\r\n") for line in unified_diff(before, after, n=AROUND_LINES, lineterm="")][2:]
    text = "\n".join(" …" if line.startswith("@@") else line for line in told if line != told[0])
    body = words_of("".join(before))
    if len(body) < WORDS_MIN or not any(line.startswith(("-", "+")) for line in told):
        return None  # nothing differs once the secrets are out
    place = _place(case)
    end = len(before)
    passage = Passage(case.id, place, case.language, case.symbol, UnitKind.FUNCTION, 0, end, text)
    return Entry(passage, " ".join(words_of(case.symbol)), " ".join(body), " ".join(words_of(case.path)))
