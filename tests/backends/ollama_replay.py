"""An Ollama that says what one said: its answers have the shape of Ollama 0.15.4's, taken down on 2026-11-23.

It keeps what a client can tell: which models it has and holds, the limit of tokens, a refusal of what it does not
know, and that a client which hangs up ends the generation."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.backends.scripted import at_a_port

NAME = "smol:latest"
DIGEST = "9e4d7d13c6f700931a1c1493c107628e7f99b6373d40de65c7a9397a664c80f0"
DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "llama",
    "families": ["llama"],
    "parameter_size": "134.52M",
    "quantization_level": "Q4_1",
}
TAGS = {
    "models": [
        {
            "name": NAME,
            "model": NAME,
            "modified_at": "2026-11-23T09:35:01.060339774Z",
            "size": 98362982,
            "digest": DIGEST,
            "details": DETAILS,
        }
    ]
}
HELD = {
    "name": NAME,
    "model": NAME,
    "size": 190948608,
    "digest": DIGEST,
    "details": DETAILS,
    "expires_at": "2126-11-23T14:47:07.244801283Z",
    "size_vram": 0,
    "context_length": 4096,
}
SHOWN = {
    "modelfile": "FROM smol",
    "parameters": 'stop                           "<|im_end|>"',
    "template": "{{ .Prompt }}",
    "details": DETAILS,
    "model_info": {
        "general.architecture": "llama",
        "general.languages": None,
        "llama.attention.head_count": 9,
        "llama.attention.head_count_kv": 3,
        "llama.attention.layer_norm_rms_epsilon": 1e-05,
        "llama.block_count": 30,
        "llama.context_length": 8192,
        "llama.embedding_length": 576,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.tokens": None,
    },
    "capabilities": ["completion"],
    "modified_at": "2026-11-23T09:35:01.060339774Z",
}
PIECES = ("{", '"', "headline", '":', ' "', "`f`", " does", " nothing", '"}')
COSTS = {
    "total_duration": 575678154,
    "load_duration": 44568071,
    "prompt_eval_count": 11,
    "prompt_eval_duration": 345413356,
    "eval_count": len(PIECES),
    "eval_duration": 150606095,
}
AT = "2026-11-23T14:37:07.664784666Z"
PAUSE_S = 0.01


@dataclass
class Replay:
    """The server."""

    url: str = ""
    held: bool = False
    generating: int = 0
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request: the client may not count on more."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next((int(x[15:]) for x in head.lower().split("\r\n") if x.startswith("content-length:")), 0)
            body = json.loads(await reader.readexactly(length) or b"{}")
            self.bodies.append(body)
            await self._answer(head.split(" ", 2)[1], body, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, path: str, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        match path:
            case "/api/version":
                await _say(writer, {"version": "0.15.4"})
            case "/api/tags":
                await _say(writer, TAGS)
            case "/api/ps":
                await _say(writer, {"models": [HELD] if self.held else []})
            case _ if body.get("model") != NAME:
                await _say(writer, {"error": f"model '{body.get('model')}' not found"}, status=404)
            case "/api/show":
                await _say(writer, SHOWN)
            case "/api/chat" if not body["messages"]:
                self.held = True
                await _say(writer, _message("") | {"done": True, "done_reason": "load"})
            case "/api/chat":
                self.held = True
                await self._chat(body, writer)
            case _:
                await _say(writer, {"error": "no such page"}, status=404)

    async def _chat(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        most = body["options"]["num_predict"]
        reason = "length" if most < len(PIECES) else "stop"
        last = _message("") | {"done": True, "done_reason": reason} | COSTS
        if not body["stream"]:
            await _say(writer, last | _message("".join(PIECES[:most])))
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.generating += 1
        try:
            for piece in PIECES[:most]:
                await _chunk(writer, _message(piece) | {"done": False})
                await asyncio.sleep(PAUSE_S)
            await _chunk(writer, last)
            writer.write(b"0\r\n\r\n")
            await writer.drain()
        finally:
            self.generating -= 1


def _message(text: str) -> dict[str, Any]:
    return {"model": NAME, "created_at": AT, "message": {"role": "assistant", "content": text}}


async def _say(writer: asyncio.StreamWriter, value: object, *, status: int = 200) -> None:
    raw = json.dumps(value).encode()
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json; charset=utf-8\r\n"
    writer.write(f"{head}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)
    await writer.drain()


async def _chunk(writer: asyncio.StreamWriter, value: object) -> None:
    line = json.dumps(value).encode() + b"\n"
    writer.write(b"%x\r\n%b\r\n" % (len(line), line))
    await writer.drain()
    if writer.transport.is_closing():
        raise ConnectionResetError


@asynccontextmanager
async def replayed() -> AsyncIterator[Replay]:
    """A fresh one, nothing loaded."""
    server = Replay()
    async with at_a_port(server.serve) as server.url:
        yield server
