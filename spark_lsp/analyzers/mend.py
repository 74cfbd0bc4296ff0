"""Renders a rule's fix for one match into the smallest edit; ast-grep's Python binding leaves YAML fixes alone."""

import re
from collections.abc import Mapping
from typing import Any

from ast_grep_py import SgNode

from spark_lsp.analyzers.appended import appended, appending
from spark_lsp.analyzers.rule import FixTemplate
from spark_lsp.analyzers.wording import captured_text
from spark_lsp.core.text import LineIndex, Span, TextEdit

_VARIABLE = re.compile(r"\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)")
_SEVERAL_LINES = ('"""', "'''", "`")
"""Strings that may hold line ends: white space in them is not ours to move."""
_EMPTY_TAIL = re.compile(r",\s*\$\$\$([A-Z_][A-Z0-9_]*)|\$\$\$([A-Z_][A-Z0-9_]*)\s*,\s*")


def edits_of(fix: FixTemplate, match: SgNode, text: str, index: LineIndex) -> tuple[TextEdit, ...]:
    """The edits that mend the match; none where the code is already as the fix would have it, or where the template
    names what this match did not capture."""
    parts = appending(fix.template.rstrip("\n"))
    if parts is not None and fix.expand_start is None and fix.expand_end is None:
        head, name, extra = parts
        if (rendered := _rendered(head, match, text)) is not None and _begins(match, rendered, text):
            added = appended(match, name, extra, text, index)
            if added is not None:
                return added
    start = _reach(match, fix.expand_start, forward=False)
    end = _reach(match, fix.expand_end, forward=True)
    new = _rendered(fix.template, match, text)
    if new is None:
        return ()
    return _smallest(text, start, end, new, index)


def _begins(match: SgNode, head: str, text: str) -> bool:
    return text.startswith(head, match.range().start.index)


def _reach(match: SgNode, rule: Mapping[str, Any] | None, *, forward: bool) -> int:
    """Offset of the fix's edge: that of the match, or of the last sibling in a row that the expansion takes."""
    edge = match
    if rule is not None:
        wanted = {key: value for key, value in rule.items() if key != "stopBy"}
        step = edge.next() if forward else edge.prev()
        while step is not None and step.matches(**wanted):
            edge = step
            step = edge.next() if forward else edge.prev()
    return edge.range().end.index if forward else edge.range().start.index


def _rendered(template: str, match: SgNode, text: str) -> str | None:
    missing = False
    base = _indent_at(text, match.range().start.index)

    def drop_empty(found: re.Match[str]) -> str:
        name = found.group(1) or found.group(2)
        return "" if not match.get_multiple_matches(name) else found.group(0)

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        several, one = found.groups()
        got = captured_text(match, several or one, text, several=bool(several))
        if got is None:
            missing = True
            return ""
        if several and template[found.end() :].startswith(","):
            got = got.rstrip().removesuffix(",").rstrip()  # a call laid out over lines may end in a comma of its own
        if "\n" not in got:
            return got
        nodes = match.get_multiple_matches(several) if several else [match.get_match(one)]
        first = nodes[0] if nodes else None
        if first is None:
            return got
        was = _indent_at(text, first.range().start.index)
        line_start = template.rfind("\n", 0, found.start()) + 1
        own = re.match(r"[ \t]*", template[line_start:])
        now = own.group(0) if own and line_start else base
        if was == now or any(quote in got for quote in _SEVERAL_LINES):
            return got
        return re.sub(rf"(?<=\n){re.escape(was)}", lambda _: now, got)

    template = _EMPTY_TAIL.sub(drop_empty, template.rstrip("\n"))
    lines = template.split("\n")
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    template = end_of_line.join([lines[0], *(base + line if line.strip() else line for line in lines[1:])])
    new = _VARIABLE.sub(value, template)
    return None if missing else new


def _indent_at(text: str, offset: int) -> str:
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    found = re.compile(r"[ \t]*").match(text, line_start)
    return found.group(0) if found else ""


def _smallest(text: str, start: int, end: int, new: str, index: LineIndex) -> tuple[TextEdit, ...]:
    """The change without what both sides share."""
    old = text[start:end]
    if old == new:
        return ()
    head = 0
    most = min(len(old), len(new))
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    at = Span(index.position(start + head), index.position(end - tail))
    return (TextEdit(at, new[head : len(new) - tail]),)
