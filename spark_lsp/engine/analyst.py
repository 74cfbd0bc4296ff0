"""Turns one text into one Analysis: units, findings of every analyzer, suppression, verified fixes."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from spark_lsp.core.analysis import Again, Analysis, Analyzer, BatchAnalyzer, Outline, Seen, Source
from spark_lsp.core.change import touched_between
from spark_lsp.core.finding import AnalyzerFailure, Finding, Severity
from spark_lsp.core.gate import Sight
from spark_lsp.core.suppress import unsuppressed
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit
from spark_lsp.engine.verify import verified

LARGE_CHARS = 60_000
"""From here on all rules take longer than a person waits for a mark."""
KEPT_MAX = 8

Early = Callable[[Analysis], None]
"""Takes what is known of a text before its fixes have been tried."""

Outliner = Callable[[Source], Outline]
"""A text → its units and how well it parses."""


class Analyst:
    """All analyzers, in an order that does not matter to the result."""

    def __init__(
        self,
        *,
        outline: Outliner,
        quick: Sequence[Analyzer],
        slow: Sequence[Analyzer] = (),
        disabled: frozenset[str] = frozenset(),
    ) -> None:
        """`quick` ones also serve a hover on a unit that was just edited; `disabled` are rule ids or categories."""
        self._outline = outline
        self._quick = tuple(quick)
        self._all = (*quick, *slow)
        self._disabled = disabled
        self._last: OrderedDict[str, tuple[str, frozenset[str]]] = OrderedDict()
        """Path → the text that was analysed last, and which rules told something; of large ones."""

    def analyse(self, source: Source, *, early: Early | None = None) -> Analysis:
        """Everything known of the text. Takes time: never on the event loop. `early` is given what is known before the
        fixes were tried, which takes about as long again; of a large text after a small change it is first given what
        the rules say whose words are near the change, and those that told something before."""
        outline = self._outline(source)
        if early is not None and (again := self._again(source, outline)) is not None:
            early(self._known(replace(source, again=again), outline))
        analysis = self.finish(source, outline, [], early=early)
        if len(source.text) >= LARGE_CHARS:
            self._last[source.path] = (source.text, frozenset(finding.rule for finding in analysis.findings))
            if len(self._last) > KEPT_MAX:
                self._last.popitem(last=False)
        return analysis

    def _again(self, source: Source, outline: Outline) -> Again | None:
        text, rules = self._last.pop(source.path, ("", frozenset[str]()))
        touched = touched_between(text, source.text, outline.units) if text else None
        return Again(touched, rules) if touched is not None else None

    def _known(self, source: Source, outline: Outline) -> Analysis:
        """An analysis without fixes."""
        seen = self._looks(self._all, source, outline.units)
        findings = self._kept(seen, source, split_lines(source.text))
        return replace(_without_fixes(outline, seen, findings), fixes_tried=False)

    def analyse_all(self, sources: Sequence[Source], *, least: Severity = Severity.HINT) -> Iterator[Analysis]:
        """Like `analyse` for each, in order; an analyzer that is quicker on many texts at once sees them together.
        Findings under `least` are left out, and no time is spent on their fixes."""
        together = {a.name: self._look_all(a, sources) for a in self._all if isinstance(a, BatchAnalyzer)}
        for i, source in enumerate(sources):
            known = [seen[i] for seen in together.values()]
            yield self.finish(source, self._outline(source), known, skip=frozenset(together), least=least)

    def finish(
        self,
        source: Source,
        outline: Outline,
        known: Sequence[Seen],
        *,
        skip: frozenset[str] = frozenset(),
        least: Severity = Severity.HINT,
        early: Early | None = None,
    ) -> Analysis:
        """Like `analyse`, with what some analyzers (named in `skip`) already saw in a batch."""
        seen = [*known, *self._looks([a for a in self._all if a.name not in skip], source, outline.units)]
        lines = split_lines(source.text)
        findings = self._kept(seen, source, lines)
        before = Sight(outline.parse_errors, tuple(findings), _signatures(outline.units))

        def sight(text: str, touched: str) -> Sight:
            return self.sight(replace(source, text=text), unlike=before, touched=touched)

        wanted = [finding for finding in findings if finding.severity >= least]
        known_now = _without_fixes(outline, seen, wanted)
        if all(finding.fix is None for finding in wanted):
            return known_now
        if early is not None:
            early(replace(known_now, fixes_tried=False))
        findings = verified(source.text, outline.units, wanted, before=before, look=sight)
        return replace(known_now, findings=tuple(sorted(findings, key=_place)))

    def sight(self, source: Source, *, unlike: Sight | None = None, touched: str = "") -> Sight:
        """What the edit half of the gate compares. A text whose shape alone is refused beside `unlike` is looked at no
        further; `touched` is the code that the change from there is in."""
        outline = self._outline(source)
        signatures = _signatures(outline.units)
        if unlike and (outline.parse_errors > unlike.parse_errors or signatures != unlike.signatures):
            return Sight(outline.parse_errors, (), signatures)
        again = Again(touched, frozenset(f.rule for f in unlike.findings)) if unlike is not None else None
        looks = self._looks(self._all, replace(source, again=again), outline.units)
        calls = tuple(name for unit in outline.units for name in unit.calls)
        return Sight(
            outline.parse_errors, tuple(self._kept(looks, source, split_lines(source.text))), signatures, calls
        )

    def outline(self, source: Source) -> Outline:
        """Units alone."""
        return self._outline(source)

    def glance(self, source: Source, known: Unit) -> Analysis:
        """What the quick analyzers see in the text of one unit, without verified fixes; a millisecond or two."""
        seen = [self._look(a, source, (known,)) for a in self._quick]
        findings = self._kept(seen, source, split_lines(source.text))
        return Analysis(
            units=(known,),
            findings=tuple(sorted(findings, key=_place)),
            failures=tuple(failure for s in seen for failure in s.failures),
            whole=False,
        )

    def _looks(self, analyzers: Sequence[Analyzer], source: Source, units: tuple[Unit, ...]) -> list[Seen]:
        return [self._look(analyzer, source, units) for analyzer in analyzers]

    def _look(self, analyzer: Analyzer, source: Source, units: tuple[Unit, ...]) -> Seen:
        try:
            return analyzer.look(source, units)
        except Exception as error:  # noqa: BLE001 - one analyzer's defect must not silence the others; it is logged
            return Seen(failures=(AnalyzerFailure(analyzer.name, f"{type(error).__name__}: {error}"),))

    def _look_all(self, analyzer: BatchAnalyzer, sources: Sequence[Source]) -> Sequence[Seen]:
        try:
            return analyzer.look_all(sources)
        except Exception as error:  # noqa: BLE001 - as in _look
            return [Seen(failures=(AnalyzerFailure(analyzer.name, f"{type(error).__name__}: {error}"),))] * len(sources)

    def _kept(self, seen: Sequence[Seen], source: Source, lines: Sequence[str]) -> list[Finding]:
        found = [f for s in seen for f in s.findings if not {f.rule, f.category} & self._disabled]
        return unsuppressed(found, source.text, lines, source.language)


def _without_fixes(outline: Outline, seen: Sequence[Seen], findings: Sequence[Finding]) -> Analysis:
    bare = [finding if finding.fix is None else replace(finding, fix=None) for finding in findings]
    return Analysis(
        units=outline.units,
        findings=tuple(sorted(bare, key=_place)),
        failures=tuple(failure for s in seen for failure in s.failures),
        imports=outline.imports,
    )


def _signatures(units: Sequence[Unit]) -> tuple[str, ...]:
    return tuple(unit.signature for unit in units)


def _place(finding: Finding) -> tuple[object, ...]:
    return (finding.span, finding.rule, finding.message)
