"""A pool whose analysis crashes on CRASH in a text, hangs on HANG and raises on RAISE; prints the reports as JSON."""

import json
import os
import sys
import threading
import time
from collections.abc import Sequence

from spark_lsp.cli.look import Question, Task
from spark_lsp.cli.pool import look_at_all
from spark_lsp.core.analysis import Outline, Seen, Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import span, split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.engine.analyst import Analyst


class Touchy:
    """Sees every line with DEFECT."""

    name = "touchy"

    def look(self, source: Source, units: Sequence[Unit]) -> Seen:
        if "CRASH" in source.text:
            os._exit(3)
        if "HANG" in source.text:
            threading.Event().wait()
        return Seen(
            tuple(
                Finding("t", span(n, 0, n, 3), Severity.WARNING, 0.9, f"line {n}", "", "", "test", "core")
                for n, line in enumerate(split_lines(source.text))
                if "DEFECT" in line
            )
        )


def outline(source: Source) -> Outline:
    """One unit: the whole text."""
    if "RAISE" in source.text:
        raise ZeroDivisionError("by design")
    whole = span(0, 0, len(split_lines(source.text)), 0)
    return Outline((Unit(UnitKind.MODULE, "", (), whole, span(0, 0, 0, 0), 0, "", -1, key="k"),))


def make(question: Question) -> Analyst:
    """The analyst of each process."""
    return Analyst(outline=outline, quick=(Touchy(),))


def dead_on_arrival(question: Question) -> Analyst:
    """No process of this kind ever starts."""
    os._exit(4)


if __name__ == "__main__":
    maker = {"make": make, "dead": dead_on_arrival}[sys.argv[1]]
    tasks = [Task(path, "x", named=False) for path in sys.argv[3:]]
    question = Question(Severity.INFO)
    reports = look_at_all(
        tasks, question, clock=time.monotonic, make=maker, file_limit_s=float(sys.argv[2]), processes=2
    )
    for report in reports:
        advice = [a.headline for e in report.emits for a in e.advisories]
        print(json.dumps({"path": report.path, "advice": advice, "error": report.error, "skipped": report.skipped}))
