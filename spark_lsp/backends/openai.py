"""Any server that speaks OpenAI's chat protocol: llama-server, vLLM, LM Studio. The way without Ollama."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
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

LIST_S = 5.0
MILLI = 1e-3


class OpenAIBackend:
    """Implements `backends.base.Backend`. Such a server holds its models for good: what it lists is loaded."""

    kind = "openai"

    def __init__(self, url: str, *, stall_s: float = STALL_S) -> None:
        self._base = url.removesuffix("/v1")
        self._wire = Wire(self._base, stall_s=stall_s)

    async def probe(self) -> Server:
        """See the protocol."""
        found = await self._wire.ask("GET", "/v1/models", limit_s=LIST_S)
        if not isinstance(found, dict) or not isinstance(found.get("data"), list):
            raise BackendFailed(MissReason.GARBLED, f"what listens at {self._base} does not list its models")
        owners = {str(one.get("owned_by", "")) for one in found["data"] if isinstance(one, dict)}
        return Server(self.kind, " ".join(sorted(owners - {""})) or "unknown", self._base)

    async def installed(self) -> tuple[Installed, ...]:
        """See the protocol. A digest is made of what the server tells: another model under one name has another."""
        found = await self._wire.ask("GET", "/v1/models", limit_s=LIST_S)
        data = found.get("data") if isinstance(found, dict) else None
        return tuple(_installed(one) for one in data if isinstance(one, dict)) if isinstance(data, list) else ()

    async def resident(self) -> tuple[Resident, ...]:
        """See the protocol."""
        models = await self.installed()
        window = await self._window()
        return tuple(Resident(one.name, one.digest, context_tokens=window or one.context_tokens) for one in models)

    async def stream(self, ask: Ask) -> AsyncGenerator[Piece, None]:
        """See the protocol."""
        if is_cloud(ask.model):
            raise BackendFailed(MissReason.REMOTE, f"{ask.model} runs on another machine; it is never asked")
        finish, cost = None, Cost()
        async with aclosing(self._wire.lines("/v1/chat/completions", _body(ask))) as lines:
            async for line in lines:
                if not line.startswith("data:"):
                    if line.startswith("{"):
                        parsed_line(line)  # an error without its frame
                    continue
                data = line.removeprefix("data:").strip()
                if data == "[DONE]":
                    break
                message = parsed_line(data)
                choice = _first(message.get("choices"))
                delta = choice.get("delta")
                text = delta.get("content") if isinstance(delta, dict) else None
                if isinstance(text, str) and text:
                    yield Words(text)
                if isinstance(choice.get("finish_reason"), str):
                    finish = Finish.LENGTH if choice["finish_reason"] == "length" else Finish.STOP
                cost = _cost(message) or cost
        if finish is None:
            raise BackendFailed(MissReason.BROKEN_STREAM, "the reply ended without a reason")
        yield Done(finish, cost)

    async def prefill(self, ask: Ask) -> Cost:
        """See the protocol. A reply of one token."""
        body = _body(ask) | {"max_tokens": 1, "stream": False}
        del body["stream_options"]
        return _cost(await self._wire.ask("POST", "/v1/chat/completions", body)) or Cost()

    async def warm(self, model: str, *, context_tokens: int, keep_alive_s: float) -> Cost:
        """Nothing: what the server lists is loaded."""
        return Cost(load_s=0.0)

    async def embed(self, model: str, texts: Sequence[str], *, keep_alive_s: float) -> tuple[Vector, ...]:
        """See the protocol. How long its model stays is the server's own affair."""
        if is_cloud(model):
            raise BackendFailed(MissReason.REMOTE, f"{model} runs on another machine; it is never asked")
        found = await self._wire.ask("POST", "/v1/embeddings", {"model": model, "input": list(texts)})
        data = found.get("data") if isinstance(found, dict) else None
        rows = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
        rows.sort(key=lambda one: at if isinstance(at := one.get("index"), int) else 0)
        return vectors_in([one.get("embedding") for one in rows], len(texts))

    async def count_tokens(self, model: str, text: str) -> int | None:
        """See the protocol; llama-server can tell."""
        try:
            found = await self._wire.ask("POST", "/tokenize", {"content": text}, limit_s=LIST_S)
        except BackendFailed:
            return None
        tokens = found.get("tokens") if isinstance(found, dict) else None
        return len(tokens) if isinstance(tokens, list) else None

    async def close(self) -> None:
        """See the protocol."""
        await self._wire.close()

    async def _window(self) -> int:
        """The window that llama-server runs with; 0 where the server does not tell."""
        try:
            found = await self._wire.ask("GET", "/props", limit_s=LIST_S)
        except BackendFailed:
            return 0
        settings = found.get("default_generation_settings") if isinstance(found, dict) else None
        window = settings.get("n_ctx") if isinstance(settings, dict) else None
        return window if isinstance(window, int) else 0


def _body(ask: Ask) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": ask.model,
        "messages": [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "max_tokens": ask.max_tokens,
        "temperature": ask.temperature,
        "seed": ask.seed,
        "cache_prompt": True,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "advice", "strict": True, "schema": json.loads(ask.schema)},
        },
    }
    if ask.thinking is not Thinking.UNSAID:
        body["chat_template_kwargs"] = {"enable_thinking": False}
    return body


def _installed(one: dict[str, Any]) -> Installed:
    name, meta = str(one.get("id", "")), one.get("meta")
    facts: dict[str, Any] = meta if isinstance(meta, dict) else {}
    told = [f"{key}={facts[key]}" for key in sorted(facts) if isinstance(facts[key], int | str)]
    window = facts.get("n_ctx_train")
    size = facts.get("size")
    return Installed(
        name,
        "|".join([name, str(one.get("root", "")), *told]),
        size_bytes=size if isinstance(size, int) else 0,
        context_tokens=window if isinstance(window, int) else 0,
        remote=is_cloud(name),
    )


def _first(choices: object) -> dict[str, Any]:
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        return choices[0]
    return {}


def _cost(message: object) -> Cost | None:
    """From `usage`, which all give at the end, and llama-server's `timings`."""
    if not isinstance(message, dict) or not isinstance(message.get("usage"), dict):
        return None
    usage, timings = message["usage"], message.get("timings")

    def count(name: str) -> int | None:
        return usage[name] if isinstance(usage.get(name), int) else None

    def seconds(name: str) -> float | None:
        value = timings.get(name) if isinstance(timings, dict) else None
        return value * MILLI if isinstance(value, int | float) else None

    return Cost(
        prompt_s=seconds("prompt_ms"),
        generation_s=seconds("predicted_ms"),
        prompt_tokens=count("prompt_tokens"),
        tokens=count("completion_tokens"),
    )
