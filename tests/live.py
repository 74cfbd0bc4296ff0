"""A whole session of one person: a checkout, a trace of work on it, and the work done again with a real model there.

First the work is done as it comes, with the server recording it (`prefetch.record`); then the trace, which has neither
names nor text, says to another server, with a model, what is done in which order."""

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spark_lsp.store.ledger import FILE_NAME, SqliteLedger
from tests.e2e.connection import Connection
from tests.windows import OURS

IDLE_S = 1.5
"""Nothing runs and nothing waits for so long: the machine has done what it wanted to."""
MOST_S = 60.0
"""Longest that a person sits still, seconds."""

PROGRAMS = ("ls", "cat", "wc")
COLUMN = 37
"""Within what is wrong, in each of them."""
HEAD = "import subprocess\n\n\n"
STEPS = (0, 4, 0, 8, 4, 0)
"""Units in the order in which they are worked at; all but the last are saved with a change."""


@dataclass
class Checkout:
    """Three files of three functions each, each with one thing wrong; what of them was changed how often."""

    folder: Path
    names: tuple[str, ...] = ("orders", "users", "stock")
    versions: list[int] = field(default_factory=lambda: [0] * 9)
    at: dict[str, int] = field(default_factory=dict)

    def uri(self, unit: int) -> str:
        return (self.folder / f"{self.names[unit // 3]}.py").as_uri()

    def text(self, unit: int) -> str:
        file = unit // 3
        return HEAD + "\n\n".join(self._function(file * 3 + k) for k in range(3))

    def line(self, unit: int) -> int:
        """Of what is wrong in it."""
        before = self.text(unit).partition(f"def {self.function(unit)}")[0]
        return before.count("\n") + 2

    def function(self, unit: int) -> str:
        return f"{('unpack', 'list', 'drop')[unit % 3]}_{self.names[unit // 3]}"

    def _function(self, unit: int) -> str:
        name, number = self.names[unit // 3], self.versions[unit]
        run = f"subprocess.check_output(f'{PROGRAMS[unit % 3]} {{owner}} {name}', shell=True)"
        return f"def {self.function(unit)}(cursor, owner):\n    step = {number}\n    return {run}\n"

    def write(self) -> None:
        for unit in (0, 3, 6):
            file = self.folder / f"{self.names[unit // 3]}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text(unit), "utf-8")


@dataclass
class Person:
    """Works at a checkout through one server."""

    here: Connection
    checkout: Checkout
    looks: list[tuple[int, str, float]] = field(default_factory=list)
    """(unit, lane of the answer, milliseconds)."""

    def open(self, unit: int) -> None:
        uri = self.checkout.uri(unit)
        self.checkout.at[uri] = 1
        self.here.open(uri, self.checkout.text(unit))
        self.here.settled(uri)

    def visit(self, unit: int) -> None:
        place = {"line": self.checkout.line(unit), "character": COLUMN}
        self.here.notify("spark/cursor", {"textDocument": {"uri": self.checkout.uri(unit)}, "position": place})

    def save(self, unit: int) -> None:
        uri = self.checkout.uri(unit)
        self.checkout.versions[unit] += 1
        self.checkout.at[uri] += 1
        self.here.change(uri, self.checkout.at[uri], {"text": self.checkout.text(unit)})
        self.here.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        self.here.settled(uri)

    def look(self, unit: int) -> None:
        began = time.perf_counter()
        found = self.here.hover(self.checkout.uri(unit), self.checkout.line(unit), COLUMN)
        took_ms = (time.perf_counter() - began) * 1000
        said = str(found["contents"]["value"]) if found else ""
        self.looks.append(
            (unit, next(lane for lane in ("refined", "realtime", "programmatic") if lane in said), took_ms)
        )

    def sits_still(self, most_s: float = MOST_S) -> None:
        """Until the machine has nothing left that it wants to do."""
        end, calm_s = time.monotonic() + most_s, time.monotonic()
        while time.monotonic() < end and time.monotonic() - calm_s < IDLE_S:
            lanes = self.here.ask("spark/status", {})["lanes"]
            if lanes["running"] or lanes["queued"]:
                calm_s = time.monotonic()
            self.here.settle_for(0.1)


@dataclass(frozen=True)
class Session:
    """What came of one."""

    looks: list[tuple[int, str, float]]
    lanes: dict[str, Any]
    jobs: list[Any]
    total: Any
    gpu_s: float
    """Sum over the jobs' rows, as the file has them."""


def recorded(folder: Path) -> list[dict[str, Any]]:
    """The trace of STEPS, as a server writes it down where it was asked to. No model has a part in it."""
    checkout = Checkout(folder / "checkout")
    checkout.write()
    with Connection(folder / "first") as here:
        here.initialize(
            capabilities=OURS,
            rootUri=checkout.folder.as_uri(),
            initializationOptions={"backend": {"kind": "fake"}, "prefetch": {"record": True}},
        )
        person = Person(here, checkout)
        for unit in (0, 3, 6):
            person.open(unit)
        here.eventually(lambda: here.ask("spark/status", {}).get("lanes"), "the lanes")
        for unit in STEPS:
            person.visit(unit)
            person.look(unit)
            here.settle_all_for(0.3)
            if unit != STEPS[-1]:
                person.save(unit)
                here.settle_all_for(0.5)
        assert here.stop() == 0
    (trace,) = (folder / "first" / "traces").iterdir()
    return [json.loads(line) for line in trace.read_text("utf-8").splitlines()]


def units_of(trace: list[dict[str, Any]]) -> dict[int, int]:
    """Number of a unit in the trace → in the checkout: files are opened in order, and the functions of one are the rows
    of its table that are no module."""
    found: dict[int, int] = {}
    opened = [event for event in trace if event.get("e") == "open"]
    for at, event in enumerate(opened):
        functions = [row["u"] for row in event["units"] if row["k"] == "function"]
        found |= {number: at * 3 + k for k, number in enumerate(functions)}
    return found


def lived(folder: Path, trace: list[dict[str, Any]], url: str, model: str) -> Session:
    """The same work with a model there, unit by unit as the trace has it; after each step the person sits still."""
    checkout = Checkout(folder / "checkout", versions=[0] * 9)
    checkout.write()
    known = units_of(trace)
    with Connection(folder / "second") as here:
        settings = {
            "backend": {"kind": "openai", "url": url},
            "roles": {"realtime": model, "refine": model},
            "prefetch": {"enabled": True},
        }
        here.initialize(capabilities=OURS, rootUri=checkout.folder.as_uri(), initializationOptions=settings)
        person = Person(here, checkout)
        for unit in (0, 3, 6):
            person.open(unit)
        here.eventually(lambda: here.ask("spark/status", {}).get("lanes"), "the lanes")
        for event in trace:
            match event.get("e"), event.get("u"), event.get("primary"):
                case "visit", unit, _ if unit in known:
                    person.visit(known[unit])
                    person.sits_still()
                case "hover", unit, _ if unit in known:
                    person.look(known[unit])
                    person.sits_still()
                case "save", _, unit if unit in known:
                    person.save(known[unit])
                    person.sits_still()
        lanes = dict(here.ask("spark/status", {})["lanes"])
        assert here.stop() == 0
        assert not here.stderr, here.stderr.decode()[-2000:]
    book = SqliteLedger(folder / "second", print)
    with closing(sqlite3.connect(folder / "second" / FILE_NAME)) as db:
        (gpu_s,) = db.execute("select coalesce(sum(gpu_s), 0) from made").fetchone()
    return Session(person.looks, lanes, book.made(0.0), book.sum(0.0), gpu_s)
