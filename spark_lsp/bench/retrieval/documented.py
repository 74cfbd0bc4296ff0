"""Tells what a unit's documentation says apart from the unit, so that one may be looked for by the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spark_lsp.core.unit import Unit, UnitKind

SENTENCE_CHARS = (20, 240)
_DOCSTRING = re.compile(r'^(\s*)[rRuU]?("""|\'\'\')(.*?)\2[ \t]*(?:#.*)?$', re.DOTALL)
_COMMENT = re.compile(r"^\s*(?://[/!]?|#|\*+/?|/\*+[*!]?)\s?")
_TAG = re.compile(r"^\s*(?:@|:param|:return|Args:|Returns:|\\)")


@dataclass(frozen=True, slots=True)
class Documented:
    """A unit's documentation."""

    sentence: str
    """Its first."""
    first_line: int
    end_line: int
    """Where all of it stands in the file, 0-based, end exclusive."""
    instead: str = ""
    """What its first line is replaced by, so that the code without it still parses."""


def documentation(unit: Unit, lines: Sequence[str], language: str) -> Documented | None:
    """What a function's or method's docstring, or the comment right above it, says; None where it says nothing of
    use."""
    if unit.kind not in (UnitKind.FUNCTION, UnitKind.METHOD) or not unit.name:
        return None
    found = _docstring(unit, lines) if language == "python" else _comment(unit, lines)
    if found is None:
        return None
    low, high = SENTENCE_CHARS
    return found if low <= len(found.sentence) <= high else None


def without(documented: Sequence[Documented], lines: Sequence[str]) -> str:
    """The file without these documentations, each line still where it was."""
    left = list(lines)
    for one in documented:
        for at in range(one.first_line, min(one.end_line, len(left))):
            ending = "\r\n" if left[at].endswith("\r\n") else "\n"
            left[at] = (one.instead if at == one.first_line else "") + ending
    return "".join(left)


def _docstring(unit: Unit, lines: Sequence[str]) -> Documented | None:
    first = unit.body_line
    body = "".join(lines[first : unit.span.end.line + 1])
    found = _DOCSTRING.match(body[: _end_of_string(body)])
    if found is None or first == unit.span.start.line:
        return None
    end = first + found[0].count("\n") + 1
    return Documented(_first_sentence(found[3].split("\n")), first, end, f"{found[1]}pass")


def _end_of_string(body: str) -> int:
    """Past the line on which a docstring at the start of a body ends."""
    quotes = body.lstrip()[:4].lstrip("rRuU")[:3]
    opened = body.find(quotes)
    closed = body.find(quotes, opened + 3) if quotes in ('"""', "'''") else -1
    if closed < 0:
        return 0
    end = body.find("\n", closed)
    return end if end >= 0 else len(body)


def _comment(unit: Unit, lines: Sequence[str]) -> Documented | None:
    end = unit.span.start.line
    first = end
    while first > 0 and _COMMENT.match(lines[first - 1]) and not lines[first - 1].lstrip().startswith("#include"):
        first -= 1
    if first == end:
        return None
    return Documented(_first_sentence([_COMMENT.sub("", line) for line in lines[first:end]]), first, end)


def _first_sentence(lines: Sequence[str]) -> str:
    said: list[str] = []
    for line in lines:
        if _TAG.match(line) or (said and not line.strip()):
            break
        if line.strip(" */\r\n"):
            said.append(line.strip(" */\r\n"))
    text = " ".join(" ".join(said).split())
    end = re.search(r"[.!?](?:\s|$)", text)
    return text[: end.end()].strip() if end else text
