"""Parses texts, and parses them again after an edit; the only place that knows tree-sitter's bytes and points."""

import re
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

_LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One text and its tree."""

    text: str
    lines: list[str]
    raw: bytes
    """What the grammar read: the text in UTF-8 with every lone \\r as \\n, so that its rows are our lines."""
    tree: Tree
    language: Language

    @property
    def ascii(self) -> bool:
        """Whether bytes and code points are the same."""
        return len(self.raw) == len(self.text)

    def position(self, point: Point) -> Position:
        """A row and a column in bytes as a line and a column in code points."""
        row, column = point
        if row >= len(self.lines) or self.lines[row].isascii():
            return Position(row, column)
        return Position(row, len(_encoded(self.lines[row])[:column].decode("utf-8", "replace")))

    def span(self, start: Point, end: Point) -> Span:
        """Two points as a span."""
        return Span(self.position(start), self.position(end))

    def slice(self, start_byte: int, end_byte: int) -> str:
        """The text between two byte offsets."""
        return self.raw[start_byte:end_byte].decode("utf-8", "replace")

    def text_of(self, node: Node) -> str:
        """A node's text."""
        return self.raw[node.start_byte : node.end_byte].decode("utf-8", "replace")


@cache
def grammar_of(language_id: str) -> Grammar:
    """The grammar, loaded when first asked for. Raises KeyError for an id that is none of ours."""
    language = by_id(language_id)
    if language is None:
        raise KeyError(language_id)
    module, function = language.grammar
    return Grammar(getattr(import_module(module), function)())


def parse(text: str, language: Language) -> Parsed:
    """The text's tree; there always is one, with errors in it where the text has them."""
    raw = _encoded(text)
    return Parsed(text, split_lines(text), raw, Parser(grammar_of(language.id)).parse(raw), language)


def reparse(old: Parsed, text: str) -> Parsed:
    """The new text's tree, made from the old one: equal to `parse`'s, sooner. What lies between the common beginning
    and the common end of both texts is taken to be the edit, so nobody has to keep a log of edits."""
    if text == old.text:
        return old
    raw = _encoded(text)
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
    tree = Parser(grammar_of(old.language.id)).parse(raw, tree)
    if tree.root_node.has_error:  # how the parser recovers hangs on where it starts, and keys must not
        return parse(text, old.language)
    return Parsed(text, split_lines(text), raw, tree, old.language)


def error_count(parsed: Parsed) -> int:
    """Places the grammar could not read or had to make up, counted up to ERRORS_MAX."""
    count, waiting = 0, [parsed.tree.root_node]
    while waiting and count < ERRORS_MAX:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            count += 1
        if node.has_error:
            waiting += [child for child in node.children if child.has_error]
    return count


def _encoded(text: str) -> bytes:
    # A lone surrogate, which JSON can carry, becomes "?": one byte where its code point was, and no crash.
    raw = text.encode("utf-8", "replace")
    return _LONE_RETURN.sub(b"\n", raw) if b"\r" in raw else raw


def _common(one: bytes, other: bytes) -> int:
    """Bytes that both begin with, by halving: comparing slices is as fast as memory, a loop over bytes is not."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    while low > 0 and (_continues(one, low) or _continues(other, low)):
        low -= 1
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
    while low > 0 and _continues(one, len(one) - low):
        low -= 1
    return low


def _continues(raw: bytes, offset: int) -> bool:
    """Whether the byte is inside a character."""
    return offset < len(raw) and raw[offset] & 0xC0 == 0x80


def _point(raw: bytes, offset: int) -> Point:
    return Point(raw.count(b"\n", 0, offset), offset - (raw.rfind(b"\n", 0, offset) + 1))
