"""`spark-lsp doctor --measure`: how long the person's own server takes to load, to begin an answer, and to stop one."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

from spark_lsp.backends.base import Backend
from spark_lsp.cli.checks import Check, State
from spark_lsp.core.asking import Ask, Words
from spark_lsp.core.budget import same_model
from spark_lsp.core.casting import Cast, Company, cast_roles
from spark_lsp.core.role import ModelFacts, Role
from spark_lsp.errors import BackendFailed
from spark_lsp.settings import Settings

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"headline": {"type": "string"}},
        "required": ["headline"],
        "additionalProperties": False,
    }
)
SYSTEM = 'You look at code. Reply with one JSON object: {"headline": "what is wrong, in one sentence"}.'
USER = "1: def mean(values):\n2:     return sum(values) / len(values)\n\nWhat happens for an empty list?"
KEEP_ALIVE_S = 300.0
CONTEXT_TOKENS = 4096
LIMIT_S = 30.0
"""Longest that one question may take, seconds; what takes longer is of no use to somebody who looks."""


def measure_checks(settings: Settings, company: Company) -> list[Check]:
    """The times of the model that plays realtime."""
    part = cast_roles(company)[Role.REALTIME]
    if not isinstance(part, Cast):
        return [Check("measure", State.NOTE, "nobody plays realtime", part.message)]
    return asyncio.run(_measured(settings, part))


async def _measured(settings: Settings, part: Cast) -> list[Check]:
    from spark_lsp.build import backend

    server = backend(settings)
    try:
        return await measured(server, part.model.name, part.facts, time.monotonic)
    finally:
        await server.close()


async def measured(backend: Backend, model: str, facts: ModelFacts, clock: Callable[[], float]) -> list[Check]:
    """Loads the model, where it is not, which takes as long as it takes, and asks it four times, each up to LIMIT_S."""
    checks: list[Check] = []
    try:
        resident = next((one for one in await backend.resident() if same_model(one.name, model)), None)
        if resident is None:
            start_s = clock()
            await backend.warm(model, context_tokens=CONTEXT_TOKENS, keep_alive_s=KEEP_ALIVE_S)
            checks.append(_told("cold load", model, clock() - start_s))
        # The window of a loaded model is kept: another has it loaded anew.
        window = resident.context_tokens if resident is not None else CONTEXT_TOKENS
        await _within(_first(backend, _ask(model, facts, window, 8), clock))
        warm_s = await _within(_headline(backend, _ask(model, facts, window, 60), clock))
        checks.append(_told("warm time to headline", model, warm_s))
        cut_s = await _within(_first(backend, _ask(model, facts, window, 400), clock))
        # One place in line: the next answer's first word comes when the cut one has stopped.
        after_s = await _within(_first(backend, _ask(model, facts, window, 8), clock))
        checks.append(_told("cancel to idle", model, max(0.0, after_s - cut_s)))
    except BackendFailed as failed:
        checks.append(Check("measure", State.NOTE, str(failed)))
    except TimeoutError:
        slow = f"{model} gives nothing within {LIMIT_S:.0f} s: too slow here for words while a hover is open"
        checks.append(
            Check("measure", State.NOTE, slow, "set `roles.realtime` to a smaller model; see: spark-lsp plan")
        )
    return checks


async def _within(seconds: Coroutine[Any, Any, float]) -> float:
    return await asyncio.wait_for(seconds, LIMIT_S)


def _ask(model: str, facts: ModelFacts, context_tokens: int, max_tokens: int) -> Ask:
    return Ask(
        model, SYSTEM, USER, SCHEMA, max_tokens, context_tokens, keep_alive_s=KEEP_ALIVE_S, thinking=facts.thinking
    )


async def _first(backend: Backend, ask: Ask, clock: Callable[[], float]) -> float:
    """Seconds to the first word; the stream is cut there."""
    start_s = clock()
    pieces = backend.stream(ask)
    try:
        async for piece in pieces:
            if isinstance(piece, Words):
                break
    finally:
        await _close(pieces)
    return clock() - start_s


async def _headline(backend: Backend, ask: Ask, clock: Callable[[], float]) -> float:
    """Seconds until the headline's closing quote."""
    start_s, text = clock(), ""
    pieces = backend.stream(ask)
    try:
        async for piece in pieces:
            if isinstance(piece, Words):
                text += piece.text
                if text.replace('\\"', "").count('"') >= 4:
                    break
    finally:
        await _close(pieces)
    return clock() - start_s


async def _close(pieces: object) -> None:
    close = getattr(pieces, "aclose", None)
    if close is not None:
        await close()


def _told(name: str, model: str, seconds: float) -> Check:
    return Check(name, State.OK, f"{model}: {seconds:.2f} s")
