"""What is kept of advice that a person took or put away, so that the benchmark can ask models the same again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.drift import Drift
from spark_lsp.core.excerpt import Excerpt, excerpt
from spark_lsp.core.finding import Finding
from spark_lsp.core.stretch import Stretches, wanted
from spark_lsp.core.synthesis import UnitIndex
from spark_lsp.core.text import Position, Span, TextEdit, apply_edits, split_lines

CODE_CHARS_MAX = 12_000
"""Longer stretches are not kept: no model of a hover is shown so much."""

ID_CHARS = 10


class Event(StrEnum):
    """What became of it."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """One piece of advice with the code that it was given for: the unit, below its file's imports and the headers of
    what it stands in. No path is in it."""

    event: Event
    rule: str
    language: str
    at_s: float
    """Unix time."""
    code: str
    first_line: int
    """Flagged lines of `code`, 0-based, the last inclusive."""
    last_line: int
    column: int
    """Where the finding begins in its first line."""
    headline: str
    next_step: str
    why: str
    repaired: str = ""
    """The code after the edit that was taken; `""` where there was none."""

    @property
    def id(self) -> str:
        """A hash of what was taken or put away, hex; the same for the same code."""
        told = "\0".join((self.event.value, self.rule, self.code, str(self.first_line)))
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=ID_CHARS // 2).hexdigest()


def record_of(
    event: Event,
    finding: Finding,
    analysis: Analysis,
    lines: Sequence[str],
    language: str,
    *,
    at_s: float,
    edits: Sequence[TextEdit] = (),
    present: Callable[[int, int], str] | None = None,
) -> LiveRecord | None:
    """The record of a finding of an analysis of the text that `lines` are; None where its stretch is too long.

    `edits` are what was taken. `present` gives what stands now where (first, end exclusive) of these lines stood: where
    that differs, it is what was taken."""
    line = finding.span.start.line
    index = UnitIndex(analysis.units)
    want = wanted(
        lines,
        analysis,
        index=index,
        stretches=Stretches(analysis.units),
        drift=Drift(),
        position=finding.span.start,
        limit=CODE_CHARS_MAX,
    )
    part = excerpt(lines, (want.first, want.end), want.headers, want.imports)
    at = {origin: i for i in range(len(split_lines(part.text))) if (origin := part.to_file_line(i)) is not None}
    if len(part.text) > CODE_CHARS_MAX or line not in at:
        return None
    now = present(want.first, want.end) if present is not None else ""
    if now and now != "".join(lines[want.first : want.end]):
        above = split_lines(part.text)[: at[want.first]]
        repaired = "".join(above) + now
    else:
        repaired = _repaired(part, at, edits)
    last = at.get(finding.span.end.line, at[line])
    return LiveRecord(
        event,
        finding.rule,
        language,
        at_s,
        part.text,
        at[line],
        last,
        finding.span.start.column,
        finding.message,
        finding.next_step,
        finding.why,
        repaired if len(repaired) <= 2 * CODE_CHARS_MAX else "",
    )


def without_secrets(record: LiveRecord, redact: Callable[[str], str]) -> LiveRecord | None:
    """The record with secrets taken out of every text; None where one stood in the flagged lines or in the edit, so
    that nothing true is left to ask."""
    code, repaired = redact(record.code), redact(record.repaired)
    flagged = slice(record.first_line, record.last_line + 1)
    if split_lines(code)[flagged] != split_lines(record.code)[flagged]:
        return None
    kept = set(split_lines(record.code))
    new = [line for line in split_lines(record.repaired) if line not in kept]
    if any(redact(line) != line for line in new):
        return None
    return replace(
        record,
        code=code,
        repaired=repaired,
        headline=redact(record.headline),
        next_step=redact(record.next_step),
        why=redact(record.why),
    )


def record_to_json(record: LiveRecord) -> str:
    """One line."""
    return json.dumps(asdict(record), ensure_ascii=True)


def record_from_json(text: str) -> LiveRecord | None:
    """None for what is no record: the file is a person's to edit."""
    try:
        read: dict[str, Any] = json.loads(text)
        record = LiveRecord(**{**read, "event": Event(read["event"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    kinds = (str, str, str, int | float, str, int, int, int, str, str, str, str)
    given = [getattr(record, name) for name in LiveRecord.__slots__]
    return record if all(map(isinstance, given, kinds)) and 0 <= record.first_line <= record.last_line else None


def _repaired(part: Excerpt, at: dict[int, int], edits: Sequence[TextEdit]) -> str:
    """The excerpt after edits of the file; `""` where one of them is outside of it."""
    moved: list[TextEdit] = []
    for edit in edits:
        first, last = at.get(edit.span.start.line), at.get(edit.span.end.line)
        if last is None and edit.span.end.column == 0 and edit.span.end.line - 1 in at:
            last = at[edit.span.end.line - 1] + 1
        if first is None or last is None:
            return ""
        span = Span(Position(first, edit.span.start.column), Position(last, edit.span.end.column))
        moved.append(TextEdit(span, edit.text))
    try:
        return apply_edits(part.text, moved) if moved else ""
    except ValueError:
        return ""
