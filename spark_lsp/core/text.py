"""What a line, a position and an edit are; everything here counts code points."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two code points; line and column are 0-based."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of text."""

    start: Position
    end: Position

    def contains(self, position: Position) -> bool:
        """Whether the position is inside or at either edge (a cursor stands between characters)."""
        return self.start <= position <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a place; touching at an edge counts."""
        return self.start <= other.end and other.start <= self.end

    def covers(self, other: "Span") -> bool:
        """Whether all of `other` is inside."""
        return self.start <= other.start and other.end <= self.end

    def shifted(self, lines: int) -> "Span":
        """The same stretch, `lines` further down."""
        if lines == 0:
            return self
        return Span(
            Position(self.start.line + lines, self.start.column),
            Position(self.end.line + lines, self.end.column),
        )


def span(start_line: int, start_column: int, end_line: int, end_column: int) -> Span:
    """A span from four numbers."""
    return Span(Position(start_line, start_column), Position(end_line, end_column))


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replace what is in `span` by `text`."""

    span: Span
    text: str


def split_lines(text: str) -> list[str]:
    """The lines with their ends. A line ends at \\n, \\r\\n or \\r only, as LSP says, never at a form
    feed or U+2028 (`str.splitlines` would split there and every line below would be off). A text that ends in a
    line end has no empty last element."""
    if "\r" not in text:
        lines = text.split("\n")
        last = lines.pop()
        lines = [line + "\n" for line in lines]
        if last:
            lines.append(last)
        return lines
    return _LINE.findall(text)


def clamp(position: Position, lines: Sequence[str]) -> Position:
    """The position, moved inside the text: past the end of a line is the end of that line (before its line end),
    past the last line is the end of the text."""
    if position.line < 0:
        return Position(0, 0)
    if position.line >= len(lines):
        if not lines:
            return Position(0, 0)
        if lines[-1].endswith(("\n", "\r")):
            return Position(len(lines), 0)
        return Position(len(lines) - 1, len(lines[-1]))
    return Position(position.line, max(0, min(position.column, len(lines[position.line].rstrip("\r\n")))))


class LineIndex:
    """Offsets (code points) of a text's line starts, for many conversions on one unchanging text."""

    __slots__ = ("_starts", "size_chars")

    def __init__(self, lines: Sequence[str]) -> None:
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        self.size_chars = starts[-1]
        if lines and not lines[-1].endswith(("\n", "\r")):
            starts.pop()  # the text ends on its last line, not on one below that nobody has
        self._starts = starts

    def offset(self, position: Position) -> int:
        """Code points before the position; a position past the text gives the text's size."""
        if position.line >= len(self._starts):
            return self.size_chars
        return min(self._starts[position.line] + position.column, self.size_chars)

    def position(self, offset: int) -> Position:
        """The place `offset` code points from the start."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, offset - self._starts[line])


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """The text after all edits, whose spans are of the text as given and do not overlap.

    Raises ValueError where two overlap."""
    index = LineIndex(split_lines(text))
    placed = sorted((index.offset(e.span.start), index.offset(e.span.end), e.text) for e in edits)
    parts: list[str] = []
    at = 0
    for start, end, new in placed:
        if start < at:
            raise ValueError("edits overlap")
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)
