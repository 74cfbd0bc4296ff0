"""Which findings a change brought: what was there before is known again by its content, never by its line number.

A finding is known by four hashes, tried from the strongest to the weakest; each finding from before answers for one
finding of now, so that a copy of old code still counts as new:

- *unit*: the key of its unit. Survives layout, comments, a move to another file.
- *body*: the text of its unit without the unit's own name. Survives a rename of the function or of its class.
- *place*: file, symbol path, flagged line. Survives edits elsewhere in the unit.
- *line*: the flagged line alone, with its neighbours where it is too short to tell much. Survives a move of a part.

White space never counts. The hashes tell nothing of code or path, but a guess at a line can be checked against them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.finding import Finding
from spark_lsp.core.synthesis import UnitIndex
from spark_lsp.core.text import Span
from spark_lsp.core.unit import Unit

KEY_BYTES = 8
"""64 bits: two of a project's findings do not meet by chance, and a list of them stays short."""
TELLING_CHARS = 16
"""A line with fewer than this, white space out (`except:`, `else:`), stands in many places."""


@dataclass(frozen=True, slots=True, order=True)
class Trace:
    """What one finding is known by; hex. Ordered so that a list changes little where little of the code did."""

    rule: str
    line: str
    place: str
    body: str
    unit: str


_STRONGEST_FIRST = ("unit", "body", "place", "line")
_TO_THE_RULE = (*_STRONGEST_FIRST, "rule")


def traces(path: str, analysis: Analysis, lines: Sequence[str]) -> Iterator[tuple[Span, Trace]]:
    """(span, trace) of each finding of an analysis of the text that `lines` are. `path` is compared, never opened."""
    index = UnitIndex(analysis.units)
    bodies: dict[int, str] = {}
    for finding in analysis.findings:
        at = index.at(finding.span.start)
        unit = analysis.units[at] if at is not None else None
        if at is not None and unit is not None and at not in bodies:
            bodies[at] = _body(unit, lines)
        yield finding.span, _trace(path, finding, unit, bodies[at] if at is not None else "", lines)


def brought(now: Sequence[Trace], before: Sequence[Trace], *, wary: bool = False) -> list[bool]:
    """For each finding of now, whether nothing from before answers for it. Where `wary`, one from before whose line
    is gone answers for any of its rule: better to miss a new one than to take an old one for new."""
    new = [True] * len(now)
    left = [True] * len(before)
    for strength in _TO_THE_RULE if wary else _STRONGEST_FIRST:
        known: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for i in range(len(before) - 1, -1, -1):
            if left[i]:
                known[before[i].rule, getattr(before[i], strength)].append(i)
        for i, trace in enumerate(now):
            matching = known.get((trace.rule, getattr(trace, strength))) if new[i] else None
            if matching:
                left[matching.pop()] = False
                new[i] = False
    return new


def _trace(path: str, finding: Finding, unit: Unit | None, body: str, lines: Sequence[str]) -> Trace:
    row = finding.span.start.line
    line = _bare(lines[row]) if row < len(lines) else ""
    around = [line]
    if len(line) < TELLING_CHARS:
        around += [_next(lines, row, -1), _next(lines, row, 1)]
    key, symbol = (unit.key, unit.symbol) if unit is not None else ("", "")
    return Trace(
        rule=finding.rule,
        line=_hashed("line", *around),
        place=_hashed("place", path, symbol, line),
        body=_hashed("body", body),
        unit=_hashed("unit", key),
    )


def _body(unit: Unit, lines: Sequence[str]) -> str:
    """The unit's text, its own name out wherever it stands. Whole lines, so that a brace's neighbour counts too."""
    text = "".join(lines[unit.span.start.line : unit.span.end.line + 1])
    if unit.name:
        text = re.sub(rf"(?<!\w){re.escape(unit.name)}(?!\w)", "\0", text)
    return _bare(text)


def _next(lines: Sequence[str], row: int, step: int) -> str:
    """The nearest line above or below that is not empty."""
    row += step
    while 0 <= row < len(lines):
        if line := _bare(lines[row]):
            return line
        row += step
    return ""


def _bare(text: str) -> str:
    return "".join(text.split())


def _hashed(*parts: str) -> str:
    digest = blake2b(digest_size=KEY_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(4, "little") + raw)
    return digest.hexdigest()
