"""One attempt under a deadline: what a model could say in time, or why it could not. Never late, never raises for what
a server does."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from spark_lsp.backends.base import Backend
from spark_lsp.core.asking import MissReason, Resident
from spark_lsp.core.budget import BudgetGate, Decline
from spark_lsp.core.question import Draft
from spark_lsp.engine.author import Asked
from spark_lsp.engine.deadline import Late, by, forget, now_s
from spark_lsp.engine.generation import Generation
from spark_lsp.errors import BackendFailed

HEADLINE_TOKENS = 25
"""Of a reply up to the end of its headline, with the JSON around it; the length that prompts ask for."""


@dataclass(frozen=True, slots=True)
class Said:
    """Fields that were complete in time; more may come where `generation` still runs."""

    draft: Draft
    generation: Generation


@dataclass(frozen=True, slots=True)
class Missed:
    """Nothing in time; `generation` where one was begun, which may go on."""

    reason: MissReason
    detail: str = ""
    generation: Generation | None = None


Outcome = Said | Missed


async def attempt(
    backend: Backend,
    gate: BudgetGate,
    *,
    model: str,
    digest: str,
    asked: "asyncio.Future[Asked]",
    start: Callable[[Asked, int], Generation],
    at_s: float,
) -> Outcome:
    """Asks `model` until `at_s` of the loop's clock. `start` begins the generation of an ask with a window, or joins
    it. What is running at the deadline runs on: its caller decides what becomes of it."""
    loaded: asyncio.Future[tuple[Resident, ...]] = asyncio.ensure_future(backend.resident())
    try:
        residents = await by(at_s, loaded)
        if isinstance(residents, Late):
            return Missed(MissReason.LATE, "the server did not say what it has loaded")
        prepared = await by(at_s, asked)
        if isinstance(prepared, Late):
            return Missed(MissReason.LATE, "the prompt was not made in time")
    except BackendFailed as failed:
        gate.circuit.failed(now_s())
        return Missed(MissReason(failed.reason), str(failed))
    finally:
        for work in (asked, loaded):
            if not work.done():
                forget(work)
    decision = gate.decide(
        model,
        residents=residents,
        prompt_tokens=prepared.prompt_tokens,
        reply_tokens=prepared.ask.max_tokens,
        headline_tokens=HEADLINE_TOKENS,
        left_s=at_s - now_s(),
        now_s=now_s(),
        digest=digest,
    )
    if isinstance(decision, Decline):
        return Missed(decision.reason, decision.detail)
    generation = start(prepared, decision.context_tokens)
    await by(at_s, generation.settled)
    if generation.draft.headline:
        return Said(generation.draft, generation)
    if generation.task.done():
        return Missed(generation.miss or MissReason.NOTHING_USEFUL, generation=generation)
    return Missed(MissReason.LATE, generation=generation)
