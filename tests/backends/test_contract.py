"""What every backend keeps: the scripted one, Ollama's protocol as a real one spoke it, and a real llama.cpp.

With `SPARK_TEST_OLLAMA=URL` and `SPARK_TEST_OLLAMA_MODEL=NAME` a running Ollama is held to it too."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace

import pytest

from spark_lsp.backends.base import Backend
from spark_lsp.backends.fake import MODEL, FakeBackend, answer
from spark_lsp.backends.ollama import OllamaBackend
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.core.asking import Ask, Cost, Done, Finish, MissReason, Words
from spark_lsp.core.budget import same_model
from spark_lsp.errors import BackendFailed
from tests.backends.ollama_replay import NAME, replayed
from tests.real_model import ALIAS, RealServer, weights

SCHEMA = json.dumps({
    "type": "object",
    "properties": {"headline": {"type": "string", "maxLength": 40}},
    "required": ["headline"],
    "additionalProperties": False,
})  # fmt: skip
OLLAMA = "SPARK_TEST_OLLAMA"
KINDS = ("fake", "ollama", "llama.cpp", *(["real ollama"] if os.environ.get(OLLAMA) else []))


@dataclass(frozen=True, slots=True)
class Party:
    """One backend, and a model that its server has."""

    backend: Backend
    model: str

    def ask(self, **changes: object) -> Ask:
        """A question that takes a few dozen tokens to answer."""
        made = Ask(self.model, "Answer in JSON.", "What does `def f(): pass` do?", SCHEMA, 60, context_tokens=2048)
        return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def served() -> Iterator[RealServer]:
    server = RealServer(weights())
    yield server
    server.close()


@pytest.fixture(params=KINDS)
async def party(request: pytest.FixtureRequest) -> AsyncIterator[Party]:
    async with AsyncExitStack() as stack:
        match request.param:
            case "fake":
                reply = {"headline": "`f` does nothing at all, and says so at some length"}
                made = Party(FakeBackend(lambda ask: answer(reply, pieces=20)[: ask.max_tokens]), MODEL)
            case "ollama":
                made = Party(OllamaBackend((await stack.enter_async_context(replayed())).url), NAME)
            case "llama.cpp":
                made = Party(OpenAIBackend(request.getfixturevalue("served").url), ALIAS)
            case _:
                made = Party(OllamaBackend(os.environ[OLLAMA]), os.environ[f"{OLLAMA}_MODEL"])
        yield made
        await made.backend.close()


async def said(party: Party, asked: Ask) -> tuple[str, Done]:
    text = ""
    async with aclosing(party.backend.stream(asked)) as pieces:  # type: ignore[type-var]
        async for piece in pieces:
            match piece:
                case Words(more):
                    assert more
                    text += more
                case Done():
                    return text, piece
    raise AssertionError("the stream ended without an end")


async def test_it_says_what_it_is(party: Party) -> None:
    server = await party.backend.probe()
    assert server.kind == party.backend.kind
    assert server.version
    assert server.url


async def test_the_model_is_among_those_it_has_and_after_warming_among_those_it_holds(party: Party) -> None:
    installed = await party.backend.installed()
    mine = next(one for one in installed if same_model(one.name, party.model))
    assert mine.digest
    assert not mine.remote
    cost = await party.backend.warm(party.model, context_tokens=2048, keep_alive_s=60.0)
    assert isinstance(cost, Cost)
    held = next(one for one in await party.backend.resident() if same_model(one.name, party.model))
    assert held.context_tokens >= 2048


async def test_a_reply_is_words_then_one_end_with_its_costs(party: Party) -> None:
    text, done = await said(party, party.ask())
    if done.finish is Finish.STOP:
        assert isinstance(json.loads(text)["headline"], str)
    assert text
    assert done.cost.tokens is None or done.cost.tokens > 0


async def test_a_reply_that_is_too_long_says_that_it_was_cut(party: Party) -> None:
    if isinstance(party.backend, FakeBackend):
        party.backend.script = lambda ask: [Words("{"), Done(Finish.LENGTH, Cost())]
    _, done = await said(party, party.ask(max_tokens=2))
    assert done.finish is Finish.LENGTH


async def test_the_same_question_has_the_same_answer(party: Party) -> None:
    assert (await said(party, party.ask()))[0] == (await said(party, party.ask()))[0]


async def test_after_hanging_up_the_next_question_is_answered(party: Party) -> None:
    stream = party.backend.stream(party.ask())
    async for piece in stream:
        assert isinstance(piece, Words)
        break
    await stream.aclose()  # type: ignore[attr-defined]
    text, _ = await asyncio.wait_for(said(party, party.ask()), 30)
    assert text


async def test_whoever_stops_reading_is_let_go_at_once(party: Party) -> None:
    task = asyncio.ensure_future(said(party, party.ask()))
    await asyncio.sleep(0.01)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=2)
    assert done
    if not task.cancelled():
        task.result()


async def test_a_prompt_can_be_evaluated_and_then_asked(party: Party) -> None:
    cost = await party.backend.prefill(party.ask())
    assert isinstance(cost, Cost)
    text, _ = await said(party, party.ask())
    assert text


async def test_a_model_that_is_not_there_is_said_so_by_the_servers_that_look(party: Party) -> None:
    if party.backend.kind == "openai":  # llama-server has one model, which answers to every name
        assert (await said(party, party.ask(model="nobody")))[0]
        return
    with pytest.raises(BackendFailed) as caught:
        await said(party, party.ask(model="nobody"))
    assert caught.value.reason == MissReason.NOT_PULLED


async def test_tokens_are_counted_exactly_or_not_at_all(party: Party) -> None:
    few = await party.backend.count_tokens(party.model, "one")
    many = await party.backend.count_tokens(party.model, "one two three four five six seven eight nine ten")
    assert (few is None) == (many is None)
    assert few is None or (many is not None and 0 < few < many)


async def test_several_at_once_are_all_answered(party: Party) -> None:
    replies = await asyncio.wait_for(asyncio.gather(*(said(party, party.ask()) for _ in range(3))), 60)
    assert all(text for text, _ in replies)


async def test_closing_twice_is_no_error(party: Party) -> None:
    await party.backend.close()
    await party.backend.close()
