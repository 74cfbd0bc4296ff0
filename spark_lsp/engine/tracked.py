"""One open file: its lines, its last analysis, and what of that analysis still holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.drift import Drift
from spark_lsp.core.excerpt import excerpt
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.stretch import Stretches, Wanted, wanted
from spark_lsp.core.synthesis import Taste, UnitIndex, advisories_by_unit, shifted
from spark_lsp.core.text import Position, Span, span, split_lines
from spark_lsp.core.unit import Unit, UnitKind

Glance = Callable[[Source, Unit], Analysis]
"""A part's text, and the unit it is of → what the quick analyzers see."""
Judge = Callable[[str, Analysis, Sequence[str]], Taste]
"""(path, analysis, its text's lines) → which of its findings the person has put away, and what the rules are worth."""

NOWHERE = Unit(UnitKind.MODULE, "", (), span(0, 0, 0, 0), span(0, 0, 0, 0), 0, "", -1)
"""Stands for the unit of a text whose outline is still to come."""

EDITED_LINES_MAX = 80
"""Longest unit that a hover has analysed while it waits, lines; about 2 ms. The analysis of the whole file is
100–300 ms behind the last key, so for a longer one the hover says that it is still to come."""

UNSEEN_LINES_MAX = 120
"""The same each way from the cursor for a file that was opened a moment ago and never analysed; about 10 ms, once."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the code at one place. Spans are of the present text."""

    unit: Unit | None
    advisories: tuple[Advisory, ...]
    whole: bool
    """False where the analysis of this code is still to come."""
    key: str = ""
    shift: int = 0
    """Lines to add to the unit's spans."""


