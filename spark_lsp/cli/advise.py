"""`spark-lsp advise`: advice on files, on a place in a file, or on a folder."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spark_lsp.cli.human import one_line, told
from spark_lsp.cli.look import FileReport, Question, Task
from spark_lsp.cli.target import tasks_of
from spark_lsp.core.finding import Severity
from spark_lsp.errors import UsageError
from spark_lsp.wire import EmitJson

HELP = """Advice on files, on a place in a file, or on all sources of a folder (what .gitignore names,
other people's, generated and minified files left out). LINE and COL count from 1."""
EXITS = """exit codes: 0 nothing at or over --fail-on; 1 something; 2 wrong usage, unreadable input,
or a file whose analysis failed"""
FEW = 4
"""Up to so many files are looked at in this process: starting another one takes longer."""
NEVER = "never"


@dataclass(slots=True)
class _Sum:
    """What the last line tells."""

    files: int = 0
    skipped: int = 0
    counts: dict[Severity, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    failures: dict[str, None] = field(default_factory=dict)

    def add(self, report: FileReport) -> None:
        if report.skipped:
            self.skipped += 1
            return
        if report.error:
            self.errors.append(report.error)
            return
        self.files += 1
        self.failures.update(dict.fromkeys(report.failures))
        for emit in report.emits:
            for advisory in emit.advisories:
                self.counts[advisory.severity] = self.counts.get(advisory.severity, 0) + 1


def run(argv: list[str]) -> int:
    """Prints the advice; returns the exit code. Raises UsageError."""
    chosen = _parser().parse_args(argv)
    tasks = list(tasks_of(chosen.paths, chosen.exclude))
    question = Question(
        least=Severity.from_word(chosen.severity),
        disabled=frozenset(chosen.disable),
        rule_folders=_rule_folders(chosen.rules),
        held=frozenset() if chosen.all else _held(),
    )
    total = _Sum()
    total.failures.update(dict.fromkeys(_broken_rules(question.rule_folders)))
    quiet = chosen.no_progress or not sys.stderr.isatty()
    reports = _reports(tasks, question, quiet)
    if chosen.json or chosen.sarif:
        _print_data(reports, total, sarif=chosen.sarif)
    else:
        screen = sys.stdout.isatty()
        # A bar and text on one screen would write over each other, so the text waits for the bar to go.
        texts = _texts(reports, total, colour=screen and "NO_COLOR" not in os.environ)
        for text in texts if quiet or not screen else list(texts):
            print(text)
    for failure in total.failures:
        print(f"spark-lsp: {failure}", file=sys.stderr)
    for error in total.errors:
        print(f"spark-lsp: {error}", file=sys.stderr)
    if total.errors:
        return 2
    if chosen.fail_on == NEVER:
        return 0
    return int(any(severity >= Severity.from_word(chosen.fail_on) for severity in total.counts))


def _parser() -> argparse.ArgumentParser:
    words = [severity.word for severity in Severity]
    parser = argparse.ArgumentParser(
        prog="spark-lsp advise",
        usage="spark-lsp advise [options] FILE[:LINE[:COL]] | DIR …",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("paths", nargs="+", metavar="PATH", help=argparse.SUPPRESS)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object (spark-emit/1)")
    form.add_argument("--sarif", action="store_true", help="SARIF 2.1.0, for code scanning")
    add("--severity", choices=words, default="info", metavar="LEAST", help="hint, info, warning, error; default info")
    add("--fail-on", choices=[*words, NEVER], default="error", metavar="LEAST", help="… or never; default error")
    add("--disable", action="append", default=[], metavar="RULE", help="leave out a rule or category")
    add("--exclude", action="append", default=[], metavar="GLOB", help="leave out files of a folder")
    add("--rules", action="append", default=[], metavar="DIR", help="also use the rules of this folder")
    add("--all", action="store_true", help="also what was dismissed in an editor")
    add("--no-progress", action="store_true", help="no progress bar")
    return parser


def _rule_folders(words: Sequence[str]) -> tuple[str, ...]:
    for word in words:
        if not os.path.isdir(word):
            raise UsageError(f"--rules {word}: no such folder")
    return tuple(os.path.abspath(word) for word in words)


def _broken_rules(folders: tuple[str, ...]) -> list[str]:
    """What is wrong in a person's own rules; each file's rules that are sound are used all the same."""
    if not folders:
        return []
    from spark_lsp.analyzers.rulepack import RuleBook

    return [failure.reason for failure in RuleBook(folders).failures()]


def _held() -> frozenset[str]:
    """What was dismissed on this machine. Looks only: advice must not be what makes the data folder."""
    from spark_lsp.store.folders import data_folder

    folder = data_folder()
    if not folder.exists():
        return frozenset()
    from spark_lsp.store.dismissals import open_dismissals

    store, messages = open_dismissals(folder)
    for message in messages:
        print(f"spark-lsp: {message}", file=sys.stderr)
    return store.held()


def _reports(tasks: list[Task], question: Question, quiet: bool) -> Iterator[FileReport]:
    if len(tasks) <= FEW:
        from spark_lsp.cli.look import analyst_of, reports_of

        yield from reports_of(tasks, question, analyst_of(question))
        return
    from spark_lsp.cli.pool import look_at_all
    from spark_lsp.cli.progress import progress_bar

    with progress_bar(quiet=quiet) as progress:
        bar = progress.add_task("", total=len(tasks)) if progress is not None else None
        for report in look_at_all(tasks, question, clock=time.monotonic):
            if progress is not None and bar is not None:
                progress.update(bar, advance=1, description=one_line(os.path.basename(report.path)))
            yield report


def _print_data(reports: Iterable[FileReport], total: _Sum, *, sarif: bool) -> None:
    emits: list[EmitJson] = []
    for report in reports:
        total.add(report)
        emits += report.json
    if sarif:
        from spark_lsp.cli.sarif import sarif_log

        data: object = sarif_log(emits, total.errors, Path.cwd())
    else:
        data = {"emits": emits, "errors": total.errors}
    print(json.dumps(data, indent=2 if sarif else None))


def _texts(reports: Iterable[FileReport], total: _Sum, *, colour: bool) -> Iterator[str]:
    """One text for each advisory, and the last line."""
    for report in reports:
        total.add(report)
        shown = [(emit.path, advisory) for emit in report.emits for advisory in emit.advisories]
        for path, advisory in sorted(shown, key=lambda pair: pair[1].span):
            yield "\n".join(told(path, advisory, report.lines, colour=colour)) + "\n"
        if report.emits and not shown:
            emit = report.emits[0]
            yield f"{emit.path}:{emit.span.start.line + 1}: {emit.unit}: nothing to advise here\n"
    yield _last_line(total)


def _last_line(total: _Sum) -> str:
    files = f"{total.files} file{'s' if total.files != 1 else ''}"
    skipped = f"; {total.skipped} left out" if total.skipped else ""
    if not total.counts:
        return f"Nothing to advise in {files}{skipped}."
    parts = [
        f"{n} {severity.word}{'s' if n != 1 and severity is not Severity.INFO else ''}"
        for severity, n in sorted(total.counts.items(), reverse=True)
    ]
    return f"{', '.join(parts)} in {files}{skipped}."
