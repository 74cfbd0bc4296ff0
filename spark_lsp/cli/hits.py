"""What the product tells on real code, as places that a verdict can be given on."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.core.finding import Severity
from spark_lsp.core.verdict import Place
from spark_lsp.errors import SparkError, UnreadableInput, UsageError

if TYPE_CHECKING:
    from spark_lsp.core.analysis import Source
    from spark_lsp.engine.analyst import Analyst

CHUNK = 24
"""Files at a time; ruff starts once for each."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One advisory."""

    place: Place
    severity: Severity
    confidence: float
    file: str
    """As this machine knows it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of some files."""

    lines: int
    hits: tuple[Hit, ...]


def looks_in(
    paths: Sequence[str],
    *,
    least: Severity,
    rule_folders: tuple[str, ...] = (),
    tests: bool = False,
    language: str | None = None,
) -> "Iterator[tuple[str, Look]]":
    """(project, what is told there), a few files at a time, in order. Files are shared among all processors. Raises
    UsageError for a path that is not there, SparkError where a process ends before its time."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    context = get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        waiting: deque[tuple[str, Future[Look]]] = deque()
        try:
            for batch in _batches(sources_below(paths, tests=tests, language=language)):
                waiting.append((batch[0][0], pool.submit(_work, batch, rule_folders, least)))
                while len(waiting) > 4 * (os.cpu_count() or 1):
                    project, future = waiting.popleft()
                    yield project, future.result()
            while waiting:
                project, future = waiting.popleft()
                yield project, future.result()
        except BrokenProcessPool as error:
            raise SparkError("an analysis process ended before its time; run: spark-lsp doctor") from error


def _batches(sources: "Iterator[tuple[str, str, Source]]") -> "Iterator[list[tuple[str, str, Source]]]":
    """Of one project each."""
    for _, same in groupby(sources, key=lambda one: one[0]):
        while batch := list(islice(same, CHUNK)):
            yield batch


def _work(batch: "list[tuple[str, str, Source]]", rule_folders: tuple[str, ...], least: Severity) -> Look:
    return look_at(_analyst(rule_folders), batch, least=least)


@cache
def _analyst(rule_folders: tuple[str, ...]) -> "Analyst":
    """This process's; a pool's tasks have no other place to keep what is dear to make."""
    from spark_lsp.build import analyst

    return analyst(rule_folders=rule_folders)


def sources_below(
    paths: Sequence[str], *, tests: bool = False, language: str | None = None
) -> Iterator[tuple[str, str, "Source"]]:
    """(project, path in it, text) of each file that `advise` would read. A project is the repository that a path is
    in, or else the path itself. Files of tests are left out unless asked for. Raises UsageError for what is not
    there."""
    from spark_lsp.cli.reading import machine_made, read_source
    from spark_lsp.cli.walk import files_in
    from spark_lsp.languages import for_file

    for word in paths:
        start = Path(word).resolve()
        if not start.exists():
            raise UsageError(f"{word}: no such file or folder")
        root = next((p for p in (start, *start.parents) if (p / ".git").exists()), None)
        root = root or (start if start.is_dir() else start.parent)
        files = files_in(start, wanted=lambda name: for_file(name) is not None) if start.is_dir() else iter([start])
        for file in files:
            inside = file.relative_to(root).as_posix()
            known = for_file(file.name)
            if known is None or language not in (None, known.id) or (not tests and of_tests(inside)):
                continue
            try:
                source = read_source(file, known.id)
            except UnreadableInput:
                continue
            if not machine_made(source):
                yield root.name, inside, source


def of_tests(path: str) -> bool:
    """Whether a path is one of tests by any of the usual names."""
    *folders, name = path.lower().split("/")
    stem = name.partition(".")[0]
    return (
        any(folder in ("test", "tests", "testing", "idle_test", "__tests__", "testdata") for folder in folders)
        or any(folder.startswith("test_") or folder.endswith(("_test", "_tests")) for folder in folders)
        or stem.startswith("test_")
        or stem.endswith(("_test", "_tests"))
        or stem in ("conftest", "tests", "test")
        or ".test." in name
        or ".spec." in name
    )


def look_at(analyst: "Analyst", batch: Sequence[tuple[str, str, "Source"]], *, least: Severity) -> Look:
    """The advisories of some files, worded and merged as a person sees them."""
    from spark_lsp.core.synthesis import emits_of
    from spark_lsp.core.text import split_lines

    hits: list[Hit] = []
    analyses = analyst.analyse_all([source for _, _, source in batch], least=least)
    for (project, path, source), analysis in zip(batch, analyses, strict=True):
        lines = split_lines(source.text)
        for emit in emits_of(source.path, analysis, least=least):
            for advisory in emit.advisories:
                row = advisory.span.start.line
                line = lines[row].strip() if row < len(lines) else ""
                place = Place(project, path, advisory.evidence[0].rule, line, advisory.headline, row)
                hits.append(Hit(place, advisory.severity, advisory.confidence, os.fspath(source.path)))
    return Look(sum(source.text.count("\n") + 1 for _, _, source in batch), tuple(hits))
