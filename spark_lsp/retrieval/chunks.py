"""Cuts a file into passages, one a unit."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b

from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.key import unit_key
from spark_lsp.core.passage import Entry, FileEntries, Passage
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.retrieval.words import words_of

TEXT_CHARS_MAX = 4_000
"""Of a longer unit only its head is found."""

WORDS_MIN = 4
"""A unit of fewer words is found by whoever holds it."""

UNITS_MAX = 2_000
"""Of one file."""

CALLS_MAX = 200
_NAME = re.compile(r"[^\W\d]\w*$")

OutlineOf = Callable[[Source], Outline]
Redact = Callable[[str], str]


def text_digest_of(text: str) -> str:
    """Of a file's text, hex; another one means that its passages are made anew."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def file_entries(source: Source, path: str, outline_of: OutlineOf, redact: Redact) -> FileEntries:
    """All passages of a file; `path` is within the checkout. Halves of characters, which a database does not take, are
    replaced."""
    path, source = _plain(path), replace(source, text=_plain(source.text))
    lines = split_lines(source.text)
    units = outline_of(source).units[:UNITS_MAX]
    own = _own_lines(units, len(lines))
    place = " ".join(words_of(path))
    clean = split_lines(redact(source.text))  # the file whole: what ends a secret may stand in another unit
    both = list(zip(lines, clean, strict=True)) if len(lines) == len(clean) else [(line, "") for line in lines]
    entries = [_entry(source, path, place, unit, both, own[i], redact) for i, unit in enumerate(units)]
    return FileEntries(path, text_digest_of(source.text), tuple(entry for entry in entries if entry is not None))


def _plain(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _own_lines(units: Sequence[Unit], count: int) -> list[list[int]]:
    """For each unit the lines that are told as its own: a function's are all of its, a class's and a module's those
    without the units in them."""
    owner = [0] * count
    for i, unit in enumerate(units):
        around = unit.parent
        inside = False
        while around > 0:
            inside = inside or units[around].kind not in (UnitKind.CLASS, UnitKind.MODULE)
            around = units[around].parent
        if not inside:
            for line in range(unit.span.start.line, min(_end(unit), count)):
                owner[line] = i
    own: list[list[int]] = [[] for _ in units]
    for line, i in enumerate(owner if units else ()):
        own[i].append(line)
    for i, unit in enumerate(units):
        if unit.kind not in (UnitKind.CLASS, UnitKind.MODULE):
            own[i] = list(range(unit.span.start.line, min(_end(unit), count)))
    return own


def _end(unit: Unit) -> int:
    return unit.span.end.line + (unit.span.end.column > 0 or unit.span.end.line == unit.span.start.line)


def _entry(
    source: Source,
    path: str,
    place: str,
    unit: Unit,
    lines: Sequence[tuple[str, str]],
    own: Sequence[int],
    redact: Redact,
) -> Entry | None:
    """`lines` are each as it is and as it may be shown."""
    if unit.kind is not UnitKind.MODULE and not unit.name and unit.kind is not UnitKind.BLOCK:
        return None  # a lambda is told with what it stands in
    whole = "".join(lines[line][0] for line in own)
    clean = "".join(lines[line][1] for line in own)
    text = clean[:TEXT_CHARS_MAX]
    body = words_of(text)
    if len(body) < WORDS_MIN or not own:
        return None
    key = unit.key if clean == whole and unit.key else unit_key(source.language, unit.path, clean.split())
    last = [call.rpartition(".")[2].removesuffix("!") for call in unit.calls]
    calls = tuple(dict.fromkeys(name for name in last if _NAME.match(name)))[:CALLS_MAX]
    passage = Passage(
        key=key,
        path=path,
        language=source.language,
        symbol=unit.symbol,
        kind=unit.kind,
        first_line=own[0],
        end_line=own[-1] + 1,
        text=text,
        signature=redact(unit.signature),
        calls=calls,
    )
    name = "" if unit.kind is UnitKind.MODULE else " ".join(words_of(unit.symbol))
    return Entry(passage, name, " ".join(body), place)
