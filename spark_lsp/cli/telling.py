"""What `spark-lsp advise` prints: text for people, one JSON object, or a difference; and the last line's counts."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spark_lsp.cli.fixing import FixJson
from spark_lsp.cli.human import one_line, told
from spark_lsp.cli.look import FileReport
from spark_lsp.core.finding import Severity
from spark_lsp.core.novelty import Trace
from spark_lsp.wire import EmitJson


@dataclass(slots=True)
class Sum:
    """What came of all files together."""

    files: int = 0
    skipped: int = 0
    counts: dict[Severity, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    failures: dict[str, None] = field(default_factory=dict)

    def add(self, report: FileReport) -> None:
        """Counts a report in. One with an error may have been looked at all the same, and only not be written."""
        if report.skipped:
            self.skipped += 1
            return
        if report.error:
            self.errors.append(report.error)
            if not report.emits:
                return
        self.files += 1
        self.failures.update(dict.fromkeys(report.failures))
        for emit in report.emits:
            for advisory in emit.advisories:
                self.counts[advisory.severity] = self.counts.get(advisory.severity, 0) + 1

    def last_line(self) -> str:
        """The counts in words."""
        files = _counted(self.files, "file")
        skipped = f"; {self.skipped} left out" if self.skipped else ""
        if not self.counts:
            return f"Nothing to advise in {files}{skipped}."
        parts = [
            f"{n} {severity.word}" if severity is Severity.INFO else _counted(n, severity.word)
            for severity, n in sorted(self.counts.items(), reverse=True)
        ]
        return f"{', '.join(parts)} in {files}{skipped}."


def print_json(reports: Iterable[FileReport], total: Sum, fixes: Sequence[FixJson] | None) -> None:
    """`fixes` where fixing was asked for."""
    emits: list[EmitJson] = []
    for report in reports:
        total.add(report)
        emits += report.json
    data: dict[str, object] = {"emits": emits, "errors": total.errors}
    if fixes is not None:
        data["fixes"] = fixes
    print(json.dumps(data))


def print_sarif(reports: Iterable[FileReport], total: Sum) -> None:
    """One log."""
    from spark_lsp.cli.sarif import sarif_log

    emits: list[EmitJson] = []
    traces: list[list[Trace | None]] = []
    for report in reports:
        total.add(report)
        emits += report.json
        known = {(trace.rule, span): trace for span, trace in report.traces}
        for emit in report.emits:
            first = [advisory.evidence[0] for advisory in emit.advisories]
            traces.append([known.get((evidence.rule, evidence.span)) for evidence in first])
    print(json.dumps(sarif_log(emits, total.errors, Path.cwd(), traces), indent=2))


def print_patches(patches: Iterable[bytes]) -> None:
    """Bytes, for a file's own encoding and line ends are to reach `git apply` as they are."""
    sys.stdout.flush()
    for patch in patches:
        sys.stdout.buffer.write(patch)
    sys.stdout.buffer.flush()


def texts(reports: Iterable[FileReport], total: Sum, *, colour: bool) -> Iterator[str]:
    """One text for each advisory, and the last line."""
    for report in reports:
        total.add(report)
        shown = [(emit.path, advisory) for emit in report.emits for advisory in emit.advisories]
        for path, advisory in sorted(shown, key=lambda pair: pair[1].span):
            yield "\n".join(told(path, advisory, report.lines, colour=colour)) + "\n"
        if report.emits and not shown:
            emit = report.emits[0]
            yield f"{emit.path}:{emit.span.start.line + 1}: {emit.unit}: nothing to advise here\n"
    yield total.last_line()


def fix_texts(fixes: Sequence[FixJson]) -> Iterator[str]:
    """A line for each fix, and their sum."""
    for fix in fixes:
        checks = ", ".join(fix["checks"])
        yield f"{one_line(fix['path'])}:{fix['line'] + 1}: fixed: {one_line(fix['title'])} [{fix['rule']}] ({checks})"
    if fixes:
        yield f"Fixed {_counted(len(fixes), 'finding')} in {_counted(len({fix['path'] for fix in fixes}), 'file')}.\n"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"
