"""Members of a class that are one letter away from those that it has."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.slips.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_WORD = re.compile(r"[A-Za-z_]\w*")
_SELF = re.compile(r"(?<![\w.])self\.([A-Za-z_]\w*)(?P<then>\s*(?:=(?!=)|\[|\(|:[^=\n]+=(?!=)|\.|[-+*/|&]=)?)")
_SETS = re.compile(
    r"(?<![\w.])self\.([A-Za-z_]\w*)(?=\s*(?:,[^=\n]*?|\)[^=\n]*)?(?::[^=\n]+)?=(?!=)|\s+in\b|\s*:\s*$|[^\n=]*:=)"
)
_LEVEL = re.compile(
    r"(?m)^(?P<in>[ \t]+)(?:(?P<a>[A-Za-z_]\w*)\s*(?::[^=\n]+)?(?:=(?!=)|$)|(?:async )?(?:def|class) (?P<d>\w+))"
)


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a text; offsets of the text."""

    start: int
    end: int
    bases: str
    level: frozenset[str]
    """What its own body defines, the names of its methods among it."""


def classes_of(parsed: ParsedText) -> list[Class]:
    """The classes of a text, found once."""
    return parsed.once("slips:classes", _classes)


def _classes(parsed: ParsedText) -> list[Class]:
    found: list[Class] = []
    for node in parsed.root.find_all(kind="class_definition"):
        place = node.range()
        start, end = place.start.index, place.end.index
        bases, body = node.field("superclasses"), node.field("body")
        if body is None:
            continue
        indent = body.range().start.column
        level = {m["a"] or m["d"] for m in _LEVEL.finditer(parsed.text, start, end) if len(m["in"]) == indent}
        found.append(Class(start, end, bases.text().strip("()") if bases is not None else "", frozenset(level)))
    return found


def _plain(parsed: ParsedText, cls: Class) -> bool:
    """Whether nothing but its own text gives the class members."""
    return cls.bases.strip() in ("", "object") and not re.search(
        r"__getattr|setattr\(|__dict__|@(?:attr|dataclass|six|add_metaclass)|metaclass",
        parsed.text[max(0, cls.start - 80) : cls.end],
    )


def misspelt(parsed: ParsedText) -> Iterator[Hit]:
    """Members named once in the file, one letter away from a member that the class sets or defines."""
    words = Counter(_WORD.findall(parsed.text))
    for cls in classes_of(parsed):
        known: set[str] | None = None
        for found in _SELF.finditer(parsed.text, cls.start, cls.end):
            name = found[1]
            if words[name] != 1 or len(name) < 6 or found["then"].strip().endswith("=") or name.startswith("assert"):
                continue
            if known is None:
                known = {m[1] for m in _SETS.finditer(parsed.text, cls.start, cls.end)}
                known |= cls.level if _plain(parsed, cls) else set()
            near = [other for other in known if words[other] > 1 and _one_away(name, other)]
            if len(near) == 1:
                start = found.start()
                yield Hit(node_at(parsed, start, found.end(1)), {"X": name, "Y": near[0]})


def _one_away(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or two were swapped; a number at the end is no slip."""
    if one == other or abs(len(one) - len(other)) > 1 or one.strip("_0123456789") == other.strip("_0123456789"):
        return False
    i = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) == len(other):
        return one[i + 1 :] == other[i + 1 :] or (
            one[i : i + 2] == other[i : i + 2][::-1] and one[i + 2 :] == other[i + 2 :]
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[i + 1 :] == shorter[i:]
