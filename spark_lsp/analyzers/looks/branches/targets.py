"""A field or an entry that two neighbouring lines set one after the other."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_TWICE = re.compile(
    r"^([ \t]*)([A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*|\[[^\[\]\n=]+\])+)[ \t]*=(?![=>~])[ \t]*([^\n]*)\n"
    r"\1\2[ \t]*=(?![=>~])[ \t]*([^\n]*)",
    re.MULTILINE,
)
_SETTER = re.compile(
    r"(?:\.|->)(?:value|innerHTML|textContent|text|style\b|src|href|scroll\w+|disabled|display|random|__\w+__|p|isolation_level)\b"
    r"|\[['\"][A-Z]|(?i:headers|msg|message|environ|reg|port)\["
)
"""What does something when it is set, or keeps every value it was given."""
_NOTHING = re.compile(r"(?:NULL|null|nil|None|undefined|nullptr)\b")
_MOVES = re.compile(r"\+\+|--|\+=|\bawait\b|\byield\b|volatile")


def set_twice(parsed: ParsedText) -> Iterator[Hit]:
    """The second lines, where the first line's value is not read in between."""
    at = 0
    while (found := _TWICE.search(parsed.text, at)) is not None:
        at = found.start(4)
        target, first, second = found[2], found[3].strip(), found[4].strip()
        base = re.split(r"\.|->|\[", target)[0]
        if re.search(rf"\b{re.escape(base)}\b", second) or _SETTER.search(target) or "=" in first.replace("==", ""):
            continue
        if _NOTHING.match(first) and "(" in second:
            continue  # what the call asks may be this very field
        if _is_whole(first) and _is_whole(second) and not _MOVES.search(target + first + second):
            line = parsed.text.count("\n", 0, found.start(4))
            node = node_at(parsed, line, len(found[1]))
            yield Hit(node, {"X": target, "A": first.rstrip(";"), "B": second.rstrip(";"), "L": str(line)})


def _is_whole(value: str) -> bool:
    code = re.sub(r"\s*(?:#|//).*", "", value)
    return (
        bool(code)
        and code[-1] not in "\\,({[+-*/|&=?:"
        and all(code.count(a) == code.count(b) for a, b in ("()", "[]", "{}"))
    )
