"""`spark-lsp bench run`: asks models about scenarios with known answers, as an editor would."""

import argparse
import json
import sys
from pathlib import Path

from spark_lsp.build import bench_part
from spark_lsp.cli.model_server import settings_of
from spark_lsp.cli.progress import progress_bar
from spark_lsp.core.bench_results import BenchJudge, BenchResults
from spark_lsp.errors import UsageError

HELP = """Asks each model about scenarios whose right answer is known, by the path that editors use. Loads are
measured apart, nothing is kept, and no model of somebody else's loses its place without --yes."""
EXITS = "exit codes: 0 measured; 1 a model could not be asked (its rows say why); 2 wrong usage"
ROLES = ("realtime", "refine")


def run(argv: list[str]) -> int:
    """Runs and prints. Raises UsageError."""
    chosen = _parser().parse_args(argv)
    if chosen.list:
        rows = bench_part("listed")(live=chosen.live)
        text = json.dumps(rows, indent=1) if chosen.json else "\n".join(map(_line, rows))
        print(text)
        return 0
    models = tuple(name for text in chosen.models for name in text.split(",") if name)
    if not models:
        raise UsageError("--models takes names, as in --models llama3.2:3b,phi4-mini")
    if chosen.repeats < 1 or chosen.mutants < 0:
        raise UsageError("--repeats takes a number from 1, --mutants one from 0")
    chosen.role = []
    out = Path(chosen.out) if chosen.out else bench_part("results_folder")() / "run.json"
    with progress_bar(quiet=chosen.json or not sys.stderr.isatty()) as bar:
        task = bar.add_task("asked", total=None) if bar is not None else None

        def progress(done: int, total: int) -> None:
            if bar is not None and task is not None:
                bar.update(task, completed=done, total=total)

        results: BenchResults = bench_part("measured")(
            settings_of(chosen),
            out,
            models=models,
            roles=tuple(chosen.roles.split(",")) if chosen.roles else ROLES,
            names=tuple(name for text in chosen.scenarios for name in text.split(",") if name),
            repeats=chosen.repeats,
            profile=chosen.profile,
            seed=chosen.seed,
            displace=chosen.yes,
            resume=chosen.resume,
            live=chosen.live,
            judge=chosen.judge,
            progress=progress,
            mutants=chosen.mutants,
        )
    print(json.dumps(results, indent=1) if chosen.json else "\n".join([*lines(results), f"written: {out}"]))
    return int(any(model["absent"] for model in results["models"]) or any(not s["counted"] for s in results["systems"]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench run",
        usage="spark-lsp bench run --models A,B [options]",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--models", action="append", default=[], metavar="A,B", help="whom to ask")
    parser.add_argument("--roles", default="", metavar="R,R", help="realtime, refine (default: both)")
    parser.add_argument("--repeats", type=int, default=5, metavar="N", help="of each ask (default: %(default)s)")
    parser.add_argument(
        "--profile",
        choices=["strict", "raised", "isolated"],
        default="strict",
        metavar="P",
        help="strict (6 s a reply), raised (14.5 s), isolated (no limit)",
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the order (default: %(default)s)")
    parser.add_argument("--scenarios", action="append", default=[], metavar="A,B", help="only these names or groups")
    parser.add_argument("--mutants", type=int, default=0, metavar="N", help="and so many generated ones")
    parser.add_argument(
        "--live",
        nargs="?",
        const="beside",
        default="",
        choices=["beside", "only"],
        metavar="only",
        help="also, or only, of your own work",
    )
    parser.add_argument("--judge", default="", metavar="MODEL", help="grades the answers too, apart from the scores")
    parser.add_argument("--list", action="store_true", help="name the scenarios")
    parser.add_argument("--out", default="", metavar="FILE", help="the results (default: in the data folder)")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was ended")
    parser.add_argument("--yes", action="store_true", help="let a trial take the place of loaded models")
    parser.add_argument(
        "--backend",
        choices=["ollama", "openai", "fake"],
        default="ollama",
        metavar="KIND",
        help="of model server: ollama, openai, fake",
    )
    parser.add_argument("--url", default="", help="its address; without it the kind's own on this machine")
    parser.add_argument("--json", action="store_true", help="one object, `spark-bench/1`")
    return parser


def lines(results: BenchResults) -> list[str]:
    """The table for a person, in the seed's columns."""
    width = max([5, *(len(one["model"]) for one in results["systems"])])
    told = [
        f"{'model':<{width}}  {'role':<8}  strict pass  latency avg/p95  headline p50  intelligence/usefulness"
        "  grounded  cold load"
    ]
    for one in results["systems"]:
        told.append(
            f"{one['model']:<{width}}  {one['role']:<8}  {_figure(one['strictPass'], ' %'):>11}"
            f"  {_ms(one['latencyMean']) + ' / ' + _ms(one['latencyP95']):>15}  {_ms(one['headlineP50']):>12}"
            f"  {_figure(one['intelligence']) + ' / ' + _figure(one['usefulness']):>23}"
            f"  {_figure(one['groundedShare'], ' %'):>8}  {_ms(one['coldLoad']):>9}"
        )
    missing = {model["name"]: model["absent"] for model in results["models"] if model["absent"]}
    told += [f"{name}: not measured: {why}" for name, why in missing.items()]
    for one in results["systems"]:
        nothing = {reason: n for reason, n in one["reasons"].items() if reason not in ("answered", "silent")}
        if nothing and one["model"] not in missing:
            why = next((r["detail"] for r in results["rows"] if r["model"] == one["model"] and r["detail"]), "")
            counts = ", ".join(f"{n} {reason}" for reason, n in nothing.items())
            told.append(f"{one['model']}, {one['role']}: {counts}" + (f" ({why})" if why else ""))
    return told + (_opinion(results["judge"]) if "judge" in results else [])


def _opinion(judge: BenchJudge) -> list[str]:
    """What the judge thinks; no score has anything to do with it."""
    if judge["trouble"]:
        return [f"judge {judge['model']}: {judge['trouble']}"]
    told = [f"judge {judge['model']}, 0–10, no part of any score:"]
    for one in judge["systems"]:
        missing = f", {one['missing']} without" if one["missing"] else ""
        told.append(f"  {one['model']}, {one['role']}: {_figure(one['mean'])} of {one['graded']} answers{missing}")
    return told


def _line(row: dict[str, str]) -> str:
    return f"{row['group']:<10} {row['name']:<32} {row['language']:<11} {row['title']}"


def _figure(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:.1f}{unit}"


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value * 1000:.0f} ms"
