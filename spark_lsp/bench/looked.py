"""A look at a scenario's cursor as the production path sees it: the view, and the advice that is asked about."""

from dataclasses import replace

from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.advisory import Advisory
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Severity
from spark_lsp.core.foreign import Foreign, as_advisory
from spark_lsp.core.synthesis import Taste, advisories_by_unit
from spark_lsp.core.text import Position, split_lines
from spark_lsp.core.unit import innermost
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.questions import View


def looked(scenario: Scenario, analyst: Analyst) -> tuple[View, Advisory | None]:
    """The view of the unit at the cursor, and its subject: the analyzers' advice there, else the other tool's
    diagnostic on that line, else None (the unit as a whole). Takes as long as an analysis."""
    at = Position(scenario.line, scenario.column)
    analysis = analyst.analyse(source_of(scenario))
    index = innermost(analysis.units, at) or 0
    unit = analysis.units[index]
    taste = Taste(lambda finding, unit: finding.rule in scenario.dismissed)
    found = advisories_by_unit(analysis, least=Severity.INFO, taste=taste).get(index, ())
    foreign = tuple(Foreign(one.line, one.line, one.source, "", one.message) for one in scenario.diagnostics)
    span = unit.span
    view = View(
        uri=f"file://{scenario.path}",
        path=scenario.path,
        language=scenario.language,
        unit=unit,
        first_line=span.start.line,
        lines=tuple(split_lines(scenario.code)[span.start.line : span.end.line + 1]),
        advisories=found,
        units=analysis.units,
        foreign=tuple(one for one in foreign if span.start.line <= one.first_line <= span.end.line),
    )
    here = next((one for one in found if one.span.start.line <= at.line <= one.span.end.line), None)
    if here is not None:
        return view, here
    said = next((one for one in view.foreign if one.first_line == at.line), None)
    if said is None:
        return view, None
    subject = as_advisory(said, at)
    return replace(view, foreign=tuple(one for one in view.foreign if one is not said)), subject


def source_of(scenario: Scenario) -> Source:
    """The scenario's code as a file."""
    return Source(scenario.code, scenario.language, scenario.path)
