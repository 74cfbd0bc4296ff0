"""Keeps an index in step with a checkout: what changed is cut anew, what is gone is forgotten, within a budget."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spark_lsp.core.analysis import Source
from spark_lsp.core.passage import FileEntries, PassageIndex
from spark_lsp.retrieval.chunks import OutlineOf, Redact, file_entries, text_digest_of

FILES_AT_ONCE = 32
"""Files a transaction, so that another window never waits long for the file."""

FILES_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Checkout:
    """What an index is made from, and how."""

    index: PassageIndex
    outline_of: OutlineOf
    redact: Redact


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of a pass over a checkout."""

    read: int = 0
    changed: int = 0
    dropped: int = 0
    whole: bool = True
    """False where time or room ran out: what was not reached is found at the next pass."""


def bring_up_to_date(
    checkout: Checkout, sources: Iterable[tuple[str, Source]], *, may_go_on: Callable[[], bool] = lambda: True
) -> Progress:
    """Reads (path within the checkout, text) of all files that may be in the index. A file that does not come any more
    is forgotten, unless the pass ended early."""
    known = dict(checkout.index.digests())
    seen: set[str] = set()
    waiting: list[FileEntries] = []
    changed = 0
    whole = True
    for given, source in sources:
        path = shown_path(given)
        if len(seen) >= FILES_MAX or not may_go_on():
            whole = False
            break
        seen.add(path)
        if known.get(path) == text_digest_of(source.text):
            continue
        waiting.append(file_entries(source, path, checkout.outline_of, checkout.redact))
        if len(waiting) >= FILES_AT_ONCE:
            if not checkout.index.put(waiting):
                return Progress(len(seen), changed, whole=False)
            changed += len(waiting)
            waiting = []
    if waiting:
        whole = checkout.index.put(waiting) and whole
        changed += len(waiting)
    gone = sorted(set(known) - seen) if whole else []
    checkout.index.drop(gone)
    return Progress(len(seen), changed, len(gone), whole)


def shown_path(path: str) -> str:
    """The path as an index has it: of a name that is no UTF-8 the odd bytes are replaced."""
    return path if path.isascii() else path.encode("utf-8", "replace").decode("utf-8")


def put_file(checkout: Checkout, path: str, source: Source) -> None:
    """One file as it is now, for instance after it was saved."""
    checkout.index.put([file_entries(source, path, checkout.outline_of, checkout.redact)])
