"""Parses texts, and parses them again after an edit; the only place that knows tree-sitter's bytes."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Point, Tree

from spark_lsp.core.language import Language
from spark_lsp.core.text import Position, Span, split_lines
from spark_lsp.languages import by_id

ERRORS_MAX = 200
"""Errors are counted up to here; a text with more is not in this language."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text and its tree."""

    text: str
    raw: bytes
    tree: Tree
    language: Language
    lines: list[str]
    line_bytes: list[int]
    """Offset of each line's start in `raw`, by our notion of a line (tree-sitter's ends at \\n only)."""

    def position(self, offset: int) -> Position:
        """A byte offset as line and column in code points."""
        line = max(0, min(bisect_right(self.line_bytes, offset) - 1, len(self.line_bytes) - 1))
        if line >= len(self.lines):
            return Position(len(self.lines), 0)
        begin = self.line_bytes[line]
        if self.lines[line].isascii():
            return Position(line, offset - begin)
        return Position(line, len(self.raw[begin:offset].decode("utf-8", "replace")))

    def span(self, start: int, end: int) -> Span:
        """Two byte offsets as a span."""
        return Span(self.position(start), self.position(end))

    def slice(self, node: Node) -> str:
        """A node's text."""
        return self.raw[node.start_byte : node.end_byte].decode("utf-8", "replace")


@cache
def _grammar(language_id: str) -> Grammar:
    language = by_id(language_id)
    if language is None:
        raise KeyError(language_id)
    module, function = language.grammar
    return Grammar(getattr(import_module(module), function)())


def parse(text: str, language: Language) -> Parsed:
    """The text's tree; there always is one, with errors in it where the text has them."""
    raw = _bytes(text)
    return _parsed(text, raw, Parser(_grammar(language.id)).parse(raw), language)


def reparse(old: Parsed, text: str) -> Parsed:
    """The new text's tree, made from the old one: equal to `parse`'s, sooner. What lies between the common beginning
    and the common end of both texts is taken to be the edit, so nobody has to keep a log of edits."""
    raw = _bytes(text)
    if raw == old.raw:
        return old
    start = _common(old.raw, raw)
    tail = _common_tail(old.raw, raw, start)
    old_end, new_end = len(old.raw) - tail, len(raw) - tail
    tree = old.tree.copy()
    tree.edit(
        start_byte=start,
        old_end_byte=old_end,
        new_end_byte=new_end,
        start_point=_point(old.raw, start),
        old_end_point=_point(old.raw, old_end),
        new_end_point=_point(raw, new_end),
    )
    return _parsed(text, raw, Parser(_grammar(old.language.id)).parse(raw, tree), old.language)


def error_count(parsed: Parsed) -> int:
    """Places the grammar could not read or had to make up, counted up to ERRORS_MAX."""
    root = parsed.tree.root_node
    if not root.has_error:
        return 0
    count, waiting = 0, [root]
    while waiting and count < ERRORS_MAX:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            count += 1
        waiting += [child for child in node.children if child.has_error]
    return count


def _parsed(text: str, raw: bytes, tree: Tree, language: Language) -> Parsed:
    lines = split_lines(text)
    starts = [0]
    if len(raw) == len(text):
        for line in lines:
            starts.append(starts[-1] + len(line))
    else:
        for line in lines:
            starts.append(starts[-1] + len(_bytes(line)))
    return Parsed(text, raw, tree, language, lines, starts)


def _bytes(text: str) -> bytes:
    # A lone surrogate, which JSON can carry, becomes "?": one byte where its code point was, and no crash.
    return text.encode("utf-8", "replace")


def _common(one: bytes, other: bytes) -> int:
    """Bytes that both begin with, by halving: comparing slices is as fast as memory, a loop over bytes is not."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    while low > 0 and low < len(one) and one[low] & 0xC0 == 0x80:
        low -= 1  # not in the middle of a character
    return low


def _common_tail(one: bytes, other: bytes, start: int) -> int:
    """Bytes that both end with, not reaching back before `start`."""
    low, high = 0, min(len(one), len(other)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    while low > 0 and one[len(one) - low] & 0xC0 == 0x80:
        low -= 1
    return low


def _point(raw: bytes, offset: int) -> Point:
    row = raw.count(b"\n", 0, offset)
    return Point(row, offset - (raw.rfind(b"\n", 0, offset) + 1))
