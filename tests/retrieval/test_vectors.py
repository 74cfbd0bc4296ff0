"""Search by vectors, with a real small model and with a scripted one."""

from pathlib import Path

import pytest

from spark_lsp.backends.fake import MODEL, FakeBackend
from spark_lsp.backends.ollama import OllamaBackend
from spark_lsp.core.asking import MissReason, Vector
from spark_lsp.core.passage import Found
from spark_lsp.errors import BackendFailed
from spark_lsp.retrieval.fusion import fused
from spark_lsp.retrieval.vectors import BATCH, by_vector, embed_missing, embedder, vector_table
from tests.embed_server import NAME, embed_server
from tests.retrieval.checkout import brought, checkout


def with_backend(backend: FakeBackend | OllamaBackend, model: str):
    async def embed(texts):
        return await backend.embed(model, texts, keep_alive_s=60)

    return embedder(model, "digest", embed)


async def test_a_real_model_finds_code_by_what_it_means(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    with embed_server() as server:
        backend = OllamaBackend(server.url)
        model = with_backend(backend, NAME)
        count = await embed_missing(made.index, model, most=100)
        assert count == made.index.size().passages
        table = vector_table(made.index.vectors(model.model))
        near = by_vector(made.index, table, await model.query("log the user in again before it runs out"), 3)
        await backend.close()
    assert near[0].passage.symbol == "renewSession"


async def test_what_has_a_vector_is_not_embedded_again_and_no_more_than_allowed_is(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    files = {f"{n}.py": f"def name{n}(argument):\n    return other{n}(argument) + {n}\n" for n in range(BATCH + 4)}
    brought(made, files)
    backend = FakeBackend()
    model = with_backend(backend, MODEL)
    assert await embed_missing(made.index, model, most=BATCH + 1) == BATCH + 1
    assert [len(batch) for batch in backend.embedded] == [BATCH, 1]
    assert await embed_missing(made.index, model, most=99) == 3
    assert await embed_missing(made.index, model, most=99) == 0
    assert await embed_missing(made.index, model, most=99, may_go_on=lambda: False) == 0


async def test_what_was_made_before_the_server_died_is_kept(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    files = {f"{n}.py": f"def name{n}(argument):\n    return other{n}(argument) + {n}\n" for n in range(BATCH + 4)}
    brought(made, files)
    backend = FakeBackend()
    calls = 0

    async def embed(texts: list[str]) -> tuple[Vector, ...]:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise BackendFailed(MissReason.DOWN, "gone")
        return await backend.embed(MODEL, texts, keep_alive_s=60)

    model = embedder(MODEL, "d", embed)
    with pytest.raises(BackendFailed):
        await embed_missing(made.index, model, most=99)
    assert len(made.index.vectors(model.model)) == BATCH


async def test_nomic_is_told_which_text_is_the_query_and_others_are_not() -> None:
    asked: list[str] = []

    async def embed(texts: list[str]) -> tuple[Vector, ...]:
        asked.extend(texts)
        return tuple((1.0,) for _ in texts)

    for name in ("nomic-embed-text", "nomic-embed-text:latest", "bge-m3"):
        await embedder(name, "d", embed).query("where is it")
    assert asked == ["search_query: where is it", "search_query: where is it", "where is it"]
    assert embedder("nomic-embed-text", "d", embed).document_prefix == "search_document: "


def test_other_weights_of_the_same_name_have_vectors_of_their_own() -> None:
    async def embed(texts: list[str]) -> tuple[Vector, ...]:
        return ()

    assert embedder("m", "one", embed).model != embedder("m", "other", embed).model


def test_rows_that_are_damaged_are_left_out() -> None:
    table = vector_table({"a": b"\x00\x3c\x00\x00", "b": b"\x00\x00\x00\x3c", "c": b"\x00", "d": b""})
    assert [key for key, _ in table.nearest((1.0, 0.0), 9)] == ["a", "b"]
    assert vector_table({}).nearest((1.0,), 9) == []


def test_a_passage_high_in_both_rankings_comes_first(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    brought(made)
    a, b, c = (Found(one, 1.0) for one in made.index.defining(["check_amount", "monthly_balance", "ledger_entry"], 1))
    assert fused([[a, b], [c, b]], 9)[0].passage == b.passage
    assert len(fused([[a, b], [c, b]], 2)) == 2
