"""`spark-lsp replay`: plays recorded traces against the production planner on a virtual clock."""

import argparse
import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

from spark_lsp.build import bench_part
from spark_lsp.core.price import FLOOR
from spark_lsp.errors import UsageError

HELP = """Plays traces of recorded work (no word of source text) against the production planner, queue and
store, on a virtual clock, beside simple policies. No model and no server is needed."""
EXITS = "exit codes: 0 replayed; 2 wrong usage, or a file that is no trace"
POLICIES = ("spark", "none", "refresh", "lru3", "oracle")


def run(argv: list[str]) -> int:
    """Prints the tables, or the report of the protocol. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp replay", description=HELP, epilog=EXITS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("traces", nargs="*", metavar="TRACE", help="a trace file, or a folder of them")
    parser.add_argument(
        "--record", metavar="FOLDER", type=Path, help="put your own traces there (`spark.prefetch.record` makes them)"
    )
    parser.add_argument("--policy", choices=POLICIES, action="append", help="only this one (may be given again)")
    parser.add_argument("--full", action="store_true", help="all service times, ask models and ask shares, 20 draws")
    parser.add_argument("--draws", type=int, metavar="N", help="random draws of ask times (default 5)")
    parser.add_argument("--seed", type=int, default=0, help="of all draws (default 0)")
    parser.add_argument("--floor", type=float, default=FLOOR, help=f"our least price of a second of the card ({FLOOR})")
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw it too, as .svg or .png")
    parser.add_argument("--json", action="store_true", help="one object, schema `replay`")
    chosen = parser.parse_args(argv)
    draws = chosen.draws if chosen.draws is not None else 20 if chosen.full else 5
    if draws < 1 or not 0 < chosen.floor < 1:
        raise UsageError("--draws takes a number from 1, --floor one between 0 and 1")
    if chosen.record is not None:
        told, copied = copied_to(chosen.record)
        print(told, file=sys.stderr)
        if not chosen.traces:
            return 0 if copied else 1
    if not chosen.traces:
        raise UsageError("name a TRACE, or a folder of them")
    if chosen.plot is not None:
        bench_part("can_plot")()
    report = bench_part("replayed")(
        traces_in(chosen.traces),
        policies=tuple(chosen.policy or POLICIES),
        full=chosen.full,
        draws=draws,
        seed=chosen.seed,
        floor=chosen.floor,
        processes=max(1, min(4, os.cpu_count() or 1)),
        progress=_progress(),
    )
    print(json.dumps(report, indent=1) if chosen.json else "\n".join(lines(report)))
    if chosen.plot is not None:
        bench_part("plotted")(report, chosen.plot)
    return 0


def copied_to(folder: Path) -> tuple[str, int]:
    """Copies the traces that the server recorded, packed; what to tell, and how many there were. Raises UsageError."""
    from spark_lsp.store.folders import data_folder
    from spark_lsp.store.recordings import recorded

    sessions = recorded(data_folder())
    if not sessions:
        return "nothing was recorded; set `spark.prefetch.record` in your editor, work, and come back", 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for session in sessions:
            (folder / f"{session.name}.gz").write_bytes(gzip.compress(session.read_bytes(), mtime=0))
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror or error}") from error
    return f"{len(sessions)} sessions are in {folder}; `spark-lsp replay {folder}` plays them", len(sessions)


def traces_in(names: list[str]) -> tuple[Path, ...]:
    """The trace files that are named, those of a folder by name. Raises UsageError."""
    found: list[Path] = []
    for name in names:
        path = Path(name)
        inside = sorted([*path.glob("*.jsonl.gz"), *path.glob("*.jsonl")]) if path.is_dir() else [path]
        if not inside or not all(file.is_file() for file in inside):
            raise UsageError(f"{name} is no trace and no folder of traces (`*.jsonl.gz`)")
        found += inside
    return tuple(dict.fromkeys(found))


def lines(report: dict[str, Any]) -> list[str]:
    """The tables for a person."""
    told: list[str] = []
    walked = report["navigation"]
    if walked:
        told += ["Navigation: real hovers first, then one question on each arrival at a method.", "", _head("ask")]
        told += [_row(cell["ask"], cell) for cell in walked["replay"]]
        told += ["", "next method visited, among candidates: " + _ranks(walked["ranks"]["all"])]
        told += ["of those visited before:              " + _ranks(walked["ranks"]["revisit"]), ""]
    if report["replay"]:
        told += [f"Saves: {report['transitions']} transitions; the key `hx` has the context in it, as production has."]
        told += ["", _head("S, ask, share, key")]
        told += [
            _row(f"{cell['service']} {cell['ask']} {cell['share']:g} {cell['key']}", cell) for cell in report["replay"]
        ]
        told += ["", *(f"next unit, {name:<7} {_ranks(found)}" for name, found in report["ranks"].items())]
    if report["frontier"]:
        told += [
            "",
            "Ours at other prices (1.05 uniform hx):",
            f"{'price':>7} {'hit':>6} {'jobs/ask':>9} {'unused':>7} {'saved/s':>8}",
        ]
        told += [
            f"{point['floor']:>7} {point['hit']:>6.3f} {point['jobs_per_ask']:>9.2f} {_figure(point['unused'], 7, 2)} "
            f"{_figure(point['saved_per_spent'], 8, 3)}"
            for point in report["frontier"]
            if point["hit"] is not None
        ]
    versus = report["versus"]
    if versus:
        low, high = versus["difference"]
        told += [
            "",
            f"At the price {versus['floor']}, hit {versus['hit'][0]:.3f} (lru3 {versus['hit'][1]:.3f}): "
            f"{versus['saved_per_spent'][0]:.3f} s saved a second spent, lru3 {versus['saved_per_spent'][1]:.3f}; "
            f"95 % of differences from {low:+.3f} to {high:+.3f}.",
        ]
    return told


def _head(first: str) -> str:
    return (
        f"{first:<22} {'policy':<8} {'asks':>6} {'hit':>6} {'95 %':>13} {'flying':>7} {'jobs/ask':>9} {'unused':>7}"
        f" {'wait s':>7} {'saved/s':>8} {'stale':>6}"
    )


def _row(first: str, cell: dict[str, Any]) -> str:
    if not cell["asks"]:
        return f"{first:<22} {cell['policy']:<8} {0:>6}"
    low, high = cell["ci"]["hit"]
    return (
        f"{first:<22} {cell['policy']:<8} {cell['asks']:>6} {cell['hit']:>6.3f} {f'{low:.3f}–{high:.3f}':>13}"
        f" {cell['inflight']:>7.3f} {cell['jobs_per_ask']:>9.2f} {_figure(cell['unused'], 7, 2)}"
        f" {cell['wait_mean']:>7.3f} {_figure(cell['saved_per_spent'], 8, 3)} {cell['stale']:>6}"
    )


def _figure(value: float | None, width: int, digits: int) -> str:
    return f"{'–':>{width}}" if value is None else f"{value:>{width}.{digits}f}"


def _ranks(found: dict[str, Any]) -> str:
    return f"n={found['n']:<5} " + "  ".join(f"{name} {found[name]:.3f}" for name in found if name != "n")


def _progress() -> Any:
    if not sys.stderr.isatty():
        return lambda done, total: None
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("replaying", total=None)
    bar.start()

    def shown(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if done == total:
            bar.stop()

    return shown
