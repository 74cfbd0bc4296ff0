"""Applies checked fixes to one text, round after round, until there are none left to apply."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.advisory import VerifiedEdit
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.finding import Severity
from spark_lsp.core.gate import Passed, Sight, joint_verdict
from spark_lsp.core.text import LineIndex, Span, apply_edits, split_lines
from spark_lsp.engine.analyst import Analyst

ROUNDS_MAX = 50
"""Every round mends at least one finding and brings none, so that it ends by itself; this bounds what it may cost."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A checked fix that the person wants applied."""

    rule: str
    span: Span
    edit: VerifiedEdit


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of the text."""

    source: Source
    analysis: Analysis
    """Of the text as it is now."""
    applied: tuple[Candidate, ...] = ()
    """In the order applied; each one's places are of the text that it was applied to."""


Choose = Callable[[Source, Analysis], Sequence[Candidate]]
"""Which checked fixes of an analysis to apply."""


def fixed(source: Source, analyst: Analyst, choose: Choose, *, least: Severity) -> Fixed:
    """The text after all fixes that `choose` wants, those of later rounds too. Fixes that touch each other wait for
    the next round; those of one round are looked at again together, and one by one where they do not hold."""
    state = Fixed(source, _analysed(source, analyst, least))
    given_up: set[tuple[str, str]] = set()
    for _ in range(ROUNDS_MAX):
        wanted = [c for c in choose(state.source, state.analysis) if _name(c, state.source.text) not in given_up]
        batch = _apart(state.source.text, wanted)
        if not batch:
            break
        after = _after(state, batch, analyst, least)
        if after is None and len(batch) > 1:
            after = _after(state, batch[:1], analyst, least)
        if after is None:
            given_up.add(_name(batch[0], state.source.text))
        else:
            state = after
    return state


def _after(state: Fixed, batch: Sequence[Candidate], analyst: Analyst, least: Severity) -> Fixed | None:
    """The text with the fixes of the batch; None where they do not hold."""
    edits = [edit for candidate in batch for edit in candidate.edit.edits]
    source = replace(state.source, text=apply_edits(state.source.text, edits))
    if _errors(source, analyst) > _errors(state.source, analyst):
        return None
    analysis = _analysed(source, analyst, least)
    before, after = (_sight(a) for a in (state.analysis, analysis))
    if not isinstance(joint_verdict(len(batch), before=before, after=after), Passed):
        return None
    return Fixed(source, analysis, (*state.applied, *batch))


def _analysed(source: Source, analyst: Analyst, least: Severity) -> Analysis:
    return next(iter(analyst.analyse_all((source,), least=least)))


def _errors(source: Source, analyst: Analyst) -> int:
    return analyst.outline(source).parse_errors


def _sight(analysis: Analysis) -> Sight:
    return Sight(0, analysis.findings, tuple(unit.signature for unit in analysis.units))


def _apart(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those, from the top, whose edits touch no edit of one before."""
    index = LineIndex(split_lines(text))
    taken: list[tuple[int, int]] = []
    apart = []
    for candidate in sorted(candidates, key=lambda c: (c.span, c.rule)):
        spots = [(index.offset(e.span.start), index.offset(e.span.end)) for e in candidate.edit.edits]
        if all(to < start or end < begin for begin, to in spots for start, end in taken):
            apart.append(candidate)
            taken += spots
    return apart


def _name(candidate: Candidate, text: str) -> tuple[str, str]:
    """What a fix that did not hold is known by in later rounds."""
    lines = split_lines(text)
    row = candidate.span.start.line
    return candidate.rule, lines[row] if row < len(lines) else ""
