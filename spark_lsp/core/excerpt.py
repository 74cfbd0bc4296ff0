"""A part of a file as a text of its own, for a look at one unit before the whole file is analysed."""

from collections.abc import Sequence
from dataclasses import dataclass

Stretch = tuple[int, int]
"""Lines (first, end exclusive)."""

GOING_ON = (
    "{",
    "}",
    ")",
    "]",
    "end",
    "else",
    "elif",
    "except",
    "finally",
    "catch",
    "public:",
    "private:",
    "protected:",
)
"""What a line at the left margin may start with and still belong to what is above it."""
LEADING = ("@", "#", "//", "/*", " *", "template")
"""How lines start that lead to what is below them; inside a function they lead to nothing."""


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
    # A lone \r and a line that is but \n would be one line end together.
    parts = [
        line if line.endswith("\n") else line.removesuffix("\r") + "\n" for line in map(lines.__getitem__, origins)
    ]
    return Excerpt("".join(parts), tuple(origins))


def top_region(lines: Sequence[str], line: int, limit: int) -> Stretch:
    """The stretch around a line between two lines where something begins at the left margin, when nothing else is
    known of the file: decorators and comments above belong to it, closing brackets to what is above. At most `limit`
    lines each way."""
    if not lines:
        return (0, 0)
    line = min(max(line, 0), len(lines) - 1)
    first = line
    if _leads(lines[first]):  # on a decorator, what it decorates begins below
        while first + 1 < len(lines) and first - line < limit and _leads(lines[first]):
            first += 1
        if not _begins(lines[first]):
            first = line
    while first > 0 and line - first < limit and not _begins(lines[first]):
        first -= 1
    end = max(first, line) + 1
    while first > 0 and line - first < limit and _leads(lines[first - 1]):
        first -= 1
    while end < len(lines) and end - line < limit and not _begins(lines[end]):
        end += 1
    if end < len(lines):
        while end - 1 > line and _leads(lines[end - 1]):
            end -= 1
    return (min(first, line), end)


def _begins(line: str) -> bool:
    """Whether something new begins at the left margin here."""
    return not (line[:1].isspace() or line.startswith(GOING_ON) or _leads(line))


def _leads(line: str) -> bool:
    """Whether the line may belong to what is below it: a decorator, an attribute, a comment."""
    return line.startswith(LEADING)
