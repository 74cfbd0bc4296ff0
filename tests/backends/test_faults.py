"""Tests that whatever a model server does comes out as a reply, or as the one error with its reason."""

import asyncio
import json
import socket
import tracemalloc
from contextlib import aclosing

import pytest

from spark_lsp.backends.ollama import OllamaBackend
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.core.asking import Done, MissReason, Piece, Words
from spark_lsp.errors import BackendFailed
from tests.backends.scripted import ASK, TEXT, End, Say, as_lines, framed, head, scripted

KINDS = {"ollama": OllamaBackend, "openai": OpenAIBackend}
both = pytest.mark.parametrize("kind", list(KINDS))


async def reply(kind: str, url: str, *, stall_s: float = 30.0) -> list[Piece]:
    """All pieces of one ask."""
    backend = KINDS[kind](url, stall_s=stall_s)
    try:
        return [piece async for piece in backend.stream(ASK)]
    finally:
        await backend.close()


async def reason(kind: str, say: Say, *, stall_s: float = 30.0) -> str:
    """Why one ask failed."""
    async with scripted(say) as server:
        with pytest.raises(BackendFailed) as caught:
            await reply(kind, server.url, stall_s=stall_s)
    assert ASK.user not in str(caught.value)
    return caught.value.reason


def spoken(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, Words))


@both
async def test_a_whole_reply_comes_as_words_and_done(kind: str) -> None:
    async with scripted(Say(framed(as_lines(kind)))) as server:
        pieces = await reply(kind, server.url)
    assert spoken(pieces) == TEXT
    assert isinstance(pieces[-1], Done)
    assert pieces[-1].cost.tokens == 9


@both
async def test_nobody_listening_is_down(kind: str) -> None:
    with socket.socket() as taken:  # bound and not listening: whoever connects is refused
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(BackendFailed) as caught:
            await reply(kind, f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert caught.value.reason == MissReason.DOWN


@both
@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (404, '{"error": "model not found"}', MissReason.NOT_PULLED),
        (429, "", MissReason.BUSY),
        (503, '{"error": "server busy"}', MissReason.BUSY),
        (500, "<html>", MissReason.SERVER_ERROR),
        (500, '{"error": "the model is not loaded"}', MissReason.NOT_LOADED),
        (400, '{"error": "the input exceeds the context length"}', MissReason.TOO_LONG),
        (307, "", MissReason.SERVER_ERROR),
    ],
)
async def test_a_refusal_has_its_reason(kind: str, status: int, said: str, expected: MissReason) -> None:
    assert await reason(kind, Say(head(status) + said.encode())) == expected


@both
@pytest.mark.parametrize("end", [End.RESET, End.CLOSE])
async def test_a_reply_cut_at_any_byte_is_broken_and_never_taken_for_whole(kind: str, end: End) -> None:
    whole = framed(as_lines(kind))
    async with scripted(Say(whole)) as server:
        backend = KINDS[kind](server.url)
        for length in range(len(whole)):
            server.says["*"] = Say(whole[:length], end)
            pieces: list[Piece] = []
            why = ""
            try:
                async for piece in backend.stream(ASK):
                    pieces.append(piece)
            except BackendFailed as error:
                why = error.reason
            ended = bool(pieces) and isinstance(pieces[-1], Done)
            assert (why, ended) in (("", True), (MissReason.BROKEN_STREAM, False)), length
            assert spoken(pieces) == TEXT if ended else TEXT.startswith(spoken(pieces)), length
        await backend.close()


@both
@pytest.mark.parametrize("first", [0, 2])
async def test_cancelling_a_reply_closes_its_connection(kind: str, first: int) -> None:
    raw = head() + b"".join(as_lines(kind)[:first]) if first else b""
    async with scripted(Say(raw, End.HANG)) as server:
        task = asyncio.create_task(reply(kind, server.url))
        await server.said.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.hung_up.wait()


@both
async def test_closing_a_stream_closes_its_connection(kind: str) -> None:
    async with scripted(Say(head() + as_lines(kind)[0], End.HANG)) as server:
        backend = KINDS[kind](server.url)
        pieces = backend.stream(ASK)
        assert isinstance(await anext(pieces), Words)
        await pieces.aclose()
        await server.hung_up.wait()
        await backend.close()


@both
async def test_a_silent_server_is_late_by_the_stall_guard(kind: str) -> None:
    assert await reason(kind, Say(head(), End.HANG), stall_s=0.05) == MissReason.LATE


@both
async def test_an_error_within_a_reply_is_the_servers(kind: str) -> None:
    error = json.dumps({"error": "the runner died"}).encode() + b"\n"
    framed_error = error if kind == "ollama" else b"data: " + error
    assert await reason(kind, Say(head() + as_lines(kind)[0] + framed_error)) == MissReason.SERVER_ERROR


@both
@pytest.mark.parametrize("garbage", [b"{{{\n", b"[1]\n", b'"words"\n', b"\xff\xfe\n"])
async def test_garbage_within_a_reply_is_garbled(kind: str, garbage: bytes) -> None:
    line = garbage if kind == "ollama" else b"data: " + garbage
    assert await reason(kind, Say(head() + line)) == MissReason.GARBLED


@both
async def test_a_line_without_an_end_is_too_long_and_takes_little_memory(kind: str) -> None:
    tracemalloc.start()
    try:
        assert await reason(kind, Say(head(), more=b"x" * 65536, times=1600)) == MissReason.TOO_LONG
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@both
async def test_a_reply_of_100_mb_is_left_when_the_reader_has_enough(kind: str) -> None:
    line = as_lines(kind, ("y" * 4096,))[0]
    async with scripted(Say(head(), End.HANG, more=line * 50, times=500)) as server:
        backend, reader = KINDS[kind](server.url), ReplyReader()
        reader.feed('{"headline": "')

        async def read_all() -> None:
            async with aclosing(backend.stream(ASK)) as pieces:
                async for piece in pieces:
                    assert isinstance(piece, Words)
                    reader.feed(piece.text)

        with pytest.raises(BackendFailed) as caught:
            await read_all()
        await server.hung_up.wait()
        await backend.close()
    assert caught.value.reason == MissReason.TOO_LONG


@both
async def test_another_model_under_the_same_name_has_another_digest(kind: str) -> None:
    digests = set()
    for weights in ("a" * 64, "b" * 64):
        ollamas = {"models": [{"name": "m:1b", "digest": weights, "size": 5}]}
        openais = {"data": [{"id": "m:1b", "meta": {"n_params": 100 + ord(weights[0]), "n_ctx_train": 2048}}]}
        body = json.dumps(ollamas if kind == "ollama" else openais).encode()
        async with scripted(Say(head() + body)) as server:
            backend = KINDS[kind](server.url)
            digests.add((await backend.installed())[0].digest)
            await backend.close()
    assert len(digests) == 2


async def test_a_model_that_runs_elsewhere_is_never_asked() -> None:
    far = {"models": [{"name": "m:1b", "digest": "d", "remote_host": "https://elsewhere.example"}]}
    async with scripted(Say(head() + json.dumps(far).encode())) as server:
        backend = OllamaBackend(server.url)
        assert (await backend.installed())[0].remote
        with pytest.raises(BackendFailed) as caught:
            await anext(backend.stream(ASK))
        await backend.close()
        assert caught.value.reason == MissReason.REMOTE
        assert server.paths == ["/api/tags"]
