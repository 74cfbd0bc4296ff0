"""The model lanes against a real small model on a real server. What it says is nonsense, so these test that the
plumbing holds: schema, streaming, cancelling, the gates and the store."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.core.asking import Ask, Done, Finish, MissReason, Words
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.question import Draft, Question
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held, Nothing
from spark_lsp.core.tokens import prompt_tokens, tokens_at_most
from spark_lsp.engine.generation import Generation
from spark_lsp.roles.table import role_spec
from tests.backends.snippets import judged, questions
from tests.core.questions import question
from tests.engine.lane_parts import FOUND, bench, view
from tests.real_model import ALIAS, RealServer, weights

UNITS = 60


@pytest.fixture(scope="module")
def served() -> Iterator[RealServer]:
    server = RealServer(weights())
    yield server
    server.close()


@pytest.fixture
async def backend(served: RealServer) -> AsyncIterator[OpenAIBackend]:
    made = OpenAIBackend(served.url)
    yield made
    await made.close()


def ask(of: Question | None = None, **changes: object) -> Ask:
    made = ask_for(of or question(), role_spec(Role.REALTIME), model=ALIAS)
    return replace(made, **changes)  # type: ignore[arg-type]


async def said(backend: OpenAIBackend, asked: Ask) -> tuple[str, Done]:
    text = ""
    async with aclosing(backend.stream(asked)) as pieces:
        async for piece in pieces:
            match piece:
                case Words(more):
                    text += more
                case Done():
                    return text, piece
    raise AssertionError("the stream ended without an end")


async def test_it_tells_what_it_is_has_and_holds(backend: OpenAIBackend) -> None:
    assert (await backend.probe()).kind == "openai"
    (installed,) = await backend.installed()
    (resident,) = await backend.resident()
    assert installed.name == resident.name == ALIAS
    assert installed.digest
    assert resident.context_tokens == 2048


async def test_no_prompt_is_longer_than_it_was_reckoned_to_be(backend: OpenAIBackend) -> None:
    asked = ask()
    _, done = await said(backend, replace(asked, max_tokens=1))
    assert done.cost.prompt_tokens is not None
    assert done.cost.prompt_tokens <= prompt_tokens(asked)
    counted = await backend.count_tokens(ALIAS, asked.system)
    assert counted is not None
    assert counted <= prompt_tokens(asked)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{i}: x\n" for i in range(100)),
        "0123456789" * 40,
        "deadbeef90" * 40,
        "(){}[];:,.!?" * 25,
        "    " * 40 + "\n\t\t\treturn None\n" * 20,
        "価格を計算する関数" * 10,
        "somewhatLongIdentifier_with_parts = another.call(argument)\n" * 20,
        Path(__file__).read_text("utf-8"),
    ],
    ids=["lines", "digits", "hex", "signs", "blanks", "han", "code", "this file"],
)
async def test_no_text_has_more_tokens_than_the_estimate(backend: OpenAIBackend, text: str) -> None:
    counted = await backend.count_tokens(ALIAS, text)
    assert counted is not None
    assert counted <= tokens_at_most(text)


async def test_a_reply_that_is_left_frees_the_server(backend: OpenAIBackend) -> None:
    async with aclosing(backend.stream(ask(max_tokens=2000))) as pieces:
        async for _ in pieces:
            break
    text, done = await said(backend, ask(max_tokens=4))
    assert text
    assert done.finish is Finish.LENGTH


async def test_the_headline_is_there_before_the_reply_is(backend: OpenAIBackend) -> None:
    generation = Generation(backend, ask(), ReplyReader(), prompt_tokens=0)
    first: asyncio.Future[Draft] = asyncio.get_running_loop().create_future()

    def moved() -> None:
        if generation.draft.headline and not first.done():
            first.set_result(generation.draft)

    generation.on_progress(moved)
    draft = await asyncio.wait_for(first, 120)
    assert draft.next_step == ""
    assert generation.done is None
    await asyncio.wait_for(generation.settled, 120)
    assert generation.draft.headline == draft.headline


async def test_a_warm_prompt_is_not_evaluated_again(backend: OpenAIBackend) -> None:
    asked = ask(question(symbol="warmed"))
    cold = await backend.prefill(asked)
    _, warm = await said(backend, replace(asked, max_tokens=2))
    assert cold.prompt_s is not None
    assert warm.cost.prompt_s is not None
    assert warm.cost.prompt_s < cold.prompt_s


async def test_what_it_says_goes_through_the_gates_into_the_store(backend: OpenAIBackend) -> None:
    made = bench(backend)
    try:
        outcome = await made.lanes.refine_here(view(), FOUND, limit_s=120)
        assert outcome in (None, MissReason.UNGROUNDED, MissReason.NOTHING_USEFUL, MissReason.CUT_SHORT)
        subject = made.lanes.packets.subject(view(), FOUND)
        kept = made.lanes.packets.held(view(), subject, Role.REFINE)
        assert isinstance(kept, Held) is (outcome is None)
        assert isinstance(kept, Nothing) is (outcome in (MissReason.UNGROUNDED, MissReason.NOTHING_USEFUL))
    finally:
        await made.lanes.close()


@pytest.mark.timeout(1200)
async def test_sixty_replies_are_valid_and_what_is_shown_of_them_names_what_there_is(backend: OpenAIBackend) -> None:
    count = await judged(backend, questions(), UNITS)
    assert (count.whole, count.valid, count.named) == (UNITS, UNITS, [])
