"""A model server on 127.0.0.1 that answers with given bytes, for tests; it speaks real HTTP and sees who hangs up."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from spark_lsp.core.asking import Ask

ASK = Ask("m:1b", "Say what is wrong.", "def f(): pass", '{"type": "object"}', 50)
TEXT = '{"headline": "`f` does nothing – yet", "next_step": "Fill `f`"}'
CUTS = (0, 3, 14, 33, 40, len(TEXT))
WORDS = tuple(TEXT[a:b] for a, b in pairwise(CUTS))


Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What is done with one connection."""


class End(StrEnum):
    """What the server does when it has said its bytes."""

    CLOSE = "close"
    RESET = "reset"
    HANG = "hang"


@dataclass(frozen=True, slots=True)
class Say:
    """An answer: these bytes, then `more` as often as said, then the end."""

    raw: bytes
    end: End = End.CLOSE
    more: bytes = b""
    times: int = 0


def head(status: int = 200) -> bytes:
    """The first lines of an answer whose end is the connection's."""
    return f"HTTP/1.1 {status} Said\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n".encode()


def framed(lines: list[bytes]) -> bytes:
    """A streamed answer, a chunk a line, as servers in Go send it."""
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    return start + b"".join(b"%x\r\n%b\r\n" % (len(line), line) for line in lines) + b"0\r\n\r\n"


def as_lines(kind: str, words: tuple[str, ...] = WORDS) -> list[bytes]:
    """A whole reply of these words in a kind's own protocol."""
    if kind == "ollama":
        said = [{"message": {"role": "assistant", "content": word}, "done": False} for word in words]
        last = {"message": {"content": ""}, "done": True, "done_reason": "stop", "eval_count": 9, "eval_duration": 2e9}
        return [json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in [*said, last]]
    chunks: list[object] = [{"choices": [{"delta": {"content": word}, "finish_reason": None}]} for word in words]
    chunks.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    chunks.append({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 9}})
    framed_chunks = [b"data: " + json.dumps(one, ensure_ascii=False).encode() + b"\n\n" for one in chunks]
    return [*framed_chunks, b"data: [DONE]\n\n"]


@dataclass
class Scripted:
    """Says the same to whoever asks for a path; the last of `says` is for all paths that it has no word on."""

    says: dict[str, Say]
    url: str = ""
    bodies: list[dict[str, object]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    said: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """The client closed its end while the server hung."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one answer."""
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((int(x[15:]) for x in request.lower().split("\r\n") if x.startswith("content-length:")), 0)
            body = await reader.readexactly(length)
            path = request.split(" ", 2)[1]
            self.paths.append(path)
            self.bodies.append(json.loads(body) if body else {})
            say = self.says.get(path) or self.says["*"]
            writer.write(say.raw)
            for _ in range(say.times):
                writer.write(say.more)
                await writer.drain()
            self.said.set()
            match say.end:
                case End.RESET:
                    writer.transport.abort()
                case End.HANG:
                    await reader.read()
                    self.hung_up.set()
                case End.CLOSE:
                    pass
        except ConnectionError:
            self.hung_up.set()
        finally:
            writer.close()


@asynccontextmanager
async def at_a_port(serve: Serve) -> AsyncIterator[str]:
    """The address at which connections are served."""
    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()


@asynccontextmanager
async def scripted(say: Say, **others: Say) -> AsyncIterator[Scripted]:
    """A server that says `say` to everything."""
    server = Scripted({"*": say, **others})
    async with at_a_port(server.serve) as server.url:
        yield server