class TrackedFile:
    """State of one open file. Not thread-safe: lives on the event loop."""

    __slots__ = (
        "_advice",
        "_glanced",
        "_index",
        "_lines_asked",
        "_lines_known",
        "_stretches",
        "advised",
        "analysed_version",
        "analysis",
        "asked_version",
        "drift",
        "edits_since",
        "language",
        "lines",
        "path",
        "version",
    )

    def __init__(self, path: str, language: str, lines: list[str], version: int) -> None:
        self.path = path
        self.language = language
        self.lines = lines
        self.version = version
        self.analysis: Analysis | None = None
        self.analysed_version = -1
        self.asked_version = -1
        self.drift = Drift()
        self.edits_since: list[tuple[int, int, int]] = []
        self._lines_asked: list[str] = []
        self._lines_known: list[str] = []
        self._index = UnitIndex(())
        self._advice: dict[int, tuple[Advisory, ...]] = {}
        self.advised: dict[str, Unit] = {}
        """Unit key → the unit as analysed, of those with advice."""
        self._stretches = Stretches(())
        self._glanced: tuple[int, Wanted, Told] | None = None

    def source(self) -> Source:
        """The present text."""
        return Source("".join(self.lines), self.language, self.path)

    def edited(self, first: int, end: int, new_end: int) -> None:
        """Lines `first:end` became `first:new_end`; `lines` is already the new text."""
        self.drift.edit(first, end, new_end)
        if self.asked_version >= 0:
            self.edits_since.append((first, end, new_end))

    def asked(self) -> None:
        """An analysis of the present text was started."""
        self.asked_version = self.version
        self.edits_since = []
        self._lines_asked = self.lines.copy()

    def install(self, analysis: Analysis, least: Severity, judge: Judge) -> None:
        """Takes the analysis of the text at `asked_version`."""
        self.analysis = analysis
        self.analysed_version = self.asked_version
        self.drift = Drift()
        for first, end, new_end in self.edits_since:
            self.drift.edit(first, end, new_end)
        self._index = UnitIndex(analysis.units)
        self._stretches = Stretches(analysis.units)
        self._lines_known = self._lines_asked
        self.rejudge(least, judge)

    def rejudge(self, least: Severity, judge: Judge) -> None:
        """Makes the advice anew from the same findings: a dismissal or the severity setting changed."""
        self._glanced = None
        if self.analysis is not None:
            taste = judge(self.path, self.analysis, self._lines_known)
            self._advice = advisories_by_unit(self.analysis, least=least, taste=taste)
            units = self.analysis.units
            self.advised = {units[at].key: units[at] for at in self._advice}

    def finding_at(self, rule: str, position: Position) -> tuple[Analysis, list[str], Finding] | None:
        """The finding of a rule nearest to a present place among those still known, with the analysis that has it."""
        line = self.drift.analysed_line(position.line)
        if self.analysis is None or line is None:
            return None
        mine = [f for f in self.analysis.findings if f.rule == rule and f.span.start.line <= line <= f.span.end.line]
        if not mine:
            return None
        here = Position(line, position.column)
        nearest = min(mine, key=lambda f: (not f.span.contains(here), abs(f.span.start.column - here.column)))
        return self.analysis, self._lines_known, nearest

    def last_seen(self, rule: str, line: int) -> tuple[Analysis, list[str], Finding] | None:
        """The finding of a rule on a line as it was last analysed, whatever the line has become since: who takes an
        edit says so when it is done."""
        if self.analysis is None:
            return None
        mine = (f for f in self.analysis.findings if f.rule == rule and f.span.start.line <= line <= f.span.end.line)
        found = next(mine, None)
        return (self.analysis, self._lines_known, found) if found is not None else None

    def present(self, first: int, end: int) -> str:
        """What stands now where these lines (the last exclusive) stood when the file was last analysed."""
        return "".join(self.lines[self.drift.present_line(first) : self.drift.present_end(end)])

    def told_at(self, position: Position, glance: Glance, least: Severity, judge: Judge) -> Told:
        """What is known at a place, never of code that has changed since: where it has, that stretch alone is
        analysed now."""
        analysis = self.analysis
        if analysis is not None:
            line = self.drift.analysed_line(position.line)
            if line is not None:
                at = self._index.at(Position(line, position.column))
                if at is not None:
                    first, last = self._stretches.of(at, line)
                    if not self.drift.touches(first, last):
                        return self._known(at, position.line - line)
        return self._glance(position, glance, least, judge)

    def all_advice(self) -> list[Advisory]:
        """All advice on code that has not changed since, in file order, at its present place."""
        found: list[Advisory] = []
        for at, advisories in self._advice.items():
            for advisory in advisories:
                line = advisory.span.start.line
                first, last = self._stretches.of(at, line)
                if not self.drift.touches(first, last) and self._stands(advisory):
                    found.append(shifted(advisory, self.drift.present_line(line) - line))
        return sorted(found, key=lambda advisory: advisory.span)

    def _known(self, at: int, shift: int) -> Told:
        unit = self._index.units[at]
        advice = tuple(filter(self._stands, self._advice.get(at, ())))
        if shift:
            advice = tuple(shifted(advisory, shift) for advisory in advice)
        return Told(unit, advice, True, unit.key, shift)

    def _stands(self, advisory: Advisory) -> bool:
        """Whether the other code that the advice speaks of is as it was analysed."""
        return not any(self.drift.touches(span.start.line, span.end.line) for span in advisory.rests_on)

    def _glance(self, position: Position, glance: Glance, least: Severity, judge: Judge) -> Told:
        want = wanted(
            self.lines,
            self.analysis,
            index=self._index,
            stretches=self._stretches,
            drift=self.drift,
            position=position,
            limit=UNSEEN_LINES_MAX,
        )
        if self._glanced is not None and self._glanced[:2] == (self.version, want):
            return self._glanced[2]
        longest = EDITED_LINES_MAX if want.at >= 0 else 2 * UNSEEN_LINES_MAX
        if not want.first <= position.line < want.end or want.end - want.first > longest:
            return Told(None, (), False)
        part = excerpt(self.lines, (want.first, want.end), want.headers, want.imports)
        text_lines = split_lines(part.text)
        own = next((i for i in range(len(text_lines)) if part.to_file_line(i) == want.first), want.first)
        shift = want.first - own
        known = self._index.units[want.at] if want.at >= 0 else NOWHERE
        whole = span(0, 0, len(text_lines), 0)
        known = replace(known, span=whole, name_span=self._name_now(known, want, shift), parent=-1)
        analysis = glance(Source(part.text, self.language, self.path, own), known)
        taste = judge(self.path, analysis, text_lines)
        flat: list[Advisory] = []
        for advisories in advisories_by_unit(analysis, least=least, taste=taste).values():
            for advisory in advisories:
                to = part.to_file_line(advisory.span.start.line)
                if to is not None and want.first <= to < want.end:
                    flat.append(shifted(advisory, to - advisory.span.start.line))
        told = Told(known if want.at >= 0 else None, tuple(flat), False, known.key, shift)
        self._glanced = (self.version, want, told)
        return told

    def _name_now(self, unit: Unit, want: Wanted, shift: int) -> Span:
        """Where the unit's name is in the excerpt; an empty span where its line changed."""
        line = unit.name_span.start.line
        if unit.kind is UnitKind.MODULE or self.drift.touches(line, line):
            return span(0, 0, 0, 0)
        return unit.name_span.shifted(self.drift.present_line(line) - shift - line)


def lies_on(told: Told, position: Position) -> Span | None:
    """The span that a hover at the position speaks of: some evidence, or the unit's name; None elsewhere."""
    for advisory in told.advisories:
        if advisory.span.contains(position):
            return advisory.span
    if told.unit is not None and told.unit.name:
        name = told.unit.name_span.shifted(told.shift)
        if name.contains(position):
            return name
    return None
