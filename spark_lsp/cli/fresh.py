"""Takes out of reports the advice that was there before."""

from collections.abc import Sequence
from dataclasses import replace

from spark_lsp.cli.look import FileReport
from spark_lsp.core.advisory import Advisory
from spark_lsp.core.novelty import Trace, brought
from spark_lsp.core.text import Span
from spark_lsp.wire import AdvisoryJson, EmitJson

Place = tuple[str, Span]
"""Rule and span: what names a finding within one text."""


def fresh(reports: Sequence[FileReport], before: Sequence[Trace], *, wary: bool = False) -> list[FileReport]:
    """The reports with the advice alone of which some finding is in none of those from before. All are asked at
    once, since code moves from file to file. `wary` as in `brought`."""
    everything = [trace for report in reports for _, trace in report.traces]
    verdicts = iter(brought(everything, before, wary=wary))
    left = []
    for report in reports:
        new = {(trace.rule, span) for (span, trace), is_new in zip(report.traces, verdicts, strict=False) if is_new}
        left.append(_narrowed(report, new))
    return left


def told(report: FileReport) -> tuple[Trace, ...]:
    """The traces of what a report tells."""
    places = {place for emit in report.emits for advisory in emit.advisories for place in _places(advisory)}
    return tuple(trace for span, trace in report.traces if (trace.rule, span) in places)


def untold(report: FileReport) -> tuple[Trace, ...]:
    """The traces of what a report does not tell: put away, in another place, from before."""
    places = {place for emit in report.emits for advisory in emit.advisories for place in _places(advisory)}
    return tuple(trace for span, trace in report.traces if (trace.rule, span) not in places)


def _narrowed(report: FileReport, new: set[Place]) -> FileReport:
    kept = [[not new.isdisjoint(_places(advisory)) for advisory in emit.advisories] for emit in report.emits]
    emits = [
        replace(emit, advisories=tuple(a for a, keep in zip(emit.advisories, row, strict=True) if keep))
        for emit, row in zip(report.emits, kept, strict=True)
    ]
    sent = [
        _with(emit, [a for a, keep in zip(emit["advisories"], row, strict=True) if keep])
        for emit, row in zip(report.json, kept, strict=True)
    ]
    return replace(
        report,
        emits=tuple(emit for emit in emits if emit.advisories),
        json=tuple(emit for emit in sent if emit["advisories"]),
    )


def _with(emit: EmitJson, advisories: list[AdvisoryJson]) -> EmitJson:
    narrowed = emit.copy()
    narrowed["advisories"] = advisories
    return narrowed


def _places(advisory: Advisory) -> set[Place]:
    return {(evidence.rule, evidence.span) for evidence in advisory.evidence}
