"""What the words of a command line name: files, places in files, folders of files."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from spark_lsp.cli.look import Place, Task
from spark_lsp.errors import UsageError

_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d{1,9})(?::(?P<column>\d{1,9}))?:?$", re.DOTALL)


def tasks_of(words: Sequence[str], exclude: Sequence[str]) -> Iterator[Task]:
    """One for each file, each file once, in the order named. Raises UsageError for a line of a folder."""
    from spark_lsp.cli.walk import files_in
    from spark_lsp.languages import for_file

    seen: set[str] = set()
    for word in words:
        path, place = place_of(word)
        if place is None and os.path.isdir(path):
            for file in files_in(Path(path), wanted=lambda name: for_file(name) is not None, exclude=exclude):
                name = str(file)
                language = for_file(name)
                if language is not None and name not in seen:
                    seen.add(name)
                    yield Task(name, language.id, named=False)
            continue
        if os.path.isdir(path):
            raise UsageError(f"{path} is a folder; a line needs a file")
        if place is None:
            if path in seen:
                continue
            seen.add(path)
        language = for_file(path)
        yield Task(path, language.id if language is not None else "", named=True, place=place)


def place_of(word: str) -> tuple[str, Place | None]:
    """`a.py:3:7` → `a.py`, line 2, column 6. A path that is there as it stands is never taken apart, so that neither
    `C:\\a.py` nor a file called `a:3` is misread."""
    if os.path.exists(word):
        return word, None
    match = _PLACE.fullmatch(word)
    if match is None:
        return word, None
    line, column = int(match["line"]), int(match["column"] or 1)
    if line < 1 or column < 1:
        raise UsageError(f"{word}: lines and columns count from 1")
    return match["path"], Place(line - 1, column - 1 if match["column"] else None)
