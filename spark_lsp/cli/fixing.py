"""`advise --fix`: applies checked fixes to files, or shows what they would change."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from spark_lsp.cli.fresh import fresh, untold
from spark_lsp.cli.look import FileReport, Question, Task, report_of
from spark_lsp.cli.patch import patch
from spark_lsp.cli.reading import decoded, read_bytes
from spark_lsp.cli.rewriting import rewrite
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.errors import UnreadableInput

if TYPE_CHECKING:
    from spark_lsp.engine.analyst import Analyst
    from spark_lsp.engine.fixpoint import Candidate


@dataclass(frozen=True, slots=True)
class Fixing:
    """How to fix."""

    unsafe: bool
    """Also fixes that may change what the code does beyond the defect."""
    dry: bool
    """Write nothing."""


class FixJson(TypedDict):
    """One fix that was applied, or would be."""

    path: str
    line: int
    """0-based, in the text that it was applied to: fixes above it may have moved it."""
    rule: str
    title: str
    checks: list[str]
    safe: bool
    written: bool


@dataclass(frozen=True, slots=True)
class FixedFile:
    """What became of one file."""

    report: FileReport
    """Of what is left."""
    fixes: tuple[FixJson, ...] = ()
    patch: bytes = b""


def worth_fixing(report: FileReport, fixing: Fixing) -> bool:
    """Whether the report tells of a fix that would be applied."""
    return any(
        advisory.edit is not None and (advisory.edit.safe or fixing.unsafe)
        for emit in report.emits
        for advisory in emit.advisories
    )


def fixed_file(task: Task, report: FileReport, question: Question, analyst: "Analyst", fixing: Fixing) -> FixedFile:
    """Fixes what the report tells, and what comes to light then; never what it does not tell. The error of the report
    that comes back says why where a file was left as it is."""
    from spark_lsp.engine.fixpoint import Candidate, fixed

    path = Path(task.path)
    whole = replace(task, place=None)
    kept_out = untold(report)

    def left(source: Source, analysis: Analysis) -> FileReport:
        return fresh([report_of(whole, source, analysis, question)], kept_out, wary=True)[0]

    def choose(source: Source, analysis: Analysis) -> "Sequence[Candidate]":
        return [
            Candidate(advisory.evidence[0].rule, advisory.span, advisory.edit)
            for emit in left(source, analysis).emits
            for advisory in emit.advisories
            if advisory.edit is not None and (advisory.edit.safe or fixing.unsafe)
        ]

    try:
        was = read_bytes(path)
        text, coding = decoded(was, path, task.language)
        done = fixed(Source(text, task.language, task.path), analyst, choose, least=question.least)
        if not done.applied:
            return FixedFile(report)
        if coding.encoded(text) != was:
            raise UnreadableInput(f"{path}: {coding.name} cannot be written back as it was; nothing was written")
        now = coding.encoded(done.source.text)
        if not fixing.dry:
            rewrite(path, was=was, now=now)
    except UnicodeEncodeError as error:
        return FixedFile(replace(report, error=f"{path}: a fix has what {error.encoding} has not; nothing was written"))
    except UnreadableInput as error:
        return FixedFile(replace(report, error=str(error)))
    return FixedFile(
        report=replace(left(done.source, done.analysis), failures=report.failures),
        fixes=tuple(_told(task, candidate, written=not fixing.dry) for candidate in done.applied),
        patch=patch(path, was=was, now=now),
    )


def _told(task: Task, candidate: "Candidate", *, written: bool) -> FixJson:
    return FixJson(
        path=os.fspath(task.path),
        line=candidate.span.start.line,
        rule=candidate.rule,
        title=candidate.edit.title,
        checks=list(candidate.edit.checks),
        safe=candidate.edit.safe,
        written=written,
    )
