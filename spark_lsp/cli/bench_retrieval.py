"""`spark-lsp bench retrieval`: which way of finding related code finds it in this checkout."""

import argparse
import json
import sys
from pathlib import Path

from spark_lsp.build import bench_part
from spark_lsp.cli.hits import sources_below
from spark_lsp.cli.progress import progress_bar
from spark_lsp.core.retrieval_report import RetrievalReport
from spark_lsp.errors import UsageError
from spark_lsp.settings import read_settings

HELP = """Mines queries from a checkout and its git history (a docstring and its unit, a commit's subject
and what it changed, units changed together, callers and what they call, tests and what they test),
asks them of BM25 and of each embedding model, and names the one that finds more beyond chance.
Code goes to the model server of --url alone."""
EXITS = "exit codes: 0 measured (a model that is not there is told); 2 wrong usage, or nothing to ask"


def run(argv: list[str]) -> int:
    """Measures, and prints the report. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench retrieval",
        usage="spark-lsp bench retrieval [options] [PATH]",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: here)")
    parser.add_argument(
        "--embed", action="append", default=[], metavar="MODEL", help="measure this one too (may be given again)"
    )
    parser.add_argument(
        "--backend",
        choices=["ollama", "openai", "fake"],
        default="ollama",
        metavar="KIND",
        help="of model server: ollama, openai, fake",
    )
    parser.add_argument("--url", default="", help="its address; without it the kind's own on this machine")
    parser.add_argument(
        "--queries", type=int, default=100, metavar="N", help="of a kind at most (default: %(default)s)"
    )
    parser.add_argument(
        "--passages", type=int, default=20_000, metavar="N", help="embedded at most (default: %(default)s)"
    )
    parser.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="leave these files out")
    parser.add_argument("--clusters", action="store_true", help="measure BM25 with groups of passages, too")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the sample (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one object, schema `retrieval`")
    return _measured(parser.parse_args(argv))


def _measured(chosen: argparse.Namespace) -> int:
    """Measures and prints. Raises UsageError."""
    if chosen.queries < 1 or chosen.passages < 1:
        raise UsageError("--queries and --passages take a number from 1")
    root = Path(chosen.path)
    if not root.is_dir():
        raise UsageError(f"{chosen.path}: no such folder")
    user = {"backend": {"kind": chosen.backend, "url": chosen.url}, "exclude": chosen.exclude}
    settings, messages = read_settings(user, None)
    if messages:
        raise UsageError(messages[0])
    with progress_bar(quiet=chosen.json or not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None) if bar is not None else None

        def shown(done: int, total: int) -> None:
            if bar is not None and task is not None:
                bar.update(task, completed=done, total=total)

        report = bench_part("found")(
            root.resolve(),
            settings,
            ((path, source) for _, path, source in sources_below([str(root)], tests=True)),
            models=tuple(dict.fromkeys(chosen.embed)),
            queries=chosen.queries,
            passages=chosen.passages,
            seed=chosen.seed,
            progress=shown,
            clusters=chosen.clusters,
        )
    if not sum(report["queries"].values()):
        raise UsageError(f"{chosen.path}: nothing to ask: no documented unit, no test, no calls, no history")
    print(json.dumps(report, indent=1) if chosen.json else "\n".join(lines(report)))
    return 0


def lines(report: RetrievalReport) -> list[str]:
    """The tables for a person."""
    asked = ", ".join(f"{n} {kind}" for kind, n in report["queries"].items())
    told = [f"{report['passages']} passages of {report['files']} files; queries: {asked}", ""]
    width = max(len(row["name"]) for row in report["systems"])
    told.append(
        f"{'':<{width}}  recall@1  recall@5  recall@10    mrr  p50 ms  p95 ms  same if laid out anew / renamed"
        "  mrr over BM25 (95 %)"
    )
    for row in report["systems"]:
        every, late, same = row["all"], row["latencyMs"], row["stability"]
        kept = " / ".join(_figure(same.get(name)) for name in ("reformat", "rename"))
        versus = row["versus"]
        over = f"{versus['mrr']:+.3f} ({versus['interval'][0]:+.3f} to {versus['interval'][1]:+.3f})" if versus else ""
        told.append(
            f"{row['name']:<{width}}  {_figure(every['recall@1']):>8}  {_figure(every['recall@5']):>8}"
            f"  {_figure(every['recall@10']):>9}  {_figure(every['mrr']):>5}  {late['p50']:>6.1f}  {late['p95']:>6.1f}"
            f"  {kept:>32}  {over}"
        )
    kinds = [kind for kind, n in report["queries"].items() if n]
    told += ["", f"{'mrr by kind':<{width}}  " + "  ".join(f"{kind:>9}" for kind in kinds)]
    for row in report["systems"]:
        told.append(
            f"{row['name']:<{width}}  " + "  ".join(f"{_figure(row['kinds'][kind]['mrr']):>9}" for kind in kinds)
        )
    told += ["", *(f"{one['name']}: not measured: {one['reason']}" for one in report["absent"])]
    return [*told, f"Winner: {report['winner']}: {report['why']}."]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
