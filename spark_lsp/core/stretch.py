"""Which lines an answer stands on: they must be unchanged for it to hold, and are looked at anew where they changed."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.drift import Drift
from spark_lsp.core.excerpt import top_region
from spark_lsp.core.synthesis import UnitIndex
from spark_lsp.core.text import Position
from spark_lsp.core.unit import Unit, UnitKind

OPEN_KINDS = (UnitKind.CLASS, UnitKind.MODULE)
"""Units that hold others, whose own lines lie between those."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Present lines to look at for one place: the stretch itself, and what gives it its surroundings. All are
    (first, end exclusive)."""

    first: int
    end: int
    at: int = -1
    """The analysed unit that stood there; −1 where none is known."""
    headers: tuple[tuple[int, int], ...] = ()
    imports: tuple[tuple[int, int], ...] = ()


class Stretches:
    """Stretches of the units of one analysis."""

    __slots__ = ("_inside", "_units")

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = units
        self._inside: dict[int, tuple[list[int], list[int]]] = {}

    def of(self, at: int, line: int) -> tuple[int, int]:
        """Analysed lines, both in: the unit, or for a class or module the lines around `line` between the units
        inside."""
        unit = self._units[at]
        first, last = unit.span.start.line, unit.span.end.line
        if unit.kind not in OPEN_KINDS:
            return first, last
        starts, ends = self._children(at)
        i = bisect_right(starts, line)
        if i:
            first = max(first, min(line, ends[i - 1] + 1))
        if i < len(starts):
            last = min(last, max(line, starts[i] - 1))
        return first, last

    def _children(self, at: int) -> tuple[list[int], list[int]]:
        known = self._inside.get(at)
        if known is None:
            inside = [u for u in self._units if u.parent == at]
            known = ([u.span.start.line for u in inside], [u.span.end.line for u in inside])
            self._inside[at] = known
        return known


def wanted(
    lines: Sequence[str],
    analysis: Analysis | None,
    *,
    index: UnitIndex,
    stretches: Stretches,
    drift: Drift,
    position: Position,
    limit: int,
) -> Wanted:
    """What to look at for a present place whose analysis does not hold any more, or is still to come."""
    if analysis is None or not analysis.units:
        return Wanted(*top_region(lines, position.line, limit))
    line = drift.analysed_line(position.line)
    if line is None:
        line = _known_line_above(drift, position.line)
    at = index.at(Position(line, position.column))
    assert at is not None
    first, last = stretches.of(at, line)
    begin, end = drift.present_line(first), max(drift.present_end(last + 1), position.line + 1)
    headers: list[tuple[int, int]] = []
    up = at if analysis.units[at].kind in OPEN_KINDS else analysis.units[at].parent
    while up >= 0:
        unit = analysis.units[up]
        if unit.kind is not UnitKind.MODULE and not drift.touches(unit.span.start.line, unit.body_line):
            top = drift.present_line(unit.span.start.line)
            headers.insert(0, (top, min(begin, top + max(1, unit.body_line - unit.span.start.line))))
        up = unit.parent
    headers = [(a, b) for a, b in headers if a < b]
    imports: list[tuple[int, int]] = []
    for a, b in analysis.imports:
        if not drift.touches(a, b - 1):
            top = drift.present_line(a)
            if top + b - a <= begin and not any(top < d and c < top + b - a for c, d in headers):
                imports.append((top, top + b - a))
    return Wanted(begin, min(end, len(lines)), at, tuple(headers), tuple(imports))


def _known_line_above(drift: Drift, line: int) -> int:
    """The analysed line nearest above a changed one; the unit there is the one being edited."""
    while line >= 0:
        analysed = drift.analysed_line(line)
        if analysed is not None:
            return analysed
        line -= 1
    return 0
