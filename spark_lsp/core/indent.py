"""Units of a language without a grammar: blocks by indentation."""

from collections.abc import Sequence
from itertools import pairwise

from spark_lsp.core.key import unit_key
from spark_lsp.core.text import Position, Span
from spark_lsp.core.unit import Unit, UnitKind

TAB_COLUMNS = 8
NAME_WORDS = 3
COMMENT_STARTS = ("#", "//", "--", ";", "%")


def indentation_units(lines: Sequence[str], language: str) -> tuple[Unit, ...]:
    """The module, then a BLOCK for each line that has deeper lines below it, in file order. A block is named by its
    header's first words."""
    depths = [_depth(line) for line in lines]
    end = Position(len(lines), 0) if lines and lines[-1].endswith(("\n", "\r")) else _end_of(lines, len(lines) - 1)
    start = Position(0, 0)
    whole = unit_key(language, (), _tokens(lines, depths, 0, len(lines)))
    units = [Unit(UnitKind.MODULE, "", (), Span(start, end), Span(start, start), 0, "", -1, key=whole)]
    full = [i for i, depth in enumerate(depths) if depth is not None]
    open_units: list[tuple[int, int]] = [(-1, 0)]
    ends = _block_ends(full, depths, len(lines))
    for i, below in pairwise(full):
        depth, deeper = depths[i] or 0, depths[below] or 0
        while open_units[-1][0] >= depth:
            open_units.pop()
        if deeper <= depth:
            continue
        last = ends[i]
        name = " ".join(lines[i].split()[:NAME_WORDS]).rstrip(":{")
        path = (*units[open_units[-1][1]].path, name)
        column = len(lines[i]) - len(lines[i].lstrip())
        header = Span(Position(i, column), Position(i, len(lines[i].rstrip())))
        units.append(
            Unit(
                kind=UnitKind.BLOCK,
                name=name,
                path=path,
                span=Span(Position(i, 0), _end_of(lines, last)),
                name_span=header,
                body_line=below,
                signature=" ".join(lines[i].split()),
                parent=open_units[-1][1],
                key=unit_key(language, path, _tokens(lines, depths, i, last + 1)),
            )
        )
        open_units.append((depth, len(units) - 1))
    return tuple(units)


def _block_ends(full: Sequence[int], depths: Sequence[int | None], count: int) -> dict[int, int]:
    """Line → the last line that is deeper than it, for every line that is not blank."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    previous = -1
    for i in full:
        while waiting and (depths[waiting[-1]] or 0) >= (depths[i] or 0):
            ends[waiting.pop()] = previous
        waiting.append(i)
        previous = i
    for i in waiting:
        ends[i] = previous
    return ends


def _depth(line: str) -> int | None:
    """Columns of indentation; None for a blank line."""
    if not line.strip():
        return None
    depth = 0
    for char in line:
        if char == " ":
            depth += 1
        elif char == "\t":
            depth += TAB_COLUMNS - depth % TAB_COLUMNS
        else:
            break
    return depth


def _end_of(lines: Sequence[str], line: int) -> Position:
    return Position(max(line, 0), len(lines[line].rstrip("\r\n")) if 0 <= line < len(lines) else 0)


def _tokens(lines: Sequence[str], depths: Sequence[int | None], first: int, end: int) -> list[str]:
    """Words, and how the depth changes; comment lines are out."""
    tokens: list[str] = []
    levels: list[int] = []
    for i in range(first, end):
        depth = depths[i]
        if depth is None or lines[i].lstrip().startswith(COMMENT_STARTS):
            continue
        while levels and levels[-1] > depth:
            levels.pop()
            tokens.append("\1")
        if not levels or levels[-1] < depth:
            levels.append(depth)
            tokens.append("\2")
        tokens += [*lines[i].split(), "\n"]
    return tokens
