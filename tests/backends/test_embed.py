"""What every backend keeps that makes vectors: the scripted one, and both protocols in front of a real small model."""

import asyncio
import json
import math
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from spark_lsp.backends.base import Backend
from spark_lsp.backends.fake import MODEL, FakeBackend
from spark_lsp.backends.ollama import OllamaBackend
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.core.asking import MissReason, Vector
from spark_lsp.errors import BackendFailed
from tests.backends.scripted import Say, head, scripted
from tests.embed_server import NAME, EmbedServer, embed_server

TEXTS = ("read a file into memory", "load the whole file as bytes", "the price of a train ticket")


@dataclass(frozen=True, slots=True)
class Party:
    """One backend, and a model that its server has."""

    backend: Backend
    model: str


@pytest.fixture(scope="module")
def served() -> Iterator[EmbedServer]:
    with embed_server() as server:
        yield server


@pytest.fixture(params=["fake", "ollama", "openai"])
async def party(request: pytest.FixtureRequest) -> AsyncIterator[Party]:
    match request.param:
        case "fake":
            made = Party(FakeBackend(), MODEL)
        case "ollama":
            made = Party(OllamaBackend(request.getfixturevalue("served").url), NAME)
        case _:
            made = Party(OpenAIBackend(request.getfixturevalue("served").url), NAME)
    yield made
    await made.backend.close()


def cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_each_text_has_a_vector_of_length_1_in_order(party: Party) -> None:
    together = await party.backend.embed(party.model, TEXTS, keep_alive_s=60)
    assert len(together) == len(TEXTS)
    assert all(math.isclose(math.hypot(*vector), 1, abs_tol=1e-5) for vector in together)
    for text, vector in zip(TEXTS, together, strict=True):
        (alone,) = await party.backend.embed(party.model, [text], keep_alive_s=60)
        assert math.isclose(cosine(alone, vector), 1, abs_tol=1e-5)


async def test_texts_of_one_meaning_are_nearer_than_others(party: Party) -> None:
    file, load, ticket = await party.backend.embed(party.model, TEXTS, keep_alive_s=60)
    assert cosine(file, load) > cosine(file, ticket)


async def test_a_model_that_is_not_there_is_said_so(party: Party) -> None:
    with pytest.raises(BackendFailed) as caught:
        await party.backend.embed("nobody", ["text"], keep_alive_s=60)
    assert caught.value.reason == MissReason.NOT_PULLED


async def test_a_very_long_text_and_an_empty_one_are_no_errors(party: Party) -> None:
    vectors = await party.backend.embed(party.model, ["word " * 20_000, ""], keep_alive_s=60)
    assert len(vectors) == 2


async def test_whoever_stops_waiting_is_let_go_at_once(party: Party) -> None:
    task = asyncio.ensure_future(party.backend.embed(party.model, ["word " * 200] * 20, keep_alive_s=60))
    await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done


async def test_a_model_of_another_machine_is_never_asked(served: EmbedServer) -> None:
    for backend in (OllamaBackend(served.url), OpenAIBackend(served.url)):
        asked = len(served.batches)
        with pytest.raises(BackendFailed) as caught:
            await backend.embed("big-cloud", ["text"], keep_alive_s=60)
        assert caught.value.reason == MissReason.REMOTE
        assert len(served.batches) == asked
        await backend.close()


GARBAGE = (
    [],
    None,
    "text",
    [[]],
    [["a", "b"]],
    [[0.0, 0.0]],
    [[1.0], [1.0]],
    [[1e308] * 4096],
    [[True, False]],
    [{"0": 1.0}],
    [[1.0] * 9000],
)


@pytest.mark.parametrize("found", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("kind", ["ollama", "openai"])
async def test_what_is_no_vector_is_refused(kind: str, found: object) -> None:
    if kind == "ollama":
        value: object = {"embeddings": found}
    else:
        rows = [{"embedding": one, "index": i} for i, one in enumerate(found)] if isinstance(found, list) else found
        value = {"data": rows}
    async with scripted(Say(head() + json.dumps(value).encode())) as server:
        backend = OllamaBackend(server.url) if kind == "ollama" else OpenAIBackend(server.url)
        with pytest.raises(BackendFailed) as caught:
            await backend.embed("m", ["text"], keep_alive_s=60)
        assert caught.value.reason == MissReason.GARBLED
        await backend.close()


async def test_vectors_of_two_widths_are_refused() -> None:
    async with scripted(Say(head() + b'{"embeddings": [[1.0], [1.0, 2.0]]}')) as server:
        backend = OllamaBackend(server.url)
        with pytest.raises(BackendFailed):
            await backend.embed("m", ["a", "b"], keep_alive_s=60)
        await backend.close()
