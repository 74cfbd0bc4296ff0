"""Ollama, 0.15 and later, by its own protocol."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from spark_lsp.backends.locality import is_cloud
from spark_lsp.backends.vectors import vectors_in
from spark_lsp.backends.wire import STALL_S, Wire, parsed_line
from spark_lsp.core.asking import (
    Ask,
    Cost,
    Done,
    Finish,
    Installed,
    MissReason,
    Piece,
    Resident,
    Server,
    Thinking,
    Vector,
    Words,
)
from spark_lsp.errors import BackendFailed
from spark_lsp.roles.naming import known

NANO = 1e-9
LOAD_S = 900.0
"""Longest silence while a model is loaded, seconds: 32 GB from a slow disk."""
LIST_S = 5.0
ASKED_MAX = 16
"""So many models the server is asked about one by one."""


class OllamaBackend:
    """Implements `backends.base.Backend`, over our own pooled client: the library's (0.6.3) has no word for `truncate`
    nor `shift`, drops `remote_host` from its lists, and reads lines without a bound."""

    kind = "ollama"

    def __init__(self, url: str, *, stall_s: float = STALL_S) -> None:
        self._wire = Wire(url, stall_s=stall_s)
        self._remote: frozenset[str] = frozenset()
        self._told: dict[str, dict[str, Any]] = {}

    async def probe(self) -> Server:
        """See the protocol."""
        found = await self._wire.ask("GET", "/api/version", limit_s=LIST_S)
        version = found.get("version") if isinstance(found, dict) else None
        if not isinstance(version, str):
            raise BackendFailed(MissReason.GARBLED, f"what listens at {self._wire.url} is no Ollama")
        return Server(self.kind, version, self._wire.url)

    async def installed(self) -> tuple[Installed, ...]:
        """See the protocol."""
        found = await self._wire.ask("GET", "/api/tags", limit_s=LIST_S)
        models = tuple(_installed(one) for one in _listed(found))
        self._remote = frozenset(one.name for one in models if one.remote)
        here = [one for one in models if not one.remote]
        here.sort(key=lambda one: known(one.name) is None)  # those first that may have a role by our own table
        await asyncio.gather(*map(self._describe, here[:ASKED_MAX]))
        return tuple(replace(one, **self._told[one.digest]) if one.digest in self._told else one for one in models)

    async def _describe(self, model: Installed) -> None:
        """Asks once what the server tells of a model's build; where it does not, the table counts, or a guess."""
        if model.digest and model.digest not in self._told:
            with contextlib.suppress(BackendFailed):
                found = await self._wire.ask("POST", "/api/show", {"model": model.name}, limit_s=LIST_S)
                self._told[model.digest] = _told(found)

    async def resident(self) -> tuple[Resident, ...]:
        """See the protocol."""
        found = await self._wire.ask("GET", "/api/ps", limit_s=LIST_S)
        now = datetime.now(UTC)
        return tuple(_resident(one, now) for one in _listed(found))

    async def stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        """See the protocol."""
        self._refuse_remote(ask.model)
        async with aclosing(self._wire.lines("/api/chat", _body(ask))) as lines:
            async for line in lines:
                message = parsed_line(line)
                said = message.get("message")
                text = said.get("content") if isinstance(said, dict) else None
                if isinstance(text, str) and text:
                    yield Words(text)
                if message.get("done") is True:
                    yield Done(_finish(message.get("done_reason")), _cost(message))
                    return
        raise BackendFailed(MissReason.BROKEN_STREAM, "the reply ended without its last message")

    async def prefill(self, ask: Ask) -> Cost:
        """See the protocol. A reply of one token: Ollama has no request that evaluates a prompt alone."""
        self._refuse_remote(ask.model)
        body = _body(ask)
        body["options"]["num_predict"] = 1
        return _cost(await self._wire.ask("POST", "/api/chat", body | {"stream": False}))

    async def warm(self, model: str, *, context_tokens: int, keep_alive_s: float) -> Cost:
        """See the protocol."""
        self._refuse_remote(model)
        options = {"num_ctx": context_tokens} if context_tokens else {}
        body = {"model": model, "messages": [], "keep_alive": keep_alive_s, "options": options, "stream": False}
        return _cost(await self._wire.ask("POST", "/api/chat", body, limit_s=LOAD_S))

    async def embed(self, model: str, texts: Sequence[str], *, keep_alive_s: float) -> tuple[Vector, ...]:
        """See the protocol."""
        self._refuse_remote(model)
        body = {"model": model, "input": list(texts), "truncate": True, "keep_alive": keep_alive_s}
        found = await self._wire.ask("POST", "/api/embed", body, limit_s=LOAD_S)
        return vectors_in(found.get("embeddings") if isinstance(found, dict) else None, len(texts))

    async def count_tokens(self, model: str, text: str) -> int | None:
        """None: Ollama has no request for it."""
        return None

    async def close(self) -> None:
        """See the protocol."""
        await self._wire.close()

    def _refuse_remote(self, model: str) -> None:
        """Raises BackendFailed for a model that another machine answers for."""
        if is_cloud(model) or model in self._remote:
            raise BackendFailed(MissReason.REMOTE, f"{model} runs on another machine; it is never asked")


