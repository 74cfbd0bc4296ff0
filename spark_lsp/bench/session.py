"""The whole of `spark-lsp bench run`: what is asked, of which server, and the document that comes of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spark_lsp.backends.base import Backend
from spark_lsp.bench.booth import PATIENT_S
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.environment import environment
from spark_lsp.bench.grades import Answers, report, unjudged
from spark_lsp.bench.judge import judged
from spark_lsp.bench.order import Plan, Profile, set_digest
from spark_lsp.bench.results import journal, write_results
from spark_lsp.bench.rows import key_of
from spark_lsp.bench.runner import Runner, Spent, asked_models, found_model
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.summary import systems_of
from spark_lsp.core.asking import Installed, Server
from spark_lsp.core.bench_results import BenchJudge, BenchOverhead, BenchResults, BenchRow, BenchSettings
from spark_lsp.core.role import Role
from spark_lsp.engine.turn import Turn
from spark_lsp.errors import BackendFailed, UsageError
from spark_lsp.gpu import memory_now
from spark_lsp.settings import BackendKind, Settings
from spark_lsp.store.folders import cache_folder
from spark_lsp.store.lease import FileLease

PROBE_S = 5.0
"""Longest that the server may take to say what it is and has, seconds."""


def measured(
    settings: Settings,
    out: Path,
    *,
    models: tuple[str, ...],
    roles: tuple[str, ...],
    names: tuple[str, ...] = (),
    repeats: int,
    profile: str,
    seed: int,
    displace: bool,
    resume: bool,
    progress: Callable[[int, int], None],
    live: str = "",
    judge: str = "",
    scenarios: tuple[Scenario, ...] | None = None,
    mutants: int = 0,
    backend: Backend | None = None,
) -> BenchResults:
    """Runs and writes the results; they are returned too. `names` chooses scenarios by name or group, `live` takes
    those of one's own work `beside` the ones that ship, or `only` them, `mutants` adds so many generated ones, drawn by
    the seed; `judge` is a model that grades the answers after it, apart from all that is scored; `progress` hears
    (done, of). Raises UsageError for what cannot be run, UnreadableInput for a disk that is full."""
    every = _every(live) if scenarios is None else scenarios
    chosen = tuple(one for one in every if not names or one.name in names or one.group.value in names)
    if unknown := [name for name in names if all(name not in (one.name, one.group.value) for one in every)]:
        raise UsageError(f"there is no scenario {unknown[0]!r}; `spark-lsp bench run --list` names them")
    if not chosen:
        raise UsageError("there is no scenario to run")
    if mutants:
        from spark_lsp.bench.mutants import mutants as made

        chosen += made(mutants, seed=seed)
    kinds = tuple(dict.fromkeys(Role(role) for role in roles))
    plan = Plan(tuple(dict.fromkeys(models)), kinds, chosen, repeats, Profile(profile), seed, displace)
    return asyncio.run(_measured(plan, settings, out, resume=resume, progress=progress, backend=backend, judge=judge))


def _every(live: str) -> tuple[Scenario, ...]:
    if not live:
        return load_all()
    from spark_lsp.bench.live import load_live

    return (*(load_all() if live == "beside" else ()), *load_live())


async def _measured(
    plan: Plan,
    settings: Settings,
    out: Path,
    *,
    resume: bool,
    progress: Callable[[int, int], None],
    backend: Backend | None,
    judge: str,
) -> BenchResults:
    from spark_lsp.build import analyst

    clock = Clock(scripted=settings.backend.kind is BackendKind.FAKE)
    server, installed, made, trouble = await _seen(settings, backend, patient=plan.profile is Profile.ISOLATED)
    fetch = "ollama pull" if server is not None and server.kind == "ollama" else ""
    models = asked_models(plan, installed, trouble, fetch=fetch)
    settled = _settings(plan)
    head = {"settings": settled, "digests": {one["name"]: one["digest"] for one in models}}
    kept = journal(out, head, resume=resume)
    begun_at, began_s = clock.date(), clock.now_s()
    spent = Spent()
    opinion: BenchJudge | None = None
    try:
        if made is not None or trouble:

            def on_row(row: BenchRow) -> None:
                kept.row(row)
                progress(len(kept.rows), plan.total)

            runner = Runner(
                plan,
                settings,
                made if made is not None else _nobody(),
                await asyncio.to_thread(analyst),
                clock,
                on_row,
                kept.load,
                done=kept.done(),
                down=bool(trouble),
                spent=spent,
            )
            progress(len(kept.rows), plan.total)
            await runner.run(models, installed)
            if judge:
                answers = Answers(kept.rows, plan.scenarios, runner.said)
                opinion = await _judged(answers, judge, made, installed, clock, plan, trouble)
    finally:
        if made is not None:
            await made.close()
    run_s = clock.now_s() - began_s
    results: BenchResults = {
        "format": "spark-bench/1",
        "begunAt": begun_at,
        "settings": settled,
        "environment": await asyncio.to_thread(environment, server),
        "models": models,
        "loads": kept.loads,
        "systems": systems_of(kept.rows, kept.loads),
        "rows": sorted(kept.rows, key=key_of),
        "overhead": None if clock.scripted else _overhead(run_s, spent),
    }
    if opinion is not None:
        results["judge"] = opinion
    write_results(out, results)
    kept.forget()
    return results


async def _judged(
    answers: Answers,
    name: str,
    backend: Backend | None,
    installed: tuple[Installed, ...],
    clock: Clock,
    plan: Plan,
    trouble: str,
) -> BenchJudge:
    model = found_model(installed, name)
    if backend is None or model is None or model.remote:
        rows, lost = answers.to_grade()
        return report(name, "", [*lost, *unjudged(rows)], trouble or f"{name} is not there, or not on this machine")
    memory = await asyncio.to_thread(memory_now, 0)
    turn = Turn(FileLease(cache_folder()))
    displace = plan.displace and plan.profile is not Profile.ISOLATED
    return await judged(answers, backend, model, memory, turn, clock, seed=plan.seed, displace=displace)


async def _seen(
    settings: Settings, given: Backend | None, *, patient: bool
) -> tuple[Server | None, tuple[Installed, ...], Backend | None, str]:
    """The server, what it has, the way to it, and why there is none."""
    from spark_lsp.build import backend

    made = given
    try:
        if made is None:
            made = await asyncio.to_thread(backend, settings, stall_s=PATIENT_S if patient else None)
        async with asyncio.timeout(PROBE_S):
            return await made.probe(), await made.installed(), made, ""
    except BackendFailed as failed:
        start = "; run: ollama serve" if settings.backend.kind == "ollama" and failed.reason == "down" else ""
        return None, (), made, f"{failed}{start}"
    except TimeoutError:
        return None, (), made, f"the model server does not answer within {PROBE_S:.0f} s"


def _nobody() -> Backend:
    from spark_lsp.backends.fake import FakeBackend
    from spark_lsp.core.asking import MissReason

    return FakeBackend(down=MissReason.DOWN)


def _settings(plan: Plan) -> BenchSettings:
    return {
        "profile": plan.profile.value,
        "budgetSeconds": plan.profile.budget_s,
        "seed": plan.seed,
        "repeats": plan.repeats,
        "roles": [role.value for role in plan.roles],
        "scenarios": len(plan.scenarios),
        "scenarioSet": set_digest(plan.scenarios),
    }


def _overhead(run_s: float, spent: Spent) -> BenchOverhead:
    rest = max(0.0, run_s - spent.asked_s - spent.scored_s)
    return {
        "runSeconds": round(run_s, 3),
        "askedSeconds": round(spent.asked_s, 3),
        "scoredSeconds": round(spent.scored_s, 3),
        "share": round(rest / run_s, 5) if run_s else 0.0,
    }


def listed(live: str = "") -> list[dict[str, Any]]:
    """The scenarios, for a person who chooses among them; `live` as in `measured`."""
    return [
        {"name": one.name, "group": one.group.value, "language": one.language, "title": one.title}
        for one in _every(live)
    ]
