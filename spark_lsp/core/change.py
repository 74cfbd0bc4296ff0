"""What of a text a change touches."""

from collections.abc import Sequence

from spark_lsp.core.text import TextEdit, split_lines
from spark_lsp.core.unit import Unit

LINES_MAX = 300
"""A change that reaches over more lines is no small one."""


def touched_by(edits: Sequence[TextEdit], lines: Sequence[str], units: Sequence[Unit]) -> str:
    """The code around edits of a text of those lines and units, and what the edits put there."""
    parts = [_around(edit.span.start.line, edit.span.end.line + 1, lines, units) for edit in edits]
    return "\n".join([*dict.fromkeys(parts), *(edit.text for edit in edits)])


def touched_between(before: str, after: str, units: Sequence[Unit]) -> str | None:
    """The code of both texts around all lines that differ; `units` are those of `after`. None where the change reaches
    over more than LINES_MAX lines."""
    old, new = split_lines(before), split_lines(after)
    most = min(len(old), len(new))
    first = next((n for n in range(most) if old[n] != new[n]), most)
    tail = next((n for n in range(most - first) if old[-1 - n] != new[-1 - n]), most - first)
    if max(len(old), len(new)) - tail - first > LINES_MAX:
        return None
    return "".join(old[first : len(old) - tail]) + "\n" + _around(first, len(new) - tail, new, units)


def _around(first: int, end: int, lines: Sequence[str], units: Sequence[Unit]) -> str:
    """The innermost unit with a name that holds the lines, or else the lines alone."""
    for unit in reversed(units):
        if unit.name and unit.parent >= 0 and unit.span.start.line <= first and end <= unit.span.end.line + 1:
            return "".join(lines[unit.span.start.line : unit.span.end.line + 1])
    return "".join(lines[first:end])
