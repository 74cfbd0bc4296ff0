"""A message that speaks of what the check before it was about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_HEADS = ("if ", "if(", "elif ", "else if", "} else if", "}else if", "} elseif")
_IF = re.compile(r"(?:\}?\s*else\s*)?(?:el)?if\b\s*(?P<condition>.+)$")
_SAYS = re.compile(
    r"(?:raise|throw|return|err|warn|fail|panic|die|log|abort|push|append|add|add_?issue|invalid)", re.IGNORECASE
)
_TEXT = re.compile(r"\"(?:[^\"\\\n]|\\.){6,}\"|'(?:[^'\\\n]|\\.){6,}'|`[^`\n]{6,}`")
_NAME = re.compile(r"[A-Za-z_]\w*")
_LOOSE = re.compile(r"[\s!()]")
_ANYTHING = frozenset({"expected", "actual", "got", "want", "result", "value", "request", "error", "err"})
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FARTHEST_LINES = 8
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class _Check:
    line: int
    condition: str
    text: str
    column: int
    """Where the text stands in the line after the condition."""
    rest: str
    """That line without the text."""


def of_the_neighbour(parsed: ParsedText) -> Iterator[Hit]:
    """The texts of such messages: the second check asks of another thing what the first asked, and says the same."""
    before: _Check | None = None
    for check in _checks(parsed.text.split("\n")):
        if before is not None and check.text == before.text and check.line - before.line <= _FARTHEST_LINES:
            renamed = _renamed(before.condition, check.condition)
            if renamed is not None and _speaks_of(check.text, *renamed) and _is_copy(before.rest, check.rest, *renamed):
                node = node_at(parsed, check.line + 1, check.column)
                words = {"X": renamed[0], "Y": renamed[1], "L": str(before.line + 2), "M": check.text[1:-1]}
                yield Hit(node, words)
        before = check


def _checks(lines: list[str]) -> Iterator[_Check]:
    for number, line in enumerate(lines[:-1]):
        if not line.lstrip().startswith(_HEADS):
            continue
        said = lines[number + 1]
        found = _TEXT.search(said)
        if found is None or not _SAYS.search(said[: found.start()]):
            continue
        condition = _IF.match(line.strip())
        if condition is not None and " " in found[0] and all(said.count(a) == said.count(b) for a, b in ("()", "{}")):
            rest = said[: found.start()].strip() + said[found.end() :].rstrip()
            yield _Check(number, condition["condition"].rstrip(" :{"), found[0], found.start(), rest)


def _is_copy(first: str, second: str, name: str, other: str) -> bool:
    """Whether all but the text is as it was, or was renamed as the condition was."""
    return second in (first, re.sub(rf"\b{re.escape(name)}\b", other, first))


def _renamed(first: str, second: str) -> tuple[str, str] | None:
    """The one name of the first condition that is another in the second; None where more differs."""
    if _LOOSE.sub("", _NAME.sub("", first)) != _LOOSE.sub("", _NAME.sub("", second)):
        return None
    pairs = {(a, b) for a, b in zip(_NAME.findall(first), _NAME.findall(second), strict=False) if a != b}
    return pairs.pop() if len(pairs) == 1 else None


def _speaks_of(text: str, first: str, second: str) -> bool:
    """Whether a text has a part of the first name that the second has not, and none of the second's own."""
    firsts, seconds = _parts(first), _parts(second)
    said = {part for word in _NAME.findall(text) for part in _parts(word)} | {w.lower() for w in _NAME.findall(text)}
    own = {part for part in firsts - seconds - _ANYTHING if len(part) >= _SHORTEST_PART}
    other = {part for part in seconds - firsts if len(part) > 1}
    return bool(own & said) and bool(other) and not other & said


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _PART.findall(name)}