def _body(ask: Ask) -> dict[str, Any]:
    options: dict[str, Any] = {"num_predict": ask.max_tokens, "temperature": ask.temperature, "seed": ask.seed}
    if ask.context_tokens:
        options["num_ctx"] = ask.context_tokens
    body: dict[str, Any] = {
        "model": ask.model,
        "messages": [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}],
        "stream": True,
        "format": json.loads(ask.schema),
        "options": options,
        "keep_alive": ask.keep_alive_s,
        "truncate": False,  # else the front of too long a prompt is cut without a word (ollama#3839)
        "shift": False,
    }
    match ask.thinking:
        case Thinking.OFF:
            body["think"] = False
        case Thinking.LOW:
            body["think"] = "low"
        case Thinking.UNSAID:
            pass
    return body


def _listed(found: object) -> list[dict[str, Any]]:
    models = found.get("models") if isinstance(found, dict) else None
    return [one for one in models if isinstance(one, dict)] if isinstance(models, list) else []


def _installed(one: dict[str, Any]) -> Installed:
    name, details = str(one.get("name", "")), one.get("details")
    remote = one.get("remote_host") or one.get("remote_model")
    family = details.get("family") if isinstance(details, dict) else ""
    return Installed(
        name,
        str(one.get("digest", "")),
        size_bytes=_number(one.get("size")),
        family=str(family or ""),
        remote=is_cloud(name, remote),
    )


def _told(found: object) -> dict[str, Any]:
    """`told` and `thinks` of an Installed, from the answer of `/api/show`."""
    info = found.get("model_info") if isinstance(found, dict) else None
    abilities = found.get("capabilities") if isinstance(found, dict) else None
    told: dict[str, str | int] = {}
    for key, value in info.items() if isinstance(info, dict) else ():
        if isinstance(value, str | int) and not isinstance(value, bool):
            told[str(key)] = value
        elif isinstance(value, list) and (numbers := [_number(n) for n in value]):
            told[str(key)] = max(numbers)
    thinks = isinstance(abilities, list) and "thinking" in abilities
    return {"told": tuple(told.items()), "thinks": thinks}


def _resident(one: dict[str, Any], now: datetime) -> Resident:
    try:
        left_s = (datetime.fromisoformat(str(one.get("expires_at"))) - now).total_seconds()
    except (ValueError, TypeError):
        left_s = None
    return Resident(
        str(one.get("name", "")),
        str(one.get("digest", "")),
        _number(one.get("size")),
        _number(one.get("size_vram")),
        _number(one.get("context_length")),
        left_s,
    )


def _finish(reason: object) -> Finish:
    match reason:
        case "length":
            return Finish.LENGTH
        case "load":
            return Finish.LOADED
    return Finish.STOP


def _cost(message: object) -> Cost:
    if not isinstance(message, dict):
        return Cost()

    def seconds(name: str) -> float | None:
        value = message.get(name)
        return value * NANO if isinstance(value, int | float) and not isinstance(value, bool) else None

    def count(name: str) -> int | None:
        value = message.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    return Cost(
        load_s=seconds("load_duration"),
        prompt_s=seconds("prompt_eval_duration"),
        generation_s=seconds("eval_duration"),
        total_s=seconds("total_duration"),
        prompt_tokens=count("prompt_eval_count"),
        tokens=count("eval_count"),
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
