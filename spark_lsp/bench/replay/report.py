"""The whole of `spark-lsp replay`: which cells are run, in which processes, and what is printed of them."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any

from spark_lsp import __version__
from spark_lsp.bench.replay import navigation
from spark_lsp.bench.replay.asks import Model, transitions
from spark_lsp.bench.replay.ranks import ranks_of
from spark_lsp.bench.replay.replay import POLICIES, SERVICES_S, Run, tally
from spark_lsp.bench.replay.score import JSON, Tally, difference, scored, worth
from spark_lsp.bench.replay.traces import Trace, read_trace
from spark_lsp.core.price import DUTY_MAX, FLOOR

PROTOCOL = "spark-replay/1"
FLOORS = (0.12, 0.08, 0.068, 0.064, 0.055, 0.045, 0.025)
"""Prices at which ours is run besides its own, for the frontier."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be run."""

    traces: tuple[Path, ...]
    policies: tuple[str, ...] = POLICIES
    full: bool = False
    draws: int = 5
    seed: int = 0
    processes: int = 2
    floor: float = FLOOR


def replayed(paths: tuple[Path, ...], *, progress: Callable[[int, int], None], **options: Any) -> JSON:
    """The report as the protocol has it; `options` are fields of Chosen, `progress` hears (done, of). Raises UsageError
    for what is no trace."""
    chosen = Chosen(paths, **options)
    traces = [read_trace(path) for path in chosen.traces]
    saves = [path for path, trace in zip(chosen.traces, traces, strict=True) if trace.kind == "saves"]
    walks = [trace for trace in traces if trace.kind == "navigation"]
    runs = _runs(chosen)
    frontier = [Run("spark", floor=floor, draws=chosen.draws, seed=chosen.seed) for floor in FLOORS]
    cells = _tallies(saves, [*runs, *(frontier if "spark" in chosen.policies else ())], chosen.processes, progress)
    report: JSON = {
        "protocol": PROTOCOL,
        "seed": chosen.seed,
        "draws": chosen.draws,
        "share": sorted({run.share for run in runs}, reverse=True),
        "planner": {"version": __version__, "settings": {"floor": chosen.floor, "dutyMax": DUTY_MAX}},
        "traces": [trace.name for trace in traces],
        "transitions": sum(len(transitions(trace)) for trace in traces if trace.kind == "saves"),
        "ranks": ranks_of([trace for trace in traces if trace.kind == "saves"]),
        "replay": [_cell(run, cells[run]) for run in runs if cells.get(run)],
        "frontier": [_point(run, cells[run]) for run in frontier if cells.get(run)],
        "versus": _versus(cells, [*runs, *frontier]),
        "navigation": _navigation(walks, chosen) if walks else {},
    }
    return report


def _runs(chosen: Chosen) -> list[Run]:
    shares, services = ((1.0, 0.2), SERVICES_S) if chosen.full else ((1.0,), (1.05,))
    models = tuple(Model) if chosen.full else (Model.EARLY, Model.UNIFORM)
    runs = []
    for share in shares:
        for service_s in services:
            for model in models:
                draws = chosen.draws if model is Model.UNIFORM or share < 1 else 1
                for by_context in (False, True):
                    for policy in chosen.policies:
                        run = Run(policy, service_s, model, share, by_context, draws, chosen.seed)
                        runs.append(replace(run, floor=chosen.floor) if policy == "spark" else run)
    return runs


def _tallies(
    paths: Sequence[Path], runs: Sequence[Run], processes: int, progress: Callable[[int, int], None]
) -> dict[Run, list[Tally]]:
    """Every run over every trace; a process reads a trace once."""
    found: dict[Run, dict[int, Tally]] = {run: {} for run in runs}
    total, done = len(paths) * len(runs), 0
    # The largest first, so that no process works on alone at the end.
    order = sorted(range(len(paths)), key=lambda i: -paths[i].stat().st_size)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(_one, paths[i], run): (i, run) for i in order for run in runs}
        for job in as_completed(jobs):
            i, run = jobs[job]
            found[run][i] = job.result()
            done += 1
            progress(done, total)
    return {run: [tallies[i] for i in sorted(tallies)] for run, tallies in found.items() if tallies}


_READ: dict[Path, Trace] = {}


def _one(path: Path, run: Run) -> Tally:
    if path not in _READ:
        _READ.clear()
        _READ[path] = read_trace(path)
    return tally(_READ[path], run)


def _cell(run: Run, tallies: Sequence[Tally]) -> JSON:
    return {
        "service": run.service_s,
        "ask": run.model.value,
        "share": run.share,
        "key": "hx" if run.by_context else "h",
        "policy": run.policy,
        **scored(tallies, service_s=run.service_s, seed=run.seed),
    }


def _point(run: Run, tallies: Sequence[Tally]) -> JSON:
    told = scored(tallies, service_s=run.service_s, seed=run.seed)
    return {
        "floor": run.floor,
        **{name: told.get(name) for name in ("hit", "jobs_per_ask", "unused", "saved_per_spent")},
    }


def _versus(cells: dict[Run, list[Tally]], runs: Sequence[Run]) -> JSON:
    """Ours against LRU top 3 in seconds saved for a second of the card, at the dearest price at which ours hits no
    less: 95 % of the bootstrapped differences."""
    theirs = next(
        (
            r
            for r in runs
            if r.policy == "lru3" and r.by_context and r.model is Model.UNIFORM and r.share == 1 and r.service_s == 1.05
        ),
        None,
    )
    if theirs is None or not cells.get(theirs):
        return {}
    least = _hit(cells[theirs])
    ours = [r for r in runs if r.policy == "spark" and replace(r, policy="lru3", floor=theirs.floor) == theirs]
    able = [r for r in ours if cells.get(r) and _hit(cells[r]) >= least]
    if not able:
        return {}
    best = max(able, key=lambda r: r.floor)
    interval = difference(cells[best], cells[theirs], worth, best.seed)
    return {
        "policy": "lru3",
        "floor": best.floor,
        "hit": [round(_hit(cells[best]), 4), round(least, 4)],
        "saved_per_spent": [round(worth(cells[best]), 4), round(worth(cells[theirs]), 4)],
        "difference": interval,
    }


def _hit(tallies: Sequence[Tally]) -> float:
    return sum(one.hits for one in tallies) / max(1, sum(len(one.waits) for one in tallies))


def _navigation(walks: Sequence[Trace], chosen: Chosen) -> JSON:
    found = [one for trace in walks for one in navigation.ranked(trace)]
    back = [one for one in found if one.revisit]

    def at(some: Sequence[navigation.Ranked]) -> JSON:
        return {
            "n": len(some),
            **{f"@{k}": round(mean(one.rank < k for one in some), 4) for k in (1, 3, 5, 10) if some},
        }

    cells = []
    for kind in (navigation.HOVER, navigation.ARRIVAL):
        for service_s in SERVICES_S if chosen.full else (1.05,):
            for policy in navigation.POLICIES:
                tallies = [navigation.navigated(trace, policy, kind, service_s) for trace in walks]
                told = scored(tallies, service_s=service_s, seed=chosen.seed)
                cells.append({"ask": kind, "service": service_s, "policy": policy, **told})
    return {"ranks": {"all": at(found), "revisit": at(back)}, "replay": cells}
