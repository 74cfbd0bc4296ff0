"""One pooled HTTP connection to a model server: bounded lines in, and every error of the library as ours."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from spark_lsp.core.asking import MissReason
from spark_lsp.errors import BackendFailed

CONNECT_S = 2.0
"""Longest that a connection may take to be made, seconds: the server is on this machine."""

STALL_S = 120.0
"""Longest silence within a reply before the server counts as hung, seconds; deadlines are the engine's."""

LINE_BYTES_MAX = 1 << 20
"""Longest line of a stream; one that servers send is under 2 KiB."""

BODY_BYTES_MAX = 8 << 20
"""Largest answer that is no stream; a list of all models with their templates is 200 KiB."""

ERROR_CHARS = 200


class Wire:
    """Requests to one origin. Redirects are not followed, and proxies of the environment not used: both would send
    code elsewhere."""

    def __init__(self, url: str, *, stall_s: float = STALL_S) -> None:
        self.url = url
        timeout = httpx.Timeout(stall_s, connect=CONNECT_S)
        limits = httpx.Limits(max_connections=8, max_keepalive_connections=4)
        self.client = httpx.AsyncClient(
            base_url=url, timeout=timeout, limits=limits, trust_env=False, follow_redirects=False
        )

    async def ask(self, method: str, path: str, body: object = None, *, limit_s: float | None = None) -> Any:
        """The JSON that a request gives. `limit_s` is the longest silence, where it is not STALL_S."""
        timeout = httpx.USE_CLIENT_DEFAULT if limit_s is None else httpx.Timeout(limit_s, connect=CONNECT_S)
        async with self._mapped(), self.client.stream(method, path, json=body, timeout=timeout) as response:
            raw = await _whole(response)
            if response.status_code != httpx.codes.OK:
                raise _refused(response.status_code, raw)
            return _parsed(raw)

    async def lines(self, path: str, body: object) -> AsyncGenerator[str, None]:
        """The lines of a streamed answer, without their ends, empty ones left out."""
        async with self._mapped(), self.client.stream("POST", path, json=body) as response:
            if response.status_code != httpx.codes.OK:
                raise _refused(response.status_code, await _whole(response))
            rest = b""
            async for chunk in response.aiter_bytes():
                *whole, rest = (rest + chunk).split(b"\n")
                if len(rest) > LINE_BYTES_MAX:
                    raise BackendFailed(MissReason.TOO_LONG, "the server sends a line without an end")
                for line in whole:
                    if line.strip():
                        yield line.decode("utf-8", "replace").strip()
            if rest.strip():
                yield rest.decode("utf-8", "replace").strip()

    async def close(self) -> None:
        """Closes all connections."""
        await self.client.aclose()

    @asynccontextmanager
    async def _mapped(self) -> AsyncIterator[None]:
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise BackendFailed(MissReason.DOWN, f"nobody listens at {self.url}") from error
        except httpx.TimeoutException as error:
            raise BackendFailed(MissReason.LATE, f"the server at {self.url} is silent") from error
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError) as error:
            raise BackendFailed(MissReason.BROKEN_STREAM, f"the connection to {self.url} broke") from error


def parsed_line(line: str) -> dict[str, Any]:
    """A line of a stream as the object it should be. Raises BackendFailed."""
    value = _parsed(line.encode("utf-8", "replace"))
    if not isinstance(value, dict):
        raise BackendFailed(MissReason.GARBLED, "the server sent what is no message")
    if value.get("error"):
        raise BackendFailed(MissReason.SERVER_ERROR, "the server gave up")
    return value


async def _whole(response: httpx.Response) -> bytes:
    raw = b""
    async for chunk in response.aiter_bytes():
        raw += chunk
        if len(raw) > BODY_BYTES_MAX:
            raise BackendFailed(MissReason.TOO_LONG, "the server's answer does not end")
    return raw


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BackendFailed(MissReason.GARBLED, "the server sent what is no JSON") from error


def _refused(status: int, raw: bytes) -> BackendFailed:
    """Never quotes the answer: a server may repeat the prompt in it."""
    text = raw[:ERROR_CHARS].decode("utf-8", "replace").lower()
    if status == httpx.codes.NOT_FOUND:
        return BackendFailed(MissReason.NOT_PULLED, "the server has no such model; with Ollama: ollama pull MODEL")
    if status in (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE):
        return BackendFailed(MissReason.BUSY, f"the server is busy ({status})")
    if "not loaded" in text or "unloaded" in text:
        return BackendFailed(MissReason.NOT_LOADED, "the server let go of the model in between")
    if "context" in text and ("length" in text or "exceed" in text):
        return BackendFailed(MissReason.TOO_LONG, "the prompt does not fit the model's window")
    return BackendFailed(MissReason.SERVER_ERROR, f"the server answered {status}")
