"""The programmatic lane: findings in, ranked advice out. Same input, same bytes."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.advisory import Advisory, Emit, Evidence, Lane, Lineage, Packet, VerifiedEdit
from spark_lsp.core.analysis import Analysis
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import Position
from spark_lsp.core.unit import Unit

Dismissed = Callable[[Finding, Unit], bool]
"""Whether the person has put this finding away, on this code."""

Worth = Callable[[str], float]
"""What a rule's advice has been worth to this person so far, over 0; only how rules compare counts."""

PROGRAMMATIC_VERSION = "1"
"""Changes when the same findings would be worded or ranked otherwise."""

_SOURCE_ORDER = {"core": 0, "user": 1, "ruff": 2, "complexity": 4}
"""Who words an advisory that several saw: our own rule looks at where a value comes from, so it knows most."""


def nobody_dismissed(finding: Finding, unit: Unit) -> bool:
    """For callers without a store."""
    return False


def all_alike(rule: str) -> float:
    """For callers that count no outcomes."""
    return 1.0


@dataclass(frozen=True, slots=True)
class Taste:
    """How a person's own doings bear on advice."""

    dismissed: Dismissed = nobody_dismissed
    worth: Worth = all_alike


class UnitIndex:
    """The unit at a place, found by bisection."""

    __slots__ = ("_starts", "units")

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self._starts = [unit.span.start for unit in units]

    def at(self, position: Position) -> int | None:
        """Index of the innermost unit that holds the position; None where no unit does."""
        i = bisect_right(self._starts, position) - 1
        while i >= 0:
            if self.units[i].span.contains(position):
                return i
            i = self.units[i].parent
        return 0 if self.units else None


def advise(findings: Iterable[Finding], worth: Worth = all_alike) -> tuple[Advisory, ...]:
    """Advisories in the order a person should read them: by severity, confidence and what their rules have been
    worth; findings that say the same are one."""
    groups: list[list[Finding]] = []
    for finding in sorted(findings, key=_reading_order):
        for group in groups:
            if _same_thing(group[0], finding):
                group.append(finding)
                break
        else:
            groups.append([finding])
    advisories = [_advisory(group) for group in groups]
    return tuple(sorted(advisories, key=lambda advisory: _rank(advisory, worth)))


def advisories_by_unit(
    analysis: Analysis, *, least: Severity, taste: Taste = Taste()
) -> dict[int, tuple[Advisory, ...]]:
    """Unit index → its advisories, for units that have any. A finding belongs to the innermost unit at its start."""
    index = UnitIndex(analysis.units)
    mine: dict[int, list[Finding]] = {}
    for finding in analysis.findings:
        if finding.severity < least:
            continue
        at = index.at(finding.span.start)
        if at is None or taste.dismissed(finding, analysis.units[at]):
            continue
        mine.setdefault(at, []).append(finding)
    return {at: advise(found, taste.worth) for at, found in sorted(mine.items())}


def emits_of(
    path: str, analysis: Analysis, *, least: Severity, dismissed: Dismissed = nobody_dismissed
) -> tuple[Emit, ...]:
    """One emit for each unit with advice, in file order."""
    by_unit = advisories_by_unit(analysis, least=least, taste=Taste(dismissed))
    return tuple(emit_of(path, analysis.units[at], packet_of(analysis.units[at], by_unit[at])) for at in by_unit)


def packet_of(unit: Unit, advisories: Sequence[Advisory]) -> Packet:
    """The programmatic packet of a unit; its lines count from the unit's first."""
    up = -unit.span.start.line
    return Packet(
        Lane.PROGRAMMATIC,
        tuple(shifted(advisory, up) for advisory in advisories),
        Lineage(key=unit.key, prompt_version=f"programmatic/{PROGRAMMATIC_VERSION}"),
    )


def emit_of(path: str, unit: Unit, packet: Packet) -> Emit:
    """The packet laid on the file where the unit now stands."""
    down = unit.span.start.line
    return Emit(
        path=path,
        unit=unit.symbol,
        span=unit.span,
        lane=packet.lane,
        advisories=tuple(shifted(advisory, down) for advisory in packet.advisories),
        lineage=packet.lineage,
    )


def shifted(advisory: Advisory, lines: int) -> Advisory:
    """The same advice, `lines` further down."""
    if lines == 0:
        return advisory
    edit = advisory.edit
    if edit is not None:
        edit = replace(edit, edits=tuple(replace(e, span=e.span.shifted(lines)) for e in edit.edits))
    return replace(
        advisory,
        span=advisory.span.shifted(lines),
        evidence=tuple(replace(e, span=e.span.shifted(lines)) for e in advisory.evidence),
        edit=edit,
        rests_on=tuple(span.shifted(lines) for span in advisory.rests_on),
    )


def _reading_order(finding: Finding) -> tuple[object, ...]:
    return (
        _SOURCE_ORDER.get(finding.source, 3),
        -finding.severity,
        -finding.confidence,
        finding.span,
        finding.rule,
        finding.message,
    )


def _same_thing(one: Finding, other: Finding) -> bool:
    """Same category in the same place: overlapping spans, the same line seen by two tools, one rule inside its own."""
    if one.category != other.category:
        return False
    if one.rule == other.rule:
        return one.span.covers(other.span) or other.span.covers(one.span)
    if one.source == other.source:
        return one.span.overlaps(other.span)
    return one.span.start.line <= other.span.end.line and other.span.start.line <= one.span.end.line


def _advisory(group: list[Finding]) -> Advisory:
    teller = group[0]
    mended = next((finding.fix for finding in group if finding.fix is not None and finding.fix.checks), None)
    return Advisory(
        headline=teller.message,
        next_step=teller.next_step,
        why=teller.why,
        severity=max(finding.severity for finding in group),
        confidence=max(finding.confidence for finding in group),
        span=teller.span,
        category=teller.category,
        evidence=tuple(Evidence(f.rule, f.span, f.source, f.cwe) for f in group),
        edit=VerifiedEdit(mended.title, mended.edits, mended.checks, mended.safe) if mended is not None else None,
        rests_on=tuple(dict.fromkeys(span for finding in group for span in finding.rests_on)),
    )


def _rank(advisory: Advisory, worth: Worth) -> tuple[object, ...]:
    rule, first = advisory.evidence[0].rule, advisory.span
    return (-advisory.severity * advisory.confidence * worth(rule), first, rule)
