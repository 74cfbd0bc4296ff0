"""Runs of neighbouring lines of one form, and their words."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from spark_lsp.analyzers.parsed import ParsedText

_GONE = (string.ascii_letters + string.digits + "_ \t\r\f").encode()
_WORD = re.compile(r"[A-Za-z_$][\w$]*|\d+")
_LEAST = 3
_LONGEST = 60
_COMMENTS = (b"*", b"#", b"//", b"--")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a line."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a run."""

    number: int
    """Counted from 0."""
    tokens: tuple[Token, ...]


def runs(parsed: ParsedText) -> list[tuple[Line, ...]]:
    """Three and more neighbouring lines that differ in their words alone, each word at its place. Very long runs are
    tables and left out."""
    return parsed.once("branches.runs", _found)


def _found(parsed: ParsedText) -> list[tuple[Line, ...]]:
    # What is left without words is compared first: it costs next to nothing, and few lines are like their neighbours.
    forms = parsed.text.encode("utf-8", "replace").translate(None, _GONE).split(b"\n")
    lines = parsed.text.split("\n")
    found: list[tuple[Line, ...]] = []
    at = 0
    while at < len(forms):
        end = at + 1
        if len(forms[at]) > 1 and not forms[at].startswith(_COMMENTS):
            while end < len(forms) and forms[end] == forms[at]:
                end += 1
        if _LEAST <= end - at <= _LONGEST:
            found += _alike([_line(n, lines[n]) for n in range(at, end)], lines)
        at = end
    return found


def _alike(block: list[Line], lines: list[str]) -> Iterator[tuple[Line, ...]]:
    start = 0
    for i in range(1, len(block) + 1):
        if i == len(block) or _form(block[i], lines) != _form(block[start], lines):
            if i - start >= _LEAST:
                yield tuple(block[start:i])
            start = i


def _form(line: Line, lines: list[str]) -> tuple[int, int]:
    text = lines[line.number]
    return len(text) - len(text.lstrip()), len(line.tokens)


def _line(number: int, text: str) -> Line:
    return Line(number, tuple(Token(found[0], found.start()) for found in _WORD.finditer(text)))
