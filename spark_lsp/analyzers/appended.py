"""Adds an argument to a call in the way the call is laid out, so that no line of it moves."""

import re

from ast_grep_py import SgNode

from spark_lsp.core.text import LineIndex, Span, TextEdit

_TEMPLATE = re.compile(r"(?P<head>[^()]*\()\$\$\$(?P<name>[A-Z_][A-Z0-9_]*), (?P<extra>[^$]+)\)")
_LINE_END = re.compile(r"\r\n|\n|\r")


def appending(template: str) -> tuple[str, str, str] | None:
    """`$F($$$ARGS, timeout=10)` taken apart: what comes before the arguments, their name, the argument to add. None
    for a template of another form."""
    found = _TEMPLATE.fullmatch(template)
    return (found["head"], found["name"], found["extra"]) if found is not None else None


def appended(match: SgNode, name: str, extra: str, text: str, index: LineIndex) -> tuple[TextEdit, ...] | None:
    """The insertions that add `extra` behind the arguments captured as `name`, on a line of its own where each of
    them has one. None where there are no arguments, or the match does not end with theirs."""
    nodes = [n for n in match.get_multiple_matches(name) if n.kind() != "," and "comment" not in n.kind()]
    close = match.range().end.index - 1
    if not nodes or text[close : close + 1] != ")":
        return None
    end = nodes[-1].range().end.index
    first = nodes[0].range().start.index
    opening = text.rfind("(", match.range().start.index, first)
    tail = text[end:close]
    comma = _comma(nodes[-1], close)
    if not _LINE_END.search(text[opening:first]) or not _starts_line(text, nodes[-1].range().start.index):
        return (_insertion(end, f", {extra}", index),)
    line_end = _LINE_END.search(tail)
    indent = _indent(text, nodes[-1].range().start.index)
    if line_end is None or (comma is not None and comma - end > line_end.start()):
        newline = _LINE_END.search(text[opening:first])
        return (_insertion(end, f",{newline[0] if newline else chr(10)}{indent}{extra}", index),)
    below = end + line_end.start()
    if comma is not None:
        return (_insertion(below, f"{line_end[0]}{indent}{extra},", index),)
    if below == end:
        return (_insertion(end, f",{line_end[0]}{indent}{extra}", index),)
    return _insertion(end, ",", index), _insertion(below, f"{line_end[0]}{indent}{extra}", index)


def _comma(last: SgNode, close: int) -> int | None:
    """Offset of the comma behind the last argument."""
    after = last.next()
    while after is not None and after.range().start.index < close:
        if after.kind() == ",":
            return after.range().start.index
        after = after.next()
    return None


def _insertion(offset: int, text: str, index: LineIndex) -> TextEdit:
    at = index.position(offset)
    return TextEdit(Span(at, at), text)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _starts_line(text: str, offset: int) -> bool:
    return not text[_line_start(text, offset) : offset].strip()


def _indent(text: str, offset: int) -> str:
    start = _line_start(text, offset)
    line = text[start:offset]
    return line[: len(line) - len(line.lstrip())]
