"""Having a prompt evaluated while the cursor rests: when it is done, and that it is in nobody's way."""

import asyncio
from dataclasses import replace

import pytest

from spark_lsp.backends.fake import MODEL, FakeBackend, answer
from spark_lsp.core.asking import MissReason, Resident
from spark_lsp.engine.prefill import PAYS_S
from tests.engine.lane_parts import FOUND, GOOD, Bench, bench, view

SLOW_S_PER_TOKEN = 10 * PAYS_S


async def known(made: Bench, s_per_token: float = SLOW_S_PER_TOKEN) -> Bench:
    """The server has been looked at, and its pace is known."""
    await made.lanes.crew.ready()
    made.lanes.crew.gate.pace(MODEL).prompt_s_per_token = s_per_token
    made.lanes.crew.gate.pace(MODEL).last_s = 1.0
    return made


async def rested(made: Bench) -> None:
    made.lanes.rests(view(), FOUND)
    for _ in range(50):
        await asyncio.sleep(0.002)


async def test_the_prompt_of_a_look_is_evaluated_once_and_is_the_one_that_the_look_sends() -> None:
    made = await known(bench(FakeBackend(lambda ask: answer(GOOD))))
    await rested(made)
    await rested(made)
    assert len(made.backend.prefilled) == 1
    made.lanes.crew.gate.pace(MODEL).prompt_s_per_token = 1e-6
    await made.lanes.looked(view(), FOUND)
    evaluated, asked = made.backend.prefilled[0], made.backend.asked[0]
    assert (evaluated.system, evaluated.user, evaluated.model, evaluated.context_tokens) == (
        asked.system,
        asked.user,
        asked.model,
        asked.context_tokens,
    )
    await made.lanes.close()


@pytest.mark.parametrize(
    "why_not",
    ["unknown pace", "fast prompt", "on battery", "private", "not loaded", "nobody looked yet", "server down"],
)
async def test_it_is_left_out(why_not: str) -> None:
    backend = FakeBackend(lambda ask: answer(GOOD))
    made = bench(
        backend,
        private="it is excluded" if why_not == "private" else None,
        rest="on battery" if why_not == "on battery" else None,
    )
    if why_not != "nobody looked yet":
        await known(made)
    if why_not == "unknown pace":
        made.lanes.crew.gate.paces.clear()
    if why_not == "fast prompt":
        made.lanes.crew.gate.pace(MODEL).prompt_s_per_token = PAYS_S / 1e6
    if why_not == "not loaded":
        backend.loaded = (Resident("another", "other"),)
    if why_not == "server down":
        backend.down = MissReason.DOWN
    await rested(made)
    assert backend.prefilled == []
    assert backend.warmed == []
    assert made.logged == []
    await made.lanes.close()


async def test_what_is_known_of_the_code_already_needs_no_prompt() -> None:
    made = await known(bench(FakeBackend(lambda ask: answer(GOOD))), 1e-9)
    await made.lanes.looked(view(), FOUND)
    await made.refined()
    made.lanes.crew.gate.pace(MODEL).prompt_s_per_token = SLOW_S_PER_TOKEN
    await rested(made)
    assert made.backend.prefilled == []
    await made.lanes.close()


async def test_a_look_elsewhere_ends_it_and_one_at_the_same_code_does_not() -> None:
    made = await known(bench(FakeBackend(lambda ask: answer(GOOD), prefill_s=60.0)))
    await rested(made)
    assert made.backend.running == 1
    task = made.lanes.looked(view(), FOUND, deadline_s=0.02)
    assert made.backend.running == 1
    assert task is not None
    await task
    elsewhere = replace(view(), unit=replace(view().unit, key="other"))
    made.lanes.looked(elsewhere, FOUND, deadline_s=0.01)
    await made.until(lambda: made.backend.running == 0)
    await made.lanes.close()


async def test_after_a_look_elsewhere_the_prompt_is_evaluated_again() -> None:
    made = await known(bench(FakeBackend(lambda ask: answer(GOOD))))
    await rested(made)
    made.lanes.looked(replace(view(), unit=replace(view().unit, key="other")), FOUND, deadline_s=0.01)
    await made.refined()
    await rested(made)
    assert len(made.backend.prefilled) == 2
    await made.lanes.close()


async def test_the_end_of_the_program_ends_it() -> None:
    made = await known(bench(FakeBackend(lambda ask: answer(GOOD), prefill_s=60.0)))
    await rested(made)
    await made.lanes.close()
    await made.until(lambda: made.backend.running == 0)
