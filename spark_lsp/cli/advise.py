"""`spark-lsp advise`: advice on files, on a place in a file, on a folder, or on a change."""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spark_lsp.cli.advise_options import Options, options_of
from spark_lsp.cli.fixing import FixJson
from spark_lsp.cli.human import one_line
from spark_lsp.cli.look import FileReport, Question, Task
from spark_lsp.cli.target import tasks_of
from spark_lsp.cli.telling import Sum, fix_texts, print_json, print_patches, print_sarif, texts

FEW = 4
"""Up to so many files are looked at in this process: starting another one takes longer."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What to look at."""

    now: tuple[Task, ...]
    before: tuple[Task, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fixes:
    """What `--fix` did."""

    reports: tuple[FileReport, ...]
    """Of what is left."""
    done: tuple[FixJson, ...]
    patches: tuple[bytes, ...]


def run(argv: list[str]) -> int:
    """Prints the advice; returns the exit code. Raises SparkError."""
    options = options_of(argv)
    work = _work(options)
    question = Question(
        least=options.least,
        disabled=options.disabled,
        rule_folders=options.rules,
        held=frozenset() if options.all else _held(),
        traced=options.traced,
    )
    total = Sum(errors=list(work.errors))
    total.failures.update(dict.fromkeys(_broken_rules(question.rule_folders)))
    quiet = not options.progress or not sys.stderr.isatty()
    reports: Iterable[FileReport] = _reports(work.now, question, quiet)
    if options.baselines is not None or options.changed is not None or options.staged:
        reports = _brought(list(reports), work, question, options, quiet)
    fixes = _fixes(list(reports), work.now, question, options) if options.fixing is not None else None
    _print(fixes.reports if fixes is not None else reports, total, fixes, options, quiet)
    for problem in (*total.failures, *total.errors):
        print(f"spark-lsp: {problem}", file=sys.stderr)
    if total.errors:
        return 2
    if fixes is not None and any(fixes.patches) and options.fixing is not None and options.fixing.dry:
        return 1
    return int(options.fail_on is not None and any(severity >= options.fail_on for severity in total.counts))


def _work(options: Options) -> _Work:
    if options.changed is None and not options.staged:
        work = _Work(tuple(tasks_of(options.paths, options.exclude)))
    else:
        from spark_lsp.cli.change import changed_in_index, changed_since

        if options.changed is not None:
            change = changed_since(options.changed, options.paths, options.exclude)
        else:
            change = changed_in_index(options.paths, options.exclude)
        errors = tuple(f"{path}: has conflicts, so that the index holds nothing of it" for path in change.unmerged)
        work = _Work(change.now, change.before, errors)
    if not options.traced:
        return work
    folder = options.baselines or Path()
    from spark_lsp.cli.baseline import label_in

    now, before = (
        tuple(replace(task, label=label_in(folder, task.label or task.path)) for task in tasks)
        for tasks in (work.now, work.before)
    )
    return replace(work, now=now, before=before)


def _brought(
    reports: Sequence[FileReport], work: _Work, question: Question, options: Options, quiet: bool
) -> list[FileReport]:
    """The reports less what was there before. Writes the new baseline, which then holds at once."""
    from spark_lsp.cli.baseline import read_baseline, write_baseline
    from spark_lsp.cli.fresh import fresh, told

    known = list(read_baseline(options.baseline)) if options.baseline is not None else []
    left = list(reports)
    if work.before and any(report.emits for report in left):
        earlier = list(_reports(work.before, replace(question, held=frozenset()), quiet))
        for error in [report.error for report in earlier if report.error]:
            print(f"spark-lsp: before the change: {error}", file=sys.stderr)
        left = fresh(left, [trace for report in earlier for _, trace in report.traces])
    if options.new_baseline is not None:
        known = [trace for report in left for trace in told(report)]
        write_baseline(options.new_baseline, known)
        print(f"spark-lsp: {options.new_baseline}: {len(known)} findings", file=sys.stderr)
    return fresh(left, known) if options.baselines is not None else left


def _fixes(reports: Sequence[FileReport], tasks: Sequence[Task], question: Question, options: Options) -> _Fixes:
    from spark_lsp.cli.fixing import fixed_file, worth_fixing
    from spark_lsp.cli.look import analyst_of

    assert options.fixing is not None
    if not any(worth_fixing(report, options.fixing) for report in reports):
        return _Fixes(tuple(reports), (), ())
    analyst = analyst_of(question)
    left: list[FileReport] = []
    done: list[FixJson] = []
    patches: list[bytes] = []
    for task, report in zip(tasks, reports, strict=True):
        if not worth_fixing(report, options.fixing):
            left.append(report)
            continue
        got = fixed_file(task, report, question, analyst, options.fixing)
        left.append(got.report)
        done += got.fixes
        patches.append(got.patch)
    return _Fixes(tuple(left), tuple(done), tuple(patches))


def _print(reports: Iterable[FileReport], total: Sum, fixes: _Fixes | None, options: Options, quiet: bool) -> None:
    if options.json:
        print_json(reports, total, fixes.done if fixes is not None else None)
    elif options.sarif:
        print_sarif(reports, total)
    elif fixes is not None and options.fixing is not None and options.fixing.dry:
        for report in reports:
            total.add(report)
        print_patches(fixes.patches)
    else:
        screen = sys.stdout.isatty()
        for text in fix_texts(fixes.done) if fixes is not None else ():
            print(text)
        # A bar and text on one screen would write over each other, so the text waits for the bar to go.
        lines = texts(reports, total, colour=screen and "NO_COLOR" not in os.environ)
        for text in lines if quiet or not screen else list(lines):
            print(text)


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


def _reports(tasks: Sequence[Task], question: Question, quiet: bool) -> Iterator[FileReport]:
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
