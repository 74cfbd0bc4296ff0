"""Does work ahead of time make a person wait longer for a model? `python -m tests.benchmarks.ahead`: two servers
in turn on one real small model, one with `prefetch.enabled` and one without. Each saves a change of one function and,
while the one with prefetch may be at it, somebody looks at another that no packet is there for, with `realtime.waitMs`
long enough for the reply: how long the look takes is compared (95th percentile of on over off)."""

import argparse
import json
import random
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.e2e.connection import Connection
from tests.live import Checkout, Person
from tests.real_model import ALIAS, RealServer, weights
from tests.windows import OURS

WAIT_MS = 10_000
PAUSE_S = (0.2, 3.0)
"""From the save to the look."""


def person(folder: Path, url: str, model: str, *, prefetch: bool, stack: ExitStack) -> Person:
    """Somebody at a checkout of their own, its files open."""
    checkout = Checkout(folder / "checkout")
    checkout.write()
    here = stack.enter_context(Connection(folder / "data"))
    settings = {
        "backend": {"kind": "openai", "url": url},
        "roles": {"realtime": model, "refine": model},
        "prefetch": {"enabled": prefetch},
        "realtime": {"waitMs": WAIT_MS},
    }
    here.initialize(capabilities=OURS, rootUri=checkout.folder.as_uri(), initializationOptions=settings)
    made = Person(here, checkout)
    for unit in (0, 3, 6):
        made.open(unit)
    here.eventually(lambda: here.ask("spark/status", {}).get("lanes"), "the lanes")
    return made


def one_look(who: Person, saved: int, looked: int, pause_s: float) -> float:
    """Milliseconds of a look at a function that was just changed, while another was saved before it."""
    who.save(looked)
    who.sits_still()  # its packet, if one is guessed, is of a text that is gone in a moment
    who.checkout.versions[looked] += 1
    uri = who.checkout.uri(looked)
    who.checkout.at[uri] += 1
    who.here.change(uri, who.checkout.at[uri], {"text": who.checkout.text(looked)})
    who.save(saved)
    who.visit(saved)
    who.here.settled(uri)
    who.here.settle_all_for(pause_s)
    who.look(looked)
    took_ms = who.looks[-1][2]
    who.sits_still()
    return took_ms


def p95(values: list[float]) -> float:
    """95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ahead", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--url", default="", help="of a server with OpenAI's interface (default: SmolLM2 is started)")
    parser.add_argument("--model", default=ALIAS)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    took: dict[bool, list[float]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        served = None if chosen.url else RealServer(weights())
        if served is not None:
            stack.callback(served.close)
        url = chosen.url or (served.url if served is not None else "")
        people = {
            arm: person(Path(folder) / str(arm), url, chosen.model, prefetch=arm, stack=stack) for arm in (True, False)
        }
        for _ in range(chosen.rounds):
            saved, looked = chance.sample(range(9), 2)
            pause_s = chance.uniform(*PAUSE_S)
            for arm in chance.sample((True, False), 2):
                took[arm].append(one_look(people[arm], saved, looked, pause_s))
        jobs = people[True].here.ask("spark/status", {})["lanes"]["prefetch"]["jobs"]
    told = {
        "looks": len(took[True]),
        "jobs ahead of time": jobs,
        "p50 ms": {"on": round(statistics.median(took[True])), "off": round(statistics.median(took[False]))},
        "p95 ms": {"on": round(p95(took[True])), "off": round(p95(took[False]))},
        "p95, on : off": round(p95(took[True]) / p95(took[False]), 3),
        "median of ratios": round(statistics.median(a / b for a, b in zip(took[True], took[False], strict=True)), 3),
    }
    print(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
