"""The five conditions under which models may help at all, each looked at in the running parts, not in a document.

1. There is advice without any model, and no model that hangs takes it away.
2. A model is tried while somebody waits only where the budget gate says that it will be in time.
3. phi4-mini refines, unless the person or a passed gate says otherwise.
4. llama3.2:3b is the fast one, likewise.
5. A model on trial changes nothing that anybody uses."""

import asyncio
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from spark_lsp.backends.fake import MODEL, FakeBackend, Pause, Step, answer
from spark_lsp.bench.booth import Booth, TrialShelf, booth
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.looked import looked, source_of
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import Ask, Installed, MissReason, Resident
from spark_lsp.core.budget import same_model
from spark_lsp.core.casting import Cast, Company, Part
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.deadline import now_s
from spark_lsp.engine.lanes import Lanes
from spark_lsp.engine.players import player_of
from spark_lsp.engine.questions import View
from spark_lsp.roles.facts import facts_of
from spark_lsp.settings import BackendKind, BackendSettings, RoleSettings, Settings
from spark_lsp.store.folders import CACHE_VARIABLE, DATA_VARIABLE
from spark_lsp.store.lease import FILE_NAME as LEASE

SAMPLE = """def find(db, name):
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()
"""
PATIENCE_S = 0.15
"""How long a hanging model is waited for, seconds: a hover's worth."""
SLOW_S = 60.0
DEFAULTS = {Role.REFINE: "phi4-mini", Role.REALTIME: "llama3.2:3b"}
"""As the benchmark that this began with decided."""
FAKE = Settings(backend=BackendSettings(kind=BackendKind.FAKE))


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the five."""

    name: str
    holds: bool
    evidence: str


def conditions(company: Company, parts: Mapping[Role, Part]) -> list[Condition]:
    """All five, in order; half a second. `company` and `parts` are what the roles are cast from and as.
    Asks no model server."""
    from spark_lsp.build import analyst

    made = analyst()
    sample = sample_of()
    return [
        asyncio.run(fallback(made, sample)),
        asyncio.run(budget(made, sample)),
        default("refine default", Role.REFINE, company, parts),
        default("realtime default", Role.REALTIME, company, parts),
        isolated(made, sample),
    ]


def sample_of() -> Scenario:
    """A few lines that the analyzers have advice on, as a scenario."""
    return replace(load_all()[0], code=SAMPLE, language="python", line=2, column=4, diagnostics=())


async def fallback(made: Analyst, sample: Scenario) -> Condition:
    """Advice is there before a model is asked, and after one that hangs."""
    view, _ = looked(sample, made)
    before = view.advisories
    backend = FakeBackend(script=lambda ask: [Pause(float("inf"))])
    async with _trial(backend, made, Role.REALTIME, sample) as (lanes, shelf):
        shown = await _attempt(lanes, view, PATIENCE_S)
        worded = lanes.packets.worded(view, before)
    own = [one for one in worded if one.lane is Lane.PROGRAMMATIC and one.advisory.headline]
    holds = bool(before) and len(own) == len(before) and shown is MissReason.LATE and shelf.made is None
    evidence = f"{len(own)} of {len(before)} advisories of a sample told without a model, while one hangs"
    return Condition("fallback", holds, evidence)


async def budget(made: Analyst, sample: Scenario) -> Condition:
    """Tried where it will be in time; not where it is slow, and not where it is not loaded."""
    view, _ = looked(sample, made)

    def reply(ask: Ask) -> Sequence[Step]:
        return answer({"headline": "", "next_step": "", "why": ""})

    tried: dict[str, int] = {}
    for name in ("quick", "slow", "unloaded"):
        backend = FakeBackend(script=reply, loaded=() if name == "unloaded" else FakeBackend().loaded)
        async with _trial(backend, made, Role.REALTIME, sample) as (lanes, _):
            if await lanes.crew.ready() is not None:
                seconds = SLOW_S if name == "slow" else 0.001
                pace = lanes.crew.gate.pace(MODEL)
                pace.note(first_s=seconds, prompt_tokens=100, rest_s=seconds, tokens=20, now_s=now_s())
                await _attempt(lanes, view, PATIENCE_S)
            tried[name] = len(backend.asked)
    holds = tried == {"quick": 1, "slow": 0, "unloaded": 0}
    evidence = ", ".join(
        f"a model that is {name}: {'tried' if count else 'not tried'}" for name, count in tried.items()
    )
    return Condition("budget gate", holds, evidence)


def default(name: str, role: Role, company: Company, parts: Mapping[Role, Part]) -> Condition:
    """The role's default is what it was decided to be, and whoever has the role instead has it by a person's word, by
    a passed gate, or because the default is not to be had here."""
    model = getattr(RoleSettings(), role.value)
    wanted, part, promoted = company.wanted.get(role, ""), parts.get(role), company.promoted.get(role)
    if model != DEFAULTS[role]:
        return Condition(name, False, f"the default is {model}, not {DEFAULTS[role]}")
    told = f"{model} is the default"
    if wanted != model:
        return Condition(name, True, f"{told}; you set {wanted or 'none'}")
    if not isinstance(part, Cast):
        return Condition(name, True, f"{told}; nobody plays it: {part.message if part else 'not cast'}")
    if same_model(part.model.name, model) or part.facts.name == company.facts_of(Installed(model, "")).name:
        return Condition(name, True, f"{told}, and has the role")
    if promoted is not None and same_model(part.model.name, promoted.model):
        return Condition(name, part.model.digest == promoted.digest, f"{told}; {promoted.model}: {promoted.because}")
    here = company.find(model)
    excused = here is None or here.remote or company.lone() is not None
    return Condition(name, excused, f"{told}; {part.model.name} plays it: {part.why}")


def isolated(made: Analyst, sample: Scenario) -> Condition:
    """A whole trial, by a scripted model, and what it left: no packet, no setting, nobody thrown out of memory."""
    resident = Resident("somebody's", "theirs", context_tokens=4096)
    models = (Installed(MODEL, "fake-digest", context_tokens=4096), Installed("somebody's", "theirs"))
    backend = FakeBackend(models=models, loaded=(resident, *FakeBackend().loaded))
    loaded = backend.loaded
    with tempfile.TemporaryDirectory() as folder, _folders_in(folder):
        asked = asyncio.run(_asked_once(backend, made, sample))
        changed = sorted(file.name for file in Path(folder).rglob("*") if file.is_file() and file.name != LEASE)
    gone = [one.name for one in loaded if one not in backend.loaded]
    holds = asked > 0 and not changed and not gone and not backend.warmed
    evidence = f"a trial of {asked} ask left {len(changed)} files and {len(gone)} models unloaded"
    return Condition(
        "isolated trials", holds, evidence + (f": {', '.join([*changed, *gone][:3])}" if not holds else "")
    )


async def _asked_once(backend: FakeBackend, made: Analyst, sample: Scenario) -> int:
    one = _booth(backend, made, Role.REFINE)
    try:
        await one.ask(sample, 5.0)
    finally:
        await one.close()
    return len(backend.asked)


def _booth(backend: FakeBackend, made: Analyst, role: Role) -> Booth:
    model = backend.models[0]
    return booth(FAKE, backend, player_of(role, model, facts_of(model), "on trial"), made, Clock(scripted=True), [])


class _trial:
    """Lanes over a scripted model, with the sample's file open."""

    def __init__(self, backend: FakeBackend, made: Analyst, role: Role, sample: Scenario) -> None:
        self.booth = _booth(backend, made, role)
        self.booth.sources[f"file://{sample.path}"] = source_of(sample)

    async def __aenter__(self) -> tuple[Lanes, TrialShelf]:
        return self.booth.lanes, self.booth.shelf

    async def __aexit__(self, *raised: object) -> None:
        await self.booth.close()


async def _attempt(lanes: Lanes, view: View, limit_s: float) -> Held | MissReason | None:
    if await lanes.crew.ready() is None:
        return None
    await asyncio.to_thread(lanes.packets.bring, view)
    subject = lanes.packets.subject(view, view.advisories[0])
    return await lanes.realtime.attempt(view, subject, at_s=now_s() + limit_s)


@contextmanager
def _folders_in(folder: str) -> Iterator[None]:
    """Whatever production would keep is kept there: what other windows write meanwhile is not taken for the trial's."""
    before = {name: os.environ.get(name) for name in (DATA_VARIABLE, CACHE_VARIABLE)}
    os.environ.update({name: str(Path(folder) / name) for name in before})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
