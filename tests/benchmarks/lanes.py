"""What the model lanes cost and gain, as ratios in one run: `python -m tests.benchmarks.lanes [--quick]`.

Deadlines are kept against a scripted server that hangs; times to a useful field are a real small model's (SmolLM2-135M
on llama.cpp, see tests/real_model.py); hovers go to real servers over stdio."""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from contextlib import ExitStack, aclosing
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import httpx

from spark_lsp.backends.fake import FakeBackend, Pause
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.core.asking import Ask, Words
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.role import Role
from spark_lsp.engine.generation import Generation
from spark_lsp.roles.table import role_spec
from tests.core.questions import question
from tests.e2e.connection import Connection
from tests.e2e.test_models import COLUMN, LINE, OURS, TEXT, URI
from tests.engine.lane_parts import FOUND, UNIT, bench, view
from tests.real_model import ALIAS, RealServer, weights

DEADLINES_S = (0.05, 0.1, 0.25, 0.5, 1.0)
AT_ONCE = 20
BLOCK = 200
"""Hovers in a row with a job, or without one."""
Row = tuple[str, float, str]


async def overshoots(rounds: int) -> list[Row]:
    """How late looks at code end when the server never answers, ms."""
    late: list[float] = []
    for deadline_s in DEADLINES_S:
        for _ in range(rounds):
            made = bench(FakeBackend(lambda ask: [Pause(float("inf"))]))
            await made.lanes.crew.ready()

            async def timed(i: int, made: object = made, deadline_s: float = deadline_s) -> float:
                other = view(unit=replace(UNIT, key=f"k{i}"), uri=f"file:///{i}.py")
                began = time.perf_counter()
                await made.lanes.looked(other, FOUND, deadline_s=deadline_s)  # type: ignore[attr-defined]
                return (time.perf_counter() - began - deadline_s) * 1000

            late += await asyncio.gather(*(timed(i) for i in range(AT_ONCE)))
            await made.lanes.close()
    return [(f"deadline overshoot p99, ms, {AT_ONCE} in flight", quantile(late, 0.99), "<= 15")]


async def times_to_a_field(url: str) -> list[Row]:
    """Ratios of the time to a whole headline, for one model and prompt."""
    backend = OpenAIBackend(url)
    spec = role_spec(Role.REALTIME)

    def asked(name: str, system: str = "") -> Ask:
        made = ask_for(question(symbol=name), spec, model=ALIAS)
        return replace(made, system=system + made.system)

    rows: list[Row] = []
    cold_s, full_s = await one_reply(backend, asked("cold", "Cold. "))
    rows.append(("headline / whole reply, cold", cold_s / full_s, "<= 0.5"))
    await one_reply(backend, asked("first"))
    cached_s, _ = await one_reply(backend, asked("second"))
    rows.append(("headline / whole cold reply, preamble cached", cached_s / full_s, "<= 0.35"))
    warm = asked("third")
    await backend.prefill(warm)
    warm_s, _ = await one_reply(backend, warm)
    rows.append(("headline / whole cold reply, prefilled", warm_s / full_s, "<= 0.2"))
    ours, bare = [], []
    for i in range(3):
        one = asked(f"pair{i}", f"Pair {i}. ")
        bare.append(await bare_reply(url, replace(one, system=f"Bare {i}. " + one.system), 15))
        ours.append((await one_reply(backend, one))[0])
    rows.append(
        ("headline / the bare server's 15 tokens", statistics.median(ours) / statistics.median(bare), "<= 1.15")
    )
    rows += await told_by_tokens(backend, asked("tokens", "Tokens. "), cold_s / full_s, rows[-1][1])
    await backend.close()
    return rows


async def told_by_tokens(backend: OpenAIBackend, ask: Ask, cold: float, bare: float) -> list[Row]:
    """What of two of the ratios the model's own tokens account for: the prompt's time is that of the first token, and
    each token after takes as long as any other."""
    reader, began = ReplyReader(), time.perf_counter()
    first_s, headline, tokens = 0.0, 0, 0
    async for piece in backend.stream(ask):
        if isinstance(piece, Words):
            tokens += 1
            first_s = first_s or time.perf_counter() - began
            if reader.feed(piece.text).headline and not headline:
                headline = tokens
    per_token_s = (time.perf_counter() - began - first_s) / (tokens - 1)

    def until(count: int) -> float:
        return first_s + (count - 1) * per_token_s

    return [
        ("  tokens to the headline's end", headline, ""),
        ("  tokens of the whole reply", tokens, ""),
        ("  prompt / whole reply, cold", first_s / until(tokens), ""),
        ("  cold ratio / what these tokens take", cold / (until(headline) / until(tokens)), "about 1"),
        ("  bare ratio / what these tokens take", bare / (until(headline) / until(15)), "about 1"),
    ]


async def one_reply(backend: OpenAIBackend, ask: Ask) -> tuple[float, float]:
    """Seconds to the headline and to the end."""
    generation = Generation(backend, ask, ReplyReader(), prompt_tokens=0)
    await generation.settled
    assert generation.headline_s is not None, generation.miss
    assert generation.ended_s is not None
    return generation.headline_s - generation.began_s, generation.ended_s - generation.began_s


