"""What one file gives on the command line: emits, the lines they point at, or the reason why there are none."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.cli.reading import machine_made, read_bytes, source_of
from spark_lsp.core.advisory import Emit
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.dismissal import dismissed_by
from spark_lsp.core.finding import Severity
from spark_lsp.core.novelty import Trace, traces
from spark_lsp.core.synthesis import emit_of, emits_of, packet_of
from spark_lsp.core.text import Position, Span, split_lines
from spark_lsp.core.unit import innermost
from spark_lsp.errors import UnreadableInput
from spark_lsp.wire import EmitJson, emit_to_json

if TYPE_CHECKING:
    from spark_lsp.engine.analyst import Analyst


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file; 0-based. Without a column: the first character of the line that is not white space."""

    line: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One file to look at."""

    path: str
    language: str
    named: bool
    """The person named this very file, so that it is looked at even if a machine made it."""
    place: Place | None = None
    content: bytes | None = None
    """What to look at in the place of what is on the disk."""
    label: str = ""
    """The path that its traces speak of, where that is another one."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is the same for all files of one run."""

    least: Severity
    disabled: frozenset[str] = frozenset()
    rule_folders: tuple[str, ...] = ()
    held: frozenset[str] = frozenset()
    """Keys of what was put away."""
    traced: bool = False
    """Whether the reports carry what each finding is known again by."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What came of one file."""

    path: str
    emits: tuple[Emit, ...] = ()
    json: tuple[EmitJson, ...] = ()
    """The emits as JSON, in UTF-16, made where the lines are."""
    lines: dict[int, str] = field(default_factory=dict)
    """The lines that advisories start on, without their ends."""
    traces: tuple[tuple[Span, Trace], ...] = ()
    """Of all findings, those put away too, where the question asks for them."""
    failures: tuple[str, ...] = ()
    """Analyzers or rules that did not work on it."""
    error: str = ""
    """Why it could not be looked at."""
    skipped: str = ""
    """Why it was left out on purpose."""


def report_of(task: Task, source: Source, analysis: Analysis, question: Question) -> FileReport:
    """What the analysis of the file says to the person who asked."""
    lines = split_lines(source.text)
    home = os.path.normcase(os.path.abspath(task.path))
    dismissed = dismissed_by(question.held, home, analysis, lines)
    emits = emits_of(task.path, analysis, least=question.least, dismissed=dismissed)
    if task.place is not None:
        if task.place.line >= max(1, len(lines)):
            return FileReport(
                task.path, error=f"{task.path}: has {len(lines)} lines, so there is no line {task.place.line + 1}"
            )
        emits = _at(task.path, analysis, emits, _position(task.place, lines))
    starts = {advisory.span.start.line for emit in emits for advisory in emit.advisories}
    return FileReport(
        task.path,
        emits=emits,
        json=tuple(emit_to_json(emit, lines, "utf-16") for emit in emits),
        lines={n: lines[n].rstrip("\r\n") for n in sorted(starts) if n < len(lines)},
        traces=tuple(traces(task.label or task.path, analysis, lines)) if question.traced else (),
        failures=tuple(f"{failure.who}: {failure.reason}" for failure in analysis.failures),
    )


def _position(place: Place, lines: Sequence[str]) -> Position:
    if place.column is not None:
        return Position(place.line, place.column)
    text = lines[place.line] if lines else ""
    return Position(place.line, len(text) - len(text.lstrip()) if text.strip() else 0)


def _at(path: str, analysis: Analysis, emits: tuple[Emit, ...], position: Position) -> tuple[Emit, ...]:
    """The emit of the unit at the position, empty where there is nothing to say, then those of the units in it."""
    here = innermost(analysis.units, position)
    if here is None:
        return ()
    unit = analysis.units[here]
    own = next((e for e in emits if e.span == unit.span and e.unit == unit.symbol), None)
    inner = tuple(e for e in emits if e is not own and unit.name and unit.span.covers(e.span))
    return (own or emit_of(path, unit, packet_of(unit, ())), *inner)


def analyst_of(question: Question) -> "Analyst":
    """All analyzers, as the question wants them."""
    from spark_lsp.build import analyst_for
    from spark_lsp.engine.worker import Setup

    return analyst_for(Setup(question.disabled, question.rule_folders))[0]


def reports_of(tasks: Sequence[Task], question: Question, analyst: "Analyst") -> Iterator[FileReport]:
    """Files from the disk to their reports, in the order given; what can be seen of several at once is seen first.
    Never raises for what is on the disk."""
    read = [_read(task) for task in tasks]
    sources = deque(got for got in read if isinstance(got, Source))
    analyses = analyst.analyse_all(tuple(sources), least=question.least)
    for task, got in zip(tasks, read, strict=True):
        if isinstance(got, FileReport):
            yield got
            continue
        sources.popleft()
        try:
            report = report_of(task, got, next(analyses), question)
        except Exception as error:  # noqa: BLE001 - a parser's or analyzer's defect costs its file, not the run
            report = FileReport(task.path, error=f"{task.path}: the analysis raised {type(error).__name__}: {error}")
            analyses = analyst.analyse_all(tuple(sources), least=question.least)
        yield report


def _read(task: Task) -> Source | FileReport:
    try:
        path = Path(task.path)
        raw = task.content if task.content is not None else read_bytes(path)
        source = source_of(raw, path, task.language)
    except UnreadableInput as error:
        return FileReport(task.path, error=str(error)) if task.named else FileReport(task.path, skipped=str(error))
    if not task.named and machine_made(source):
        return FileReport(task.path, skipped=f"{task.path}: machine-made")
    return source
