"""Runs a plan: model by model, each loaded apart from what is measured, each ask through the lanes of an editor."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from spark_lsp.backends.base import Backend
from spark_lsp.bench.booth import Asked, Booth, booth
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.order import Block, Key, Plan, Profile, blocks
from spark_lsp.bench.residence import Here, NoRoom, moved_in, moved_out
from spark_lsp.bench.rows import answered_row, ask_key, unasked_row
from spark_lsp.bench.scenario import Scenario
from spark_lsp.bench.score import score, strict
from spark_lsp.core.asking import Installed, MissReason
from spark_lsp.core.bench_results import BenchLoad, BenchModel, BenchRow, BenchSaid
from spark_lsp.core.budget import same_model
from spark_lsp.core.role import Role
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.crew import Player
from spark_lsp.engine.players import player_of
from spark_lsp.errors import BackendFailed
from spark_lsp.gpu import energy_j, memory_now
from spark_lsp.roles.facts import facts_of
from spark_lsp.settings import Settings


@dataclass(slots=True)
class Spent:
    """What a run took, by its clock, seconds."""

    asked_s: float = 0.0
    scored_s: float = 0.0


@dataclass(slots=True)
class Runner:
    """For the event loop's thread. `on_row` and `on_load` hear what was measured, at once."""

    plan: Plan
    settings: Settings
    backend: Backend
    analyst: Analyst
    clock: Clock
    on_row: Callable[[BenchRow], None]
    on_load: Callable[[BenchLoad], None]
    done: frozenset[Key] = frozenset()
    """Asks that an earlier run made."""
    down: bool = False
    """There is no server."""
    log: list[str] = field(default_factory=list)
    spent: Spent = field(default_factory=Spent)
    said: dict[Key, BenchSaid] = field(default_factory=dict)
    """The words of answers to live scenarios, which no row keeps."""
    _booths: dict[tuple[str, Role], Booth] = field(default_factory=dict)
    _energy: bool = True

    async def run(self, models: list[BenchModel], installed: tuple[Installed, ...]) -> None:
        """All of it. Raises nothing for what a server does: what could not be asked is a row that says why."""
        absent = {model["name"]: model["absent"] for model in models if model["absent"]}
        found = {model["name"]: found_model(installed, model["name"]) for model in models}
        self._energy = await asyncio.to_thread(energy_j) is not None
        try:
            for block in blocks(self.plan):
                model = found.get(block.model)
                if block.model in absent or model is None:
                    reason = MissReason.NOT_PULLED if model is None else MissReason.REMOTE
                    self._not_asked(block, MissReason.DOWN if self.down else reason, absent.get(block.model, ""))
                else:
                    await self._block(block, model)
        finally:
            for one in self._booths.values():
                await one.close()

    async def _block(self, block: Block, model: Installed) -> None:
        todo = [(role, one) for role, one in block.asks if self._key(block, role, one) not in self.done]
        if not todo:
            return
        player = player_of(todo[0][0], model, facts_of(model), "on trial")
        displace = self.plan.displace and self.plan.profile is not Profile.ISOLATED
        try:
            memory = await asyncio.to_thread(memory_now, 0)
            here = await moved_in(self.backend, player, memory, self.clock, displace=displace)
        except BackendFailed as failed:
            self._not_asked(block, MissReason(failed.reason), str(failed))
            return
        if isinstance(here, NoRoom):
            self._not_asked(block, MissReason.NOT_LOADED, here.message)
            return
        if here.seconds is not None:
            self._loaded(block, here)
        try:
            for at, (role, scenario) in enumerate(todo):
                await self._ask(block, model, role, scenario, cold=at == 0 and here.seconds is not None)
        finally:
            if here.seconds is not None:
                await moved_out(self.backend, player)

    def _loaded(self, block: Block, here: Here) -> None:
        assert here.seconds is not None
        self.spent.asked_s += here.seconds
        self.on_load(
            {
                "model": block.model,
                "repeat": block.repeat,
                "seconds": round(here.seconds, 4),
                "residentBytes": here.resident.size_bytes,
                "vramBytes": here.resident.vram_bytes,
                "evicted": list(here.evicted),
            }
        )

    async def _ask(self, block: Block, model: Installed, role: Role, scenario: Scenario, *, cold: bool) -> None:
        one = self._booth(block.model, model, role)
        budget_s = self.plan.profile.budget_s
        twin = await self._timed(one, scenario.twin, budget_s) if scenario.twin is not None else None
        before_j = await asyncio.to_thread(energy_j) if self._energy else None
        asked = await self._timed(one, scenario, budget_s)
        after_j = await asyncio.to_thread(energy_j) if before_j is not None else None
        joules = after_j - before_j if before_j is not None and after_j is not None else None
        answer = replace(asked.answer, twin=twin.answer if twin is not None else None)
        began_s = self.clock.now_s()
        scored = await asyncio.to_thread(score, scenario, answer)
        passed = strict(scenario, answer, scored, budget_s if budget_s is not None else float("inf"))
        self.spent.scored_s += self.clock.now_s() - began_s
        key = self._key(block, role, scenario)
        if scenario.live:
            self.said[key] = {"headline": answer.headline, "nextStep": answer.next_step, "why": answer.why}
        self.on_row(answered_row(scenario, key, asked, scored, strict=passed, cold=cold, joules=joules))

    async def _timed(self, one: Booth, scenario: Scenario, budget_s: float | None) -> Asked:
        began_s = self.clock.now_s()
        asked = await one.ask(scenario, budget_s)
        self.spent.asked_s += self.clock.now_s() - began_s
        return asked

    def _booth(self, name: str, model: Installed, role: Role) -> Booth:
        made = self._booths.get((name, role))
        if made is None:
            player: Player = player_of(role, model, facts_of(model), "on trial")
            made = booth(self.settings, self.backend, player, self.analyst, self.clock, self.log)
            self._booths[name, role] = made
        return made

    def _not_asked(self, block: Block, reason: MissReason, detail: str) -> None:
        for role, scenario in block.asks:
            key = self._key(block, role, scenario)
            if key not in self.done:
                self.on_row(unasked_row(scenario, key, reason.value, detail))

    def _key(self, block: Block, role: Role, scenario: Scenario) -> Key:
        return ask_key(block.model, role, block.repeat, scenario)


def found_model(installed: tuple[Installed, ...], name: str) -> Installed | None:
    """The model of a name as the server has it, which may leave the tag out."""
    return next((one for one in installed if same_model(one.name, name)), None)


def asked_models(plan: Plan, installed: tuple[Installed, ...], trouble: str, *, fetch: str) -> list[BenchModel]:
    """The plan's models as the server has them; `trouble` is why there is no server, `fetch` how a model is got."""
    told: list[BenchModel] = []
    for name in plan.models:
        model = found_model(installed, name)
        absent = trouble
        if not trouble and model is None:
            absent = f"{name} is not there" + (f"; run: {fetch} {name}" if fetch else "")
        elif model is not None and model.remote:
            absent = f"{name} is answered by a machine elsewhere; only models on this machine are asked"
        prompts = {}
        if model is not None:
            facts = facts_of(model)
            prompts = {role.value: player_of(role, model, facts, "").fingerprint for role in plan.roles}
        told.append(
            {
                "name": name,
                "digest": model.digest if model is not None else "",
                "sizeBytes": model.size_bytes if model is not None else 0,
                "family": model.family if model is not None else "",
                "absent": absent,
                "prompts": prompts,
            }
        )
    return told
