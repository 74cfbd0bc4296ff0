"""Units of a language without a grammar: blocks by indentation."""

import re
from collections.abc import Sequence

from spark_lsp.core.key import context_digest, unit_key
from spark_lsp.core.text import Position, Span, clamp
from spark_lsp.core.unit import Unit, UnitKind

TAB_COLUMNS = 8
NAME_WORDS = 3
DEPTH_MAX = 12
"""Blocks nest no deeper; what is below belongs to the last that counts."""
COMMENT_STARTS = ("#", "//", "--", ";", "%")
DEEPER, SHALLOWER = "\x02", "\x01"
_CLOSING = re.compile(r"[})\]]|(?:end|fi|done|esac)\b")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def indentation_units(lines: Sequence[str], language: str) -> tuple[Unit, ...]:
    """The module, then a BLOCK for each line that has deeper lines below it, in file order. A block is named by its
    header's first words, and takes the closing line of its own depth with it."""
    full = [i for i, line in enumerate(lines) if line.strip()]
    depths = {i: _depth(lines[i]) for i in full}
    words, marked = _tokens(lines, full, depths)
    start, none = Position(0, 0), context_digest((), ())
    whole = unit_key(language, (), [token for i in full for token in (*marked[i], *words[i])])
    end = clamp(Position(len(lines), 0), lines)
    units = [Unit(UnitKind.MODULE, "", (), Span(start, end), Span(start, start), 0, "", -1, key=whole, digest=none)]
    ends = _block_ends(lines, full, depths)
    open_units: list[tuple[int, int]] = [(-1, 0)]
    for nth, i in enumerate(full):
        while open_units[-1][0] >= depths[i]:
            open_units.pop()
        last = ends.get(i, nth)
        if i not in ends or len(open_units) > DEPTH_MAX:
            continue
        parent = open_units[-1][1]
        name = " ".join(lines[i].split()[:NAME_WORDS]).rstrip(":{").strip()
        path = (*units[parent].path, name or "<block>")
        inside = full[nth + 1 : last + 1]
        column = len(lines[i]) - len(lines[i].lstrip())
        tokens = [*words[i], *(token for j in inside for token in (*marked[j], *words[j]))]
        units.append(
            Unit(
                kind=UnitKind.BLOCK,
                name=name,
                path=path,
                span=Span(Position(i, column), _line_end(lines, full[last])),
                name_span=Span(Position(i, column), _line_end(lines, i)),
                body_line=full[nth + 1],
                signature=" ".join(lines[i].split()),
                parent=parent,
                key=unit_key(language, path, tokens),
                digest=none,
            )
        )
        open_units.append((depths[i], len(units) - 1))
    return tuple(units)


def _block_ends(lines: Sequence[str], full: Sequence[int], depths: dict[int, int]) -> dict[int, int]:
    """Header line → place in `full` of its block's last line."""
    ends: dict[int, int] = {}
    waiting: list[int] = []
    for nth, i in enumerate(full):
        while waiting and depths[full[waiting[-1]]] >= depths[i]:
            begin = waiting.pop()
            if nth - begin > 1:
                opens = nth + 1 < len(full) and depths[full[nth + 1]] > depths[i]
                closes = depths[full[begin]] == depths[i] and not opens and _CLOSING.match(lines[i].lstrip())
                ends[full[begin]] = nth if closes else nth - 1
        waiting.append(nth)
    for begin in waiting[:-1]:
        ends[full[begin]] = len(full) - 1
    return ends


def _tokens(
    lines: Sequence[str], full: Sequence[int], depths: dict[int, int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """For each line its words and signs, and before them how the depth changes; nothing for comment lines."""
    words: dict[int, list[str]] = {}
    marked: dict[int, list[str]] = {}
    levels: list[int] = []
    for i in full:
        words[i], marks = [], []
        if not lines[i].lstrip().startswith(COMMENT_STARTS):
            words[i] = [*_TOKEN.findall(lines[i]), "\n"]
            while levels and levels[-1] > depths[i]:
                levels.pop()
                marks.append(SHALLOWER)
            if not levels or levels[-1] < depths[i]:
                levels.append(depths[i])
                marks.append(DEEPER)
        marked[i] = marks
    return words, marked


def _depth(line: str) -> int:
    """Columns of indentation."""
    text = line.expandtabs(TAB_COLUMNS)
    return len(text) - len(text.lstrip())


def _line_end(lines: Sequence[str], line: int) -> Position:
    return Position(line, len(lines[line].rstrip()))
