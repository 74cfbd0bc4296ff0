"""A value that stands twice in a list which needs each once."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_ITEM = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|[\w$.:]+")
_LIST = re.compile(rf"\s*(?:{_ITEM.pattern})(?:\s*,\s*(?:{_ITEM.pattern})){{1,200}}\s*,?\s*[)\]}}]")
_AHEAD = ("isinstance(", " in (", " in [", " in {", "swith((", "not in(")
"""What stands before such a list."""
_BEHIND = ("].includes(", "].indexOf(", "].contains(")
"""What stands behind one."""
_ASKS = re.compile(r"\b(?:if|elif|while|and|or|not|return|assert)\b")


def repeated_members(parsed: ParsedText) -> Iterator[Hit]:
    """The second of such values."""
    for start in sorted(_starts(parsed.text)):
        found = _LIST.match(parsed.text, start)
        if found is None:
            continue
        seen: set[str] = set()
        for item in _ITEM.finditer(found[0]):
            if item[0] in seen:
                offset = start + item.start()
                line = parsed.text.count("\n", 0, offset)
                node = node_at(parsed, line, offset - parsed.text.rfind("\n", 0, offset) - 1)
                if not _is_within_text(node, item[0]):
                    yield Hit(node, {"X": item[0]})
                break
            seen.add(item[0])


def _starts(text: str) -> Iterator[int]:
    """Where the items of such lists begin."""
    for word in _AHEAD:
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            if word == "isinstance(":
                comma = text.find(",", end, end + 80)
                opened = text.find("(", comma, comma + 3) if comma >= 0 else -1
                if opened >= 0:
                    yield opened + 1
            elif "swith" in word or _is_searched(text[text.rfind("\n", 0, at) + 1 : at + 1], text[end : end + 200]):
                yield end
            at = text.find(word, end)
    for word in _BEHIND:
        at = text.find(word)
        while at >= 0:
            opened = text.rfind("[", 0, at)
            if opened >= 0 and "(" not in text[opened:at]:
                yield opened + 1
            at = text.find(word, at + 1)


def _is_searched(ahead: str, behind: str) -> bool:
    """Whether a list behind `in` is asked, or gone through and of texts alone: numbers are often meant twice there."""
    return bool(_ASKS.search(ahead)) or (ahead.lstrip().startswith("for ") and behind.lstrip()[:1] in ("'", '"'))


def _is_within_text(node: SgNode, item: str) -> bool:
    """Whether an item is part of a text or a comment, and not a text itself."""
    is_text = item[0] in "'\"" and node.text().startswith(item[0]) and len(node.text()) <= len(item)
    return not is_text and ("string" in node.kind() or "comment" in node.kind())
