"""Which files are never looked at, because the person said so."""

import os
import re
from collections.abc import Iterable, Sequence

from pathspec import GitIgnoreSpec

IgnoreSpec = GitIgnoreSpec


def ignore_spec(lines: Iterable[str]) -> IgnoreSpec:
    """The patterns of a `.gitignore`. One that means nothing is left out: git ignores it, pathspec raises."""
    return GitIgnoreSpec.from_lines(line for line in lines if _holds(line))


def _holds(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True


def is_excluded(path: str, patterns: Sequence[str], folders: Sequence[str]) -> bool:
    """Whether one of the `.gitignore` patterns names the file, seen from one of the folders or from its own root."""
    if not patterns:
        return False
    spec = ignore_spec(patterns)
    seen = [os.path.relpath(path, folder) for folder in folders if _is_under(path, folder)]
    bare = os.path.splitdrive(path)[1].lstrip("/\\")
    return any(spec.match_file(name.replace("\\", "/")) for name in [*seen, bare])


def _is_under(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == os.path.normpath(folder)
    except ValueError:  # another drive, or a relative path beside an absolute one
        return False
