"""Model lanes on the scripted server, with everything else real, for tests."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spark_lsp.backends.fake import MODEL, FakeBackend
from spark_lsp.backends.replies import ReplyReader
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Installed, Resident, Server, Thinking
from spark_lsp.core.budget import BudgetGate
from spark_lsp.core.casting import Vacant
from spark_lsp.core.gate import Passed, Verdict
from spark_lsp.core.grounding import Known
from spark_lsp.core.key import role_fingerprint
from spark_lsp.core.role import ModelFacts, Role, RoleSpec
from spark_lsp.core.text import span, split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.engine.author import Author
from spark_lsp.engine.crew import Crew, Player
from spark_lsp.engine.lanes import Lanes, Upgrade
from spark_lsp.engine.packets import Packets
from spark_lsp.engine.prefill import Prefill
from spark_lsp.engine.questions import View
from spark_lsp.engine.realtime import Realtime
from spark_lsp.engine.refinery import Refinery
from spark_lsp.engine.trial import Trial
from spark_lsp.engine.turn import Turn
from spark_lsp.store.shelf import MemoryShelf
from tests.core.questions import FOUND

TEXT = """def find(db, name):
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()
"""
UNIT = Unit(
    UnitKind.FUNCTION,
    "find",
    ("find",),
    span(0, 0, 3, 28),
    span(0, 4, 0, 8),
    1,
    "def find(db, name)",
    -1,
    calls=("db.cursor", "cursor.execute", "cursor.fetchall"),
    key="unit-key",
    digest="digest",
)
GOOD = {
    "headline": "`find` lets `name` rewrite the orders query",
    "next_step": "Hand `name` to `execute` as a parameter",
    "why": "A quote in `name` ends the string of the query in `find`.",
}
"""A grounded reply for it."""


def view(**changes: object) -> View:
    """The function above, as a look at its finding sees it."""
    made = View("file:///a.py", "/a.py", "python", UNIT, 0, tuple(split_lines(TEXT)), (FOUND,), (UNIT,))
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class NoLease:
    """A lease that nobody else wants."""

    taken: bool = False
    wanted: bool = False
    interrupts: int = 0

    def take(self) -> bool:
        self.taken = True
        return True

    def release(self) -> None:
        self.taken = False

    def interrupt(self) -> None:
        self.interrupts += 1

    def interrupted(self) -> bool:
        return self.wanted


def cast(server: Server, installed: Sequence[Installed], held: Sequence[Resident]) -> Mapping[Role, Player | Vacant]:
    parts: dict[Role, Player | Vacant] = {}
    facts = ModelFacts(MODEL, "fake", 100, 4096, 1024, Thinking.UNSAID, (Role.REALTIME, Role.REFINE))
    for role in (Role.REALTIME, Role.REFINE):
        if not installed:
            parts[role] = Vacant("nothing is pulled")
            continue
        spec = RoleSpec(role, 120, 60.0, 4096, f"You are {role.value}.", f"{role.value}/1", role is Role.REFINE)
        print_ = role_fingerprint(installed[0].digest, {"role": role.value}, spec.prompt)
        parts[role] = Player(role, spec, installed[0].name, installed[0].digest, facts, print_)
    return parts


@dataclass
class Bench:
    """Lanes, and what went in and out of them."""

    backend: FakeBackend
    lanes: Lanes
    lease: NoLease
    text: list[str]
    upgrades: list[Upgrade] = field(default_factory=list)
    trials: list[Trial] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    now_s: float = 1_000_000.0

    async def refined(self) -> None:
        """Comes back when the background has nothing to do."""
        await self.until(self.lanes.refinery.machine.idle)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Comes back when something holds; fails after five seconds."""
        for _ in range(1000):
            if holds():
                return
            await asyncio.sleep(0.005)
        raise AssertionError("waited five seconds")


def bench(
    backend: FakeBackend, *, verdict: Verdict | None = None, private: str | None = None, rest: str | None = None
) -> Bench:
    """Lanes on a scripted server."""
    lease = NoLease()
    made: Bench

    async def connect() -> FakeBackend:
        return backend

    async def try_edit(trial: Trial) -> Verdict:
        made.trials.append(trial)
        return verdict or Passed(("applies", "parses"))

    def log(message: str) -> None:
        made.logged.append(message)

    crew = Crew(connect, cast, BudgetGate(), log)
    packets = Packets(crew, MemoryShelf(), lambda text: text, lambda kinds, said: "auth_security", lambda: made.now_s)
    text = [TEXT]
    author = Author(
        redact=lambda text: text,
        known=lambda question: Known(),
        present=lambda uri: Source(text[0], "python", "/a.py"),
        try_edit=try_edit,
        wall=lambda: made.now_s,
    )
    refinery = Refinery(crew, packets, author, ReplyReader, Turn(lease), lambda: None, dwell_s=0.0)
    realtime = Realtime(crew, packets, author, ReplyReader, refinery.person_came, refinery.person_left)
    prefill = Prefill(crew, author, lambda: rest, lambda: realtime.running or refinery.machine.running is not None)
    lanes = Lanes(crew, packets, realtime, refinery, prefill, lambda path: private)
    made = Bench(backend, lanes, lease, text)
    lanes.on_upgrade = made.upgrades.append
    return made
