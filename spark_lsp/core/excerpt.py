"""A part of a file as a text of its own, for a look at one unit before the whole file is analysed."""

from collections.abc import Sequence
from dataclasses import dataclass

Stretch = tuple[int, int]
"""Lines (first, end exclusive)."""

CLOSERS = ("}", ")", "]", "end")
"""What a line at the left margin may start with and still belong to what is above it."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The text, and where each of its lines came from."""

    text: str
    _origins: tuple[int, ...]

    def to_file_line(self, line: int) -> int | None:
        """The file's line that this line of the excerpt is; None past its end."""
        return self._origins[line] if 0 <= line < len(self._origins) else None


def excerpt(lines: Sequence[str], wanted: Stretch, headers: Sequence[Stretch], imports: Sequence[Stretch]) -> Excerpt:
    """The wanted lines below the headers of what they stand in, below the file's imports. The stretches are in file
    order and do not overlap; a last line without a line end gets one."""
    origins = [i for first, end in (*imports, *headers, wanted) for i in range(first, min(end, len(lines)))]
    parts = [lines[i] if lines[i].endswith(("\n", "\r")) else lines[i] + "\n" for i in origins]
    return Excerpt("".join(parts), tuple(origins))


def top_region(lines: Sequence[str], line: int, limit: int) -> Stretch:
    """The stretch around a line between two lines that start at the left margin, when nothing else is known of the
    file: decorators and comments above belong to it, closing brackets to what is above. At most `limit` lines each
    way."""
    if not lines:
        return (0, 0)
    line = min(max(line, 0), len(lines) - 1)
    first = line
    while first > 0 and line - first < limit and not _starts(lines[first]):
        first -= 1
    while first > 0 and line - first < limit and _leads(lines[first - 1]):
        first -= 1
    end = line + 1
    while end < len(lines) and end - line < limit and not _starts(lines[end]):
        end += 1
    while end > line + 1 and _leads(lines[end - 1]) and end - 1 > line:
        end -= 1
    return (first, end)


def _starts(line: str) -> bool:
    """Whether something new begins at the left margin here."""
    return bool(line.strip()) and not line[0].isspace() and not line.startswith(CLOSERS)


def _leads(line: str) -> bool:
    """Whether the line belongs to what is below it: a decorator, an attribute, a comment."""
    return line.startswith(("@", "#", "//", "/*", " *", "template"))