async def bare_reply(url: str, ask: Ask, tokens: int) -> float:
    """Seconds that the server needs for a prompt and so many tokens, without anything of ours."""
    messages = [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}]
    body = {"model": ALIAS, "messages": messages, "max_tokens": tokens, "temperature": 0, "stream": True}
    began = time.perf_counter()
    async with (
        httpx.AsyncClient(timeout=120) as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=body) as r,
        aclosing(r.aiter_lines()) as lines,
    ):
        async for _ in lines:
            pass
    return time.perf_counter() - began


def hovers(rounds: int) -> list[Row]:
    """Hovers on a refined packet beside those of a server without a model."""
    with ExitStack() as stack:
        plain, modelled = (
            stack.enter_context(Connection(Path(stack.enter_context(tempfile.TemporaryDirectory())))) for _ in range(2)
        )
        for connection, kind in ((plain, "none"), (modelled, "fake")):
            connection.initialize(capabilities=OURS, initializationOptions={"backend": {"kind": kind}})
            connection.open(URI, TEXT)
            connection.settled(URI)
        modelled.eventually(lambda: "lanes" in modelled.ask("spark/status", {}), "the lanes")
        modelled.eventually(lambda: "refined" in json.dumps(modelled.hover(URI, LINE, COLUMN)), "a packet")
        took: dict[str, list[float]] = {"plain": [], "modelled": []}
        for _ in range(rounds):
            for name, connection in (("plain", plain), ("modelled", modelled)):
                began = time.perf_counter()
                connection.hover(URI, LINE, COLUMN)
                took[name].append((time.perf_counter() - began) * 1000)
    middle = {name: statistics.median(times) for name, times in took.items()}
    return [
        ("hover on a packet / programmatic hover, p50", middle["modelled"] / middle["plain"], "<= 1.1"),
        ("hover on a packet less programmatic, p50, ms", middle["modelled"] - middle["plain"], "<= 0.3"),
    ]


class Dripping(BaseHTTPRequestHandler):
    """A model server whose replies never end: a letter every 20 ms."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        body = json.dumps({"data": [{"id": "small", "owned_by": "bench", "meta": {"n_ctx_train": 8192}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        try:
            self._say('{"headline": "')
            while True:
                time.sleep(0.02)
                self._say("a")
        except OSError:
            return

    def _say(self, text: str) -> None:
        line = json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": None}]})
        self.wfile.write(f"data: {line}\n\n".encode())
        self.wfile.flush()


def drip(pipe: Pipe) -> None:
    """Serves in a process of its own, so that its work is not the client's; tells its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
    pipe.send(server.server_address[1])
    server.serve_forever()


def hovers_beside_a_job(rounds: int) -> list[Row]:
    """Hovers while a packet is being refined, beside those of the same server while none is."""
    mine, theirs = multiprocessing.Pipe()
    slow = multiprocessing.get_context("spawn").Process(target=drip, args=(theirs,), daemon=True)
    slow.start()
    backend = {"kind": "openai", "url": f"http://127.0.0.1:{mine.recv()}"}
    other = "file:///work/other.py"
    took: dict[bool, list[float]] = {False: [], True: []}
    with ExitStack() as stack:
        here = stack.enter_context(Connection(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        always = {"backend": backend, "hover": {"always": True}}
        here.initialize(capabilities=OURS, initializationOptions=always)
        for uri in (URI, other):
            here.open(uri, TEXT)
            here.settled(uri)
        here.eventually(lambda: "lanes" in here.ask("spark/status", {}), "the lanes")
        at = {"line": LINE, "character": COLUMN}
        for block in range(max(2, rounds // BLOCK)):
            running = block % 2 == 1
            if running:
                here.post("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [other, at]})
                here.eventually(lambda: here.ask("spark/status", {})["lanes"]["running"], "the job")
            for _ in range(BLOCK):
                time.sleep(0.005)
                began = time.perf_counter()
                here.hover(URI, 0, 0)  # an import: nothing to say, so that no look of its own takes the job's place
                took[running].append((time.perf_counter() - began) * 1000)
            if running:
                here.change(other, block + 2, {"text": TEXT.replace("orders", f"other{block}")})
                here.eventually(lambda: not here.ask("spark/status", {})["lanes"]["running"], "the end of the job")
                here.settled(other)
    slow.kill()
    ratio = quantile(took[True], 0.99) / quantile(took[False], 0.99)
    return [("hover p99 beside a refine job / without one", ratio, "<= 1.1")]


def quantile(values: list[float], share: float) -> float:
    """The value below which a share of all lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.lanes", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds")
    chosen = parser.parse_args()
    rows = asyncio.run(overshoots(1 if chosen.quick else 5))
    rows += hovers(100 if chosen.quick else 1000)
    rows += hovers_beside_a_job(1000 if chosen.quick else 10_000)
    server = RealServer(weights())
    try:
        rows += asyncio.run(times_to_a_field(server.url))
    finally:
        server.close()
    for name, value, target in rows:
        print(f"{name:<58} {value:8.2f}   {target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
