"""Runs the edit half of the grounding gate on the fixes of one file, all at once where that works."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spark_lsp.core.finding import Finding, Fix
from spark_lsp.core.gate import Passed, Sight, edit_verdict
from spark_lsp.core.text import LineIndex, Span, TextEdit, apply_edits, span, split_lines
from spark_lsp.core.unit import Unit

Look = Callable[[str], Sight]
"""A text → what is known of it, with the same analyzers that made the findings."""

ALONE_MAX = 12
"""Fixes tried one by one when all together fail; the others are not offered. Each costs a look at the whole file."""


def verified(
    text: str, units: Sequence[Unit], findings: Sequence[Finding], *, before: Sight, look: Look
) -> list[Finding]:
    """The findings, each fix either with the checks it passed or gone."""
    lines = split_lines(text)
    fixes = [f for f in findings if f.fix is not None]
    if not fixes:
        return list(findings)
    whole = span(0, 0, len(lines) + 1, 0)
    together = _disjoint(text, lines, fixes)
    passed: dict[int, Fix] = {}
    if len(together) > 1:
        after = look(apply_edits(text, [e for f in together for e in _edits(f)]))
        if all(_holds(f, units, whole, len(lines), before, after) for f in together):
            passed = {id(f): f.fix for f in together if f.fix is not None}
    tried = 0
    for finding in fixes:
        if id(finding) in passed or finding.fix is None or tried >= ALONE_MAX:
            continue
        tried += 1
        try:
            after = look(apply_edits(text, finding.fix.edits))
        except ValueError:
            continue
        if _holds(finding, units, whole, len(lines), before, after):
            passed[id(finding)] = finding.fix
    checks = ("applies", "changes only this unit", "parses", "keeps the signature", "no new findings")
    return [
        f if f.fix is None else replace(f, fix=replace(f.fix, checks=checks) if id(f) in passed else None)
        for f in findings
    ]


def _holds(finding: Finding, units: Sequence[Unit], whole: Span, last: int, before: Sight, after: Sight) -> bool:
    assert finding.fix is not None
    home = next((u.span for u in reversed(units) if u.span.covers(finding.span) and u.name), whole)
    verdict = edit_verdict(finding.fix, finding.rule, unit=home, last_line=last, before=before, after=after)
    return isinstance(verdict, Passed)


def _edits(finding: Finding) -> tuple[TextEdit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _disjoint(text: str, lines: Sequence[str], findings: Sequence[Finding]) -> list[Finding]:
    """Findings, in order, whose fixes do not touch each other."""
    index = LineIndex(lines)
    taken: list[tuple[int, int]] = []
    kept: list[Finding] = []
    for finding in findings:
        spots = [(index.offset(e.span.start), index.offset(e.span.end)) for e in _edits(finding)]
        if all(end < start or to < begin for begin, to in spots for start, end in taken):
            taken += spots
            kept.append(finding)
    return kept
