"""Makes advice of grounded words: the words are the model's; place, severity, evidence and category are not."""

from dataclasses import replace

from spark_lsp.core.advisory import Advisory, Evidence, Lane
from spark_lsp.core.finding import Fix, Severity
from spark_lsp.core.overlay import OWN
from spark_lsp.core.question import Grounded, Question, Repair
from spark_lsp.core.text import Position, Span, TextEdit

OWN_CONFIDENCE = 0.4
"""Of advice that no analyzer supports: measured, small models find far worse than they word."""


def advised(question: Question, grounded: Grounded, *, lane: Lane) -> Advisory:
    """The advisory of a packet; spans count from the unit's first line."""
    subject = question.subject
    if subject is None:
        place = Span(Position(0, 0), Position(0, 0))
        return Advisory(
            headline=grounded.headline,
            next_step=grounded.next_step,
            why=grounded.why,
            risk=grounded.risk,
            severity=Severity.HINT,
            confidence=OWN_CONFIDENCE,
            span=place,
            category=OWN,
            evidence=(Evidence(OWN, place, lane.value),),
        )
    return replace(
        subject,
        headline=grounded.headline,
        next_step=grounded.next_step or subject.next_step,
        why=grounded.why or subject.why,
        risk=grounded.risk or subject.risk,
        edit=None,
    )


def repair_fix(repair: Repair, unit: Span, lines: list[str]) -> Fix | None:
    """The repair as a fix of the file; None where it changes nothing or does not lie in the unit. `lines` are the
    file's, with line ends.

    A model drops the indentation that all lines share: it is put back. The text keeps the file's line ends, and the
    last line keeps its own."""
    first, end = unit.start.line + repair.first_line, unit.start.line + repair.end_line
    if not unit.start.line <= first < end <= unit.end.line + 1 or end > len(lines):
        return None
    old = lines[first:end]
    newline = "\r\n" if old[0].endswith("\r\n") else "\n"
    new = _reindented(repair.text.replace("\r\n", "\n").strip("\n").split("\n"), old)
    text = newline.join(new)
    last = old[-1].rstrip("\r\n")
    if text == newline.join(line.rstrip("\r\n") for line in old):
        return None
    place = Span(Position(first, 0), Position(end - 1, len(last)))
    return Fix("Apply the model's repair", (TextEdit(place, text),), safe=False)


def _reindented(new: list[str], old: list[str]) -> list[str]:
    was = next((_indent(line) for line in old if line.strip()), "")
    now = next((_indent(line) for line in new if line.strip()), "")
    if was == now:
        return new
    return [was + line.removeprefix(now) if line.strip() else "" for line in new]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
