"""Knows the model server: whether it is there and who plays which role; has models loaded apart from any deadline."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from spark_lsp.backends.base import Backend
from spark_lsp.core.asking import Installed, MissReason, Resident, Server
from spark_lsp.core.budget import BudgetGate, is_model, same_model
from spark_lsp.core.casting import Vacant
from spark_lsp.core.role import ModelFacts, Role, RoleSpec
from spark_lsp.engine.deadline import Late, by, now_s
from spark_lsp.errors import BackendFailed

FRESH_S = 60.0
"""What the server has installed is asked again after this long, seconds."""

PROBE_S = 3.0
"""Longest that the server may take to say what it is and has, seconds."""

FAILURES_MAX = 3
"""Replies in a row that came to nothing before the coding model stands in for a role."""


@dataclass(frozen=True, slots=True)
class Player:
    """A model in a role."""

    role: Role
    spec: RoleSpec
    model: str
    digest: str
    facts: ModelFacts
    fingerprint: str
    """`core.key.role_fingerprint` of all this; a part of every slot."""
    why: str = ""
    """Why this one plays it, for a person."""


Seen = tuple[Server, tuple[Installed, ...], tuple[Resident, ...]]
Cast = Callable[[Server, tuple[Installed, ...], tuple[Resident, ...]], Mapping[Role, Player | Vacant]]
"""(what answered, what it has, what it holds) → who plays what. May ask the graphics card: called in a thread."""
Connect = Callable[[], Awaitable[Backend | None]]
"""Gives the backend, its libraries loaded; None where the setting is `none`. Raises BackendFailed."""


@dataclass(slots=True)
class Crew:
    """State of one server's models. For the event loop's thread."""

    connect: Connect
    cast: Cast
    gate: BudgetGate
    log: Callable[[str], None]
    backend: Backend | None = None
    server: Server | None = None
    parts: Mapping[Role, Player | Vacant] = field(default_factory=dict)
    trouble: str = ""
    """What is wrong with the server, for a person; `""` where nothing is."""
    on_changed: Callable[[], None] = lambda: None
    """What the models are up to may be something else now."""
    loaded_here: set[str] = field(default_factory=set)
    """Models that we had loaded; only these may make room for others."""
    looked: bool = False
    """Whether the server was asked at all."""
    _looked_s: float | None = None
    _looking: "asyncio.Future[None] | None" = None
    _warming: "dict[str, asyncio.Task[bool]]" = field(default_factory=dict)
    _failures: Counter[Role] = field(default_factory=Counter)

    async def ready(self) -> Backend | None:
        """The backend, what it has known not too long ago; None where there is none to ask now. Never raises for what
        a server does."""
        if self.gate.circuit.is_open(now_s()):
            return None
        if not self.is_fresh():
            if self._looking is None or self._looking.done():
                self._looking = asyncio.ensure_future(self._look())
            await asyncio.shield(self._looking)
        return self.backend if not self.trouble else None

    def is_fresh(self) -> bool:
        """Whether what is known of the server is not too old to go by."""
        return self._looked_s is not None and now_s() - self._looked_s < FRESH_S

    def stale(self) -> None:
        """Something did not fit: the server is looked at again before it is next asked."""
        self._looked_s = None

    def player(self, role: Role) -> Player | None:
        """Who plays a role now; the coding model where the role's own is missing or keeps failing."""
        own, stand_in = self.parts.get(role), self.parts.get(Role.CODING)
        failing = self._failures[role] >= FAILURES_MAX
        if isinstance(own, Player) and not failing:
            return own
        if isinstance(stand_in, Player) and role is Role.REFINE:
            return stand_in
        return own if isinstance(own, Player) else None

    def note(self, role: Role, *, useful: bool) -> None:
        """A reply came to something, or to nothing."""
        self._failures[role] = 0 if useful else self._failures[role] + 1

    async def residents(self) -> tuple[Resident, ...]:
        """What is loaded now. Raises BackendFailed."""
        if self.backend is None:
            raise BackendFailed(MissReason.DOWN, "there is no model server")
        return await self.backend.resident()

    def warm(self, player: Player) -> "asyncio.Task[bool]":
        """Has a model loaded, without a deadline, once however often it is asked for. The task tells whether it is
        loaded now, and never raises for what a server does."""
        task = self._warming.get(player.model)
        if task is None or task.done():
            task = self._warming[player.model] = asyncio.get_running_loop().create_task(self._load(player))
            task.add_done_callback(lambda done: self.on_changed())
            self.on_changed()
        return task

    async def loaded(self, player: Player) -> int | None:
        """The window that a model is loaded with, having it loaded where that takes nobody's place; None else. Raises
        BackendFailed."""
        for again in (True, False):
            residents = await self.residents()
            mine = next((one for one in residents if is_model(one, player.model, player.digest)), None)
            if mine is not None:
                return mine.context_tokens
            if again and not await self.warm(player):
                return None
        return None

    def is_warming(self) -> bool:
        """Whether a model is being loaded."""
        return any(not task.done() for task in self._warming.values())

    async def close(self) -> None:
        """Closes all connections."""
        for task in self._warming.values():
            task.cancel()
        if self.backend is not None:
            await self.backend.close()

    async def _look(self) -> None:
        self.looked = True
        seen: asyncio.Future[Seen | None] = asyncio.ensure_future(self._seen())
        try:
            found = await by(now_s() + PROBE_S, seen)
        except BackendFailed as failed:
            self._failed(str(failed))
            return
        if isinstance(found, Late):
            seen.cancel()
            self._failed("the model server does not answer")
            return
        self._looked_s = now_s()
        self.trouble = ""
        self.gate.circuit.held()
        if found is not None:
            self.server = found[0]
            self.parts = await asyncio.to_thread(self.cast, *found)
        self.on_changed()

    async def _seen(self) -> Seen | None:
        if self.backend is None:
            self.backend = await self.connect()
        if self.backend is None:
            return None
        return await self.backend.probe(), await self.backend.installed(), await self.backend.resident()

    def _failed(self, trouble: str) -> None:
        self.gate.circuit.failed(now_s())
        told = f"{trouble}; `spark-lsp doctor` says what to do"
        if told != self.trouble:
            self.log(told)
        self.trouble = told
        self._looked_s = None
        self.on_changed()

    async def _load(self, player: Player) -> bool:
        try:
            residents = await self.residents()
            if any(is_model(one, player.model, player.digest) for one in residents):
                return True
            if self.backend is None or not may_load(residents, self.loaded_here):
                return False
            self.loaded_here.add(player.model)  # before: the server lists a model while it is still being loaded
            await self.backend.warm(
                player.model, context_tokens=player.spec.context_tokens, keep_alive_s=player.spec.keep_alive_s
            )
        except BackendFailed as failed:
            self.log(f"{player.model} could not be loaded: {failed}")
            self.stale()
            return False
        return True


def may_load(residents: tuple[Resident, ...], ours: set[str]) -> bool:
    """Whether loading another model now takes no memory from a model that somebody else had loaded."""
    return all(any(same_model(one.name, name) for name in ours) for one in residents)
