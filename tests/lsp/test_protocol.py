"""What the protocol adds to pygls: order, cancellation, and an answer to every request."""

import asyncio
import json
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from spark_lsp.lsp.frames import Frames
from spark_lsp.lsp.protocol import SparkProtocol

CANCELLED = -32800


class Collected:
    """A writer that keeps what was sent."""

    def __init__(self) -> None:
        self.frames = Frames()
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.messages += [json.loads(body) for body in self.frames.feed(data)]

    def close(self) -> None:
        pass


def connected() -> tuple[LanguageServer, SparkProtocol, Collected]:
    server = LanguageServer("test", "1", protocol_cls=SparkProtocol, converter_factory=default_converter)
    out = Collected()
    server.protocol.set_writer(out)  # type: ignore[arg-type]
    assert isinstance(server.protocol, SparkProtocol)
    return server, server.protocol, out


def send(protocol: SparkProtocol, *messages: object) -> None:
    for message in messages:
        protocol.receive(json.dumps(message).encode())


def request(msg_id: object, method: str, params: object = None) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": msg_id, "method": method, "params": params}


async def turns(count: int = 40) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_queued_request_is_cancelled_before_its_turn() -> None:
    _, protocol, out = connected()
    ran: list[object] = []
    protocol.hot["x/slow"] = lambda params: ran.append(params["n"])
    send(protocol, *(request(n, "x/slow", {"n": n}) for n in range(3)))
    send(protocol, {"jsonrpc": "2.0", "method": types.CANCEL_REQUEST, "params": {"id": 2}})
    await turns()
    assert ran == [0, 1]
    assert [m["id"] for m in out.messages] == [0, 1, 2]
    assert out.messages[2]["error"]["code"] == CANCELLED


async def test_a_running_task_is_cancelled_and_answered_once() -> None:
    server, protocol, out = connected()

    @server.feature("x/wait")
    async def wait(ls: LanguageServer, params: object) -> None:
        await asyncio.Event().wait()

    send(protocol, request(7, "x/wait"))
    await turns()
    assert out.messages == []
    send(protocol, {"jsonrpc": "2.0", "method": types.CANCEL_REQUEST, "params": {"id": 7}})
    await turns()
    assert [(m["id"], m["error"]["code"]) for m in out.messages] == [(7, CANCELLED)]


async def test_messages_are_handled_in_the_order_they_came() -> None:
    _, protocol, out = connected()
    seen: list[str] = []
    protocol.hot["x/edit"] = lambda params: seen.append("edit")
    protocol.hot["x/ask"] = lambda params: list(seen)
    edit = {"jsonrpc": "2.0", "method": "x/edit", "params": {}}
    send(protocol, request(1, "x/ask"), edit, edit, request(2, "x/ask"), edit, request(3, "x/ask"))
    await turns()
    assert [m["result"] for m in out.messages] == [[], ["edit"] * 2, ["edit"] * 3]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (request(1, "no/such"), -32601),
        (request(1, types.TEXT_DOCUMENT_HOVER, {"position": "here"}), -32602),
        (request(1, types.TEXT_DOCUMENT_HOVER, [1]), -32602),
        (request([1], types.TEXT_DOCUMENT_HOVER, {}), -32600),
        ({"jsonrpc": "2.0", "id": 1, "method": 3}, -32600),
        ({"jsonrpc": "2.0", "id": 1}, -32600),
        ([1, 2], -32600),
        (7, -32600),
        (None, -32600),
    ],
)
async def test_whatever_is_wrong_with_a_request_it_is_answered(message: object, code: int) -> None:
    server, protocol, out = connected()

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: LanguageServer, params: types.HoverParams) -> None:
        return None

    send(protocol, message)
    await turns()
    assert [m["error"]["code"] for m in out.messages] == [code]


async def test_what_is_no_json_is_refused_and_the_next_message_works() -> None:
    _, protocol, out = connected()
    protocol.hot["x/ask"] = lambda params: "here"
    for noise in (b"{", b"\xff\xfe", b"[" * 100_000):
        protocol.receive(noise)
    send(protocol, request(1, "x/ask", {}))
    await turns()
    assert [m.get("error", {}).get("code") for m in out.messages] == [-32700, -32700, -32700, None]
    assert out.messages[-1]["result"] == "here"


async def test_after_shutdown_a_request_is_refused_not_left_hanging() -> None:
    _, protocol, out = connected()
    send(protocol, request(1, types.SHUTDOWN), request(2, types.TEXT_DOCUMENT_HOVER, {}))
    await turns()
    assert [(m["id"], "error" in m) for m in out.messages] == [(1, False), (2, True)]


async def test_a_handler_that_fails_sends_no_traceback() -> None:
    server, protocol, out = connected()

    @server.feature("x/fail")
    def fail(ls: LanguageServer, params: object) -> None:
        raise RuntimeError("first line\nsecret second line")

    send(protocol, request(1, "x/fail"))
    await turns()
    assert out.messages[0]["error"]["code"] == -32603
    assert "secret" not in json.dumps(out.messages)
    assert "Traceback" not in json.dumps(out.messages)
