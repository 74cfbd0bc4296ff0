"""Runs the edit half of the grounding gate on a change that a model proposed."""

from dataclasses import dataclass, replace

from spark_lsp.core.analysis import Source
from spark_lsp.core.change import touched_by
from spark_lsp.core.finding import Fix
from spark_lsp.core.gate import Refused, Verdict, repair_verdict
from spark_lsp.core.text import Span, apply_edits, split_lines
from spark_lsp.engine.analyst import Analyst


@dataclass(frozen=True, slots=True)
class Trial:
    """A change to try. Spans are of the file."""

    source: Source
    fix: Fix
    unit: Span
    rule: str
    """Of the finding that it should mend; `""` where no analyzer of ours tells it."""


def tried(analyst: Analyst, trial: Trial) -> Verdict:
    """What the gate says; never raises for what is in the change."""
    try:
        text = apply_edits(trial.source.text, trial.fix.edits)
    except ValueError:
        return Refused("its edits overlap")
    before = analyst.sight(trial.source)
    lines = split_lines(trial.source.text)
    units = analyst.outline(trial.source).units
    after = analyst.sight(
        replace(trial.source, text=text), unlike=before, touched=touched_by(trial.fix.edits, lines, units)
    )
    flagged = "".join(
        line
        for finding in before.findings
        if finding.rule == trial.rule and trial.unit.covers(finding.span)
        for line in lines[finding.span.start.line : finding.span.end.line + 1]
    )
    return repair_verdict(
        trial.fix,
        trial.rule,
        unit=trial.unit,
        last_line=len(lines) - 1,
        before=before,
        after=after,
        flagged=flagged,
    )
