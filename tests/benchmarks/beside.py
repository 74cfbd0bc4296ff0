"""How much later another server's hover and code actions come because ours is asked beside it, with the model hanging.

    python -m tests.benchmarks.beside [--rounds 60] [--other jedi-language-server]

A client that waits for every server has its answer when the slower one has come. Each round asks the other server
alone and both together, in turn; the figure is the median of the paired differences for each client's profile."""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.connection import Connection
from tests.e2e.profiles import Profile, profiles
from tests.e2e.stuck import stuck_model

LIMIT_MS = 10.0
URI = "file:///shop/orders.py"
TEXT = """\
import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()
"""
AT = {"line": 5, "character": 24}
THERE = {"textDocument": {"uri": URI}, "position": AT}
ACTIONS = {"textDocument": {"uri": URI}, "range": {"start": AT, "end": AT}, "context": {"diagnostics": []}}
ASKED = {"textDocument/hover": THERE, "textDocument/codeAction": ACTIONS}


def waited_ms(method: str, servers: list[Connection]) -> float:
    """From asking all of them until all have answered."""
    begun = time.perf_counter()
    ids = [server.post(method, ASKED[method]) for server in servers]
    for server, asked in zip(servers, ids, strict=True):
        server.answer(asked)
    return (time.perf_counter() - begun) * 1000


def added_ms(method: str, other: Connection, ours: Connection, rounds: int) -> float:
    """Median of the paired differences, the order within a pair alternating."""
    differences = []
    for n in range(rounds):
        if n % 2:
            both, alone = waited_ms(method, [other, ours]), waited_ms(method, [other])
        else:
            alone, both = waited_ms(method, [other]), waited_ms(method, [other, ours])
        differences.append(both - alone)
    return statistics.median(differences)


def measured(profile: Profile, command: list[str], rounds: int) -> dict[str, float]:
    """Added milliseconds by method, under a client's profile."""
    with tempfile.TemporaryDirectory() as folder, stuck_model() as model:
        data = Path(folder) / "test" / "data"
        backend = {"backend": {"kind": "openai", "url": model.url}}
        with Connection(data) as ours, Connection(data, command=command) as other:
            ours.initialize(**{**profile.params, "initializationOptions": backend})
            other.initialize(**profile.params)
            for server in (ours, other):
                server.open(URI, TEXT)
            ours.settled(URI)
            ours.eventually(lambda: "lanes" in ours.ask("spark/status", {}), "the model lanes")
            ours.post("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, AT]})
            ours.eventually(lambda: model.asked, "that the model was asked, and hangs")
            for method in ASKED:
                waited_ms(method, [other, ours])
            return {method: added_ms(method, other, ours, rounds) for method in ASKED}


def main() -> int:
    """Prints a table; 1 where a figure is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--other", default="jedi-language-server")
    chosen = parser.parse_args()
    other = shutil.which(chosen.other, path=str(Path(sys.executable).parent)) or shutil.which(chosen.other)
    if other is None:
        print(f"{chosen.other} is not there; run: pip install '.[dev]'", file=sys.stderr)
        return 2
    worst = 0.0
    print("| profile | hover, ms later | code actions, ms later |\n| --- | --- | --- |")
    for profile in profiles():
        added = measured(profile, [other], chosen.rounds)
        worst = max(worst, *added.values())
        print(f"| {profile.name} | " + " | ".join(f"{value:.2f}" for value in added.values()) + " |", flush=True)
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
