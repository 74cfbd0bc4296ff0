"""Runs the edit half of the grounding gate on the fixes of one file, all at once where that works."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spark_lsp.core.change import touched_by
from spark_lsp.core.finding import Finding, Fix
from spark_lsp.core.gate import Passed, Sight, Verdict, edit_verdict
from spark_lsp.core.text import LineIndex, Span, TextEdit, apply_edits, span, split_lines
from spark_lsp.core.unit import Unit

Look = Callable[[str, str], Sight]
"""A text, and what a change has touched of it → what is known of it, with the same analyzers that made the findings."""

LOOKS_MAX = 12
"""Looks at the whole file that trying its fixes may cost; a fix whose turn does not come is not offered."""


def verified(
    text: str, units: Sequence[Unit], findings: Sequence[Finding], *, before: Sight, look: Look
) -> list[Finding]:
    """The findings, each fix either with the checks it passed or gone.

    Fixes are tried together only where each is in a unit of its own and no two touch, so that none can hide what
    another breaks; where a batch does not hold, its fixes are tried one by one."""
    lines = split_lines(text)
    whole = span(0, 0, len(lines) + 1, 0)
    heads = [(unit.span, unit.name_span.start.line, unit.body_line) for unit in units if unit.name]
    wanted = [f for f in findings if f.fix is not None and not _alters_head(f.fix, heads)]
    homes = {id(f): _home(f, units, whole) for f in wanted}
    waiting = _batches(text, wanted, homes)
    passed: dict[int, Fix] = {}
    looks = 0
    while waiting and looks < LOOKS_MAX:
        batch = waiting.pop(0)
        looks += 1
        try:
            edits = [e for f in batch for e in _edits(f)]
            after = look(apply_edits(text, edits), touched_by(edits, lines, units))
        except ValueError:
            continue  # the edits of one fix overlap
        verdicts = [_verdict(f, batch, homes[id(f)], whole.end.line - 1, before, after) for f in batch]
        held = {id(f): _checked(f, v.checks) for f, v in zip(batch, verdicts, strict=True) if isinstance(v, Passed)}
        if len(held) == len(batch):
            passed |= held
        elif len(batch) > 1:
            waiting += [[f] for f in batch]
    return [replace(f, fix=passed.get(id(f))) if f.fix is not None else f for f in findings]


def _alters_head(fix: Fix, heads: Sequence[tuple[Span, int, int]]) -> bool:
    """Whether a fix rewrites lines from a unit's name to its body. That changes the signature, which the gate refuses,
    and with it what is tried together."""
    return any(
        first <= edit.span.start.line < body and edit.span.start != edit.span.end and unit.covers(edit.span)
        for edit in fix.edits
        for unit, first, body in heads
    )


def _verdict(finding: Finding, batch: Sequence[Finding], home: Span, last: int, before: Sight, after: Sight) -> Verdict:
    assert finding.fix is not None
    mended = sum(f.rule == finding.rule for f in batch)
    return edit_verdict(finding.fix, finding.rule, unit=home, last_line=last, before=before, after=after, mended=mended)


def _checked(finding: Finding, checks: tuple[str, ...]) -> Fix:
    assert finding.fix is not None
    return replace(finding.fix, checks=checks)


def _home(finding: Finding, units: Sequence[Unit], whole: Span) -> Span:
    """The innermost unit with a name that the finding is in; the whole file where there is none."""
    return next((u.span for u in reversed(units) if u.name and u.span.covers(finding.span)), whole)


def _edits(finding: Finding) -> tuple[TextEdit, ...]:
    return finding.fix.edits if finding.fix is not None else ()


def _batches(text: str, findings: Sequence[Finding], homes: dict[int, Span]) -> list[list[Finding]]:
    """Findings in order, each in the first batch where its unit and its edits keep clear of all others."""
    index = LineIndex(split_lines(text))
    batches: list[tuple[list[Finding], list[tuple[int, int]]]] = []
    for finding in findings:
        spans = [homes[id(finding)], *(e.span for e in _edits(finding))]
        spots = [(index.offset(s.start), index.offset(s.end)) for s in spans]
        for batch, taken in batches:
            if all(to < start or end < begin for begin, to in spots for start, end in taken):
                batch.append(finding)
                taken += spots
                break
        else:
            batches.append(([finding], spots))
    return [batch for batch, _ in batches]
