"""How long the analysis of one unit takes, and how many files a minute: `python -m tests.benchmarks.speed PATH…`.

A unit is analysed as a hover has it analysed right after an edit: its lines below the file's imports and the headers
of what it stands in, by the quick analyzers. The yardstick beside it is the parse of the same text by ast-grep, without
which nothing can be said, measured in the same run."""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ast_grep_py import SgRoot

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.survey import texts_under
from spark_lsp.build import outline, quick_analyst
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.drift import Drift
from spark_lsp.core.excerpt import excerpt
from spark_lsp.core.stretch import Stretches, wanted
from spark_lsp.core.synthesis import UnitIndex
from spark_lsp.core.text import span, split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.engine.worker import Setup
from spark_lsp.languages import LANGUAGES

LONGEST = 200
BANDS = (50, 100, LONGEST)
UNIT_P99_MS = 10.0
FILES_A_MINUTE = 3_000


@dataclass(frozen=True, slots=True)
class Timed:
    """One unit."""

    lines: int
    ms: float
    parse_ms: float
    where: str


def units_of(source: Source) -> Iterator[tuple[Source, Unit, int]]:
    """(text as a hover would have it analysed, unit, lines of the unit) of the functions up to 200 lines long."""
    shape = outline(source)
    known = Analysis(shape.units, (), imports=shape.imports)
    lines, index, stretches = split_lines(source.text), UnitIndex(shape.units), Stretches(shape.units)
    for unit in shape.units:
        length = unit.span.end.line - unit.span.start.line + 1
        if unit.kind not in (UnitKind.FUNCTION, UnitKind.METHOD) or length > LONGEST:
            continue
        want = wanted(
            lines,
            known,
            index=index,
            stretches=stretches,
            drift=Drift(),
            position=unit.name_span.start,
            limit=LONGEST,
        )
        part = excerpt(lines, (want.first, want.end), want.headers, want.imports)
        whole = span(0, 0, part.text.count("\n"), 0)
        own = part.text.count("\n") - (want.end - want.first)
        yield replace(source, text=part.text, own=own), replace(unit, span=whole, parent=-1), length


def timed(units: Sequence[tuple[Source, Unit, int]]) -> list[Timed]:
    """The processor's time of each, so that other work on the machine does not count. The first of each language is
    looked at once before, since rules are read then."""
    analyst = quick_analyst(Setup())
    warm: set[str] = set()
    found = []
    for source, unit, length in units:
        if source.language not in warm:
            warm.add(source.language)
            analyst.glance(source, unit)
        engine = engine_name(source.language)
        began = time.thread_time()
        if engine is not None:
            SgRoot(source.text, engine).root()
        parsed = time.thread_time()
        analyst.glance(source, unit)
        ended = time.thread_time()
        where = f"{source.path}: {unit.symbol}"
        found.append(Timed(length, (ended - parsed) * 1000, (parsed - began) * 1000, where))
    return found


def main(argv: Sequence[str]) -> int:
    """0 where both targets are met."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.speed", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--units", type=int, default=3_000, help="sampled (default 3000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--no-files", action="store_true", help="units only")
    args = parser.parse_args(argv)
    sources = list(texts_under(args.paths, frozenset(language.id for language in LANGUAGES)))
    random.Random(args.seed).shuffle(sources)
    units: list[tuple[Source, Unit, int]] = []
    for source in sources:
        units += units_of(source)
        if len(units) >= 4 * args.units:
            break
    random.Random(args.seed).shuffle(units)
    result = {"units": banded(timed(units[: args.units]))}
    if not args.no_files:
        result["files"] = throughput(args.paths)
    print(json.dumps(result, indent=2) if args.json else table(result))
    met = result["units"][-1]["p99Ms"] <= UNIT_P99_MS
    return int(not (met and (args.no_files or result["files"][0]["aMinute"] >= FILES_A_MINUTE)))


def banded(all_: list[Timed]) -> list[dict[str, float]]:
    """Percentiles of the units up to each length."""
    rows = []
    for most in BANDS:
        mine = sorted(t.ms for t in all_ if t.lines <= most)
        parse = statistics.median(t.parse_ms for t in all_ if t.lines <= most)
        cut = statistics.quantiles(mine, n=100)
        row = {
            "lines": most,
            "units": len(mine),
            "p50Ms": cut[49],
            "p95Ms": cut[94],
            "p99Ms": cut[98],
            "maxMs": mine[-1],
        }
        rows.append(row | {"p50OverParse": cut[49] / parse})
    slowest = sorted(all_, key=lambda t: -t.ms)[:5]
    print("slowest: " + "; ".join(f"{t.ms:.1f} ms, {t.lines} lines, {t.where}" for t in slowest), file=sys.stderr)
    return rows


def throughput(paths: Sequence[Path]) -> list[dict[str, float]]:
    """Of `spark-lsp advise` as a whole process."""
    program = "import sys; from spark_lsp.cli.main import main; sys.exit(main())"
    words = ["advise", "--severity", "hint", "--fail-on", "never", "--no-progress"]
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words, *map(str, paths)], capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - began
    last = done.stdout.strip().rsplit("\n", 1)[-1]
    told = last.replace(",", "").split()
    files = int(told[next(i for i, word in enumerate(told) if word.startswith("file")) - 1])
    return [{"files": files, "seconds": took, "aMinute": 60 * files / took}]


def table(result: dict[str, list[dict[str, float]]]) -> str:
    """For people."""
    out = ["| units up to | n | p50 | p95 | p99 | longest | p50 / parse alone |", "|---|---|---|---|---|---|---|"]
    out += [
        f"| {r['lines']:.0f} lines | {r['units']:.0f} | {r['p50Ms']:.2f} ms | {r['p95Ms']:.2f} | {r['p99Ms']:.2f} | "
        f"{r['maxMs']:.1f} | {r['p50OverParse']:.1f} |"
        for r in result["units"]
    ]
    out += [
        f"{f['files']:.0f} files in {f['seconds']:.1f} s: {f['aMinute']:.0f} a minute" for f in result.get("files", ())
    ]
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
