"""From what git says changed to the files to look at, now and before."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.cli.git import Change, Repository, is_commit, repository
from spark_lsp.cli.look import Task
from spark_lsp.cli.target import place_of
from spark_lsp.cli.walk import left_out
from spark_lsp.errors import UsageError
from spark_lsp.languages import for_file


@dataclass(frozen=True, slots=True)
class Changed:
    """The files of a change. A task from before has the label of the file that it became."""

    now: tuple[Task, ...]
    before: tuple[Task, ...]
    unmerged: tuple[str, ...] = ()
    """Those in the middle of a merge, which have no content of their own in the index."""


def changed_since(ref: str, words: Sequence[str], exclude: Sequence[str]) -> Changed:
    """What the work tree brought; `words` narrow it down. Raises UsageError."""
    repo = repository()
    if ref and not is_commit(ref) and os.path.exists(ref):
        ref, words = "", (ref, *words)  # `--changed src/`: the parser took the path for the REF
    return _changed(repo, repo.since(ref), words, exclude)


def changed_in_index(words: Sequence[str], exclude: Sequence[str]) -> Changed:
    """What the index brought, as the index holds it; `words` narrow it down. Raises UsageError."""
    repo = repository()
    return _changed(repo, repo.staged(), words, exclude, staged=True)


def _changed(
    repo: Repository, changes: Sequence[Change], words: Sequence[str], exclude: Sequence[str], *, staged: bool = False
) -> Changed:
    changes = [c for c in changes if for_file(c.path or c.was) is not None]
    folders = [_whole(word) for word in words]
    wanted = [c for c in changes if not words or any(_is_under(repo.root / (c.path or c.was), f) for f in folders)]
    for word, folder in zip(words, folders, strict=True):
        if not os.path.lexists(folder) and not any(_is_under(repo.root / (c.path or c.was), folder) for c in wanted):
            raise UsageError(f"{word}: no such file or folder, and none that changed")
    kept = [c for c in wanted if c.path and not left_out(c.path, exclude)]
    merging = [c for c in kept if c.unmerged and staged]
    now = [c for c in kept if c not in merging]
    contents = repo.contents(sorted({b for c in changes for b in (c.was_blob, c.blob if staged else "") if b}))
    # Code may have come from anywhere in the change, so that all of what was before is asked about.
    return Changed(
        now=tuple(_task(repo, c.path, c.path, contents[c.blob] if staged else None) for c in now),
        before=tuple(_task(repo, c.was, c.path or c.was, contents[c.was_blob]) for c in changes if c.was_blob),
        unmerged=tuple(_shown(repo.root / c.path) for c in merging),
    )


def _task(repo: Repository, path: str, label: str, content: bytes | None) -> Task:
    language = for_file(path)
    return Task(
        path=_shown(repo.root / path),
        language=language.id if language is not None else "",
        named=False,
        content=content,
        label=str(repo.root / label),
    )


def _whole(word: str) -> str:
    path, place = place_of(word)
    if place is not None:
        raise UsageError(f"{word}: a line cannot be asked about with --changed or --staged; name the file")
    return os.path.realpath(path)


def _is_under(path: Path, folder: str) -> bool:
    real = os.path.join(os.path.realpath(path.parent), path.name)
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def _shown(path: Path) -> str:
    """As the person would type it from here."""
    try:
        relative = os.path.relpath(path, os.path.realpath(os.curdir))
    except ValueError:  # another drive
        return str(path)
    return relative if not relative.startswith(os.pardir) else str(path)
