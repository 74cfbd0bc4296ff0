"""Tokens and seconds of a refine job, as it was first asked and as it is asked now, on one real small model in one run:
`python -m tests.benchmarks.packet [--url URL --kind ollama --model NAME] [--questions N]`. Without a server it starts
SmolLM2-135M on llama.cpp (tests/real_model.py), whose words are of no worth, but whose tokens count."""

import argparse
import asyncio
import json
import random
import statistics
import time
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from spark_lsp.backends.base import Backend
from spark_lsp.backends.ollama import OllamaBackend
from spark_lsp.backends.openai import OpenAIBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.core.asking import Ask, Cost, Done, Words
from spark_lsp.core.grounding import Known, ground
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.question import Grounded, Question
from spark_lsp.core.role import Role
from spark_lsp.errors import BackendFailed
from spark_lsp.roles.table import role_spec
from tests.backends.snippets import questions
from tests.real_model import ALIAS, RealServer, weights

HERE = Path(__file__).parent
LIMIT_S = 240.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    prompt: int
    said: int
    seconds: float
    grounded: bool


def first_form(question: Question, model: str) -> Ask:
    """As it was asked first: a repair always, a risk, and a prompt twice as long."""
    ask = ask_for(replace(question, mended=False), role_spec(Role.REFINE), model=model)
    schema = (HERE / "schema_1.json").read_text("utf-8").strip()
    head, _, rest = ask.user.partition("\n")
    user = f"Language: {question.language}\nUnit: {head.partition(' ')[2]}\n{rest}"
    user = user.replace(
        "Repair it if a few lines can.", "Write the reply for this finding. Repair it if a few lines can."
    )
    return replace(ask, user=user, system=(HERE / "refine_1.md").read_text("utf-8").strip(), schema=schema)


def form_now(question: Question, model: str) -> Ask:
    """As it is asked."""
    return ask_for(question, role_spec(Role.REFINE), model=model)


async def reply(backend: Backend, ask: Ask, question: Question) -> Reply:
    """Asks, to the end."""
    reader, cost, began = ReplyReader(), Cost(), time.perf_counter()
    async with aclosing(backend.stream(ask)) as pieces, asyncio.timeout(LIMIT_S):
        async for piece in pieces:
            match piece:
                case Words(text):
                    reader.feed(text)
                case Done(cost=cost):
                    pass
    seconds = time.perf_counter() - began
    try:
        grounded = isinstance(ground(reader.finish(), question, Known()), Grounded)
    except BackendFailed:
        grounded = False
    return Reply(cost.prompt_tokens or 0, cost.tokens or 0, seconds, grounded)


async def run(backend: Backend, model: str, count: int, seed: int) -> dict[str, list[Reply]]:
    """Both forms of each question, in an order that is drawn."""
    every = list(questions(("python",), snippets=2))
    chance = random.Random(seed)
    found: dict[str, list[Reply]] = {"first": [], "now": []}
    try:
        for one in chance.sample(every, min(count, len(every))):
            for name, form in sorted((("first", first_form), ("now", form_now)), key=lambda _: chance.random()):
                found[name].append(await reply(backend, form(one, model), one))
    finally:
        await backend.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.packet", description=__doc__)
    parser.add_argument("--url", metavar="URL", help="of a model server that runs")
    parser.add_argument("--kind", choices=["ollama", "openai"], default="ollama")
    parser.add_argument("--model", default="phi4-mini")
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    server = None if chosen.url else RealServer(weights())
    try:
        kind = OllamaBackend if server is None and chosen.kind == "ollama" else OpenAIBackend
        backend: Backend = kind(server.url if server is not None else chosen.url)
        model = chosen.model if server is None else ALIAS
        found = asyncio.run(run(backend, model, chosen.questions, chosen.seed))
    finally:
        if server is not None:
            server.close()
    first, now = found["first"], found["now"]
    told = {
        "questions": len(now),
        "prompt tokens": [round(statistics.mean(r.prompt for r in one), 1) for one in (first, now)],
        "reply tokens": [round(statistics.mean(r.said for r in one), 1) for one in (first, now)],
        "tokens, now : first": round(sum(r.prompt + r.said for r in now) / sum(r.prompt + r.said for r in first), 3),
        "reply tokens, now : first": round(sum(r.said for r in now) / sum(r.said for r in first), 3),
        "seconds, now : first": round(sum(r.seconds for r in now) / sum(r.seconds for r in first), 3),
        "grounded": [round(statistics.mean(r.grounded for r in one), 3) for one in (first, now)],
    }
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
