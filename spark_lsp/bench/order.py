"""What a run is made of, and in which order it is asked."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import blake2b

from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.role import Role


class Profile(StrEnum):
    """How long a reply may take."""

    STRICT = "strict"
    RAISED = "raised"
    ISOLATED = "isolated"

    @property
    def budget_s(self) -> float | None:
        """From when the server has the ask, queue and load apart; None: no time-out but the lane's own."""
        return {Profile.STRICT: 6.0, Profile.RAISED: 14.5, Profile.ISOLATED: None}[self]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run."""

    models: tuple[str, ...]
    roles: tuple[Role, ...]
    scenarios: tuple[Scenario, ...]
    repeats: int = 5
    profile: Profile = Profile.STRICT
    seed: int = 0
    displace: bool = False
    """Whether a model that somebody else had loaded may lose its place; never under `isolated`."""

    @property
    def total(self) -> int:
        """Asks."""
        return len(self.models) * len(self.roles) * len(self.scenarios) * self.repeats


Key = tuple[str, str, int, str]
"""(model, role, repeat, scenario) of one ask."""


@dataclass(frozen=True, slots=True)
class Block:
    """What is asked of one model in one go, so that it is loaded once for it."""

    model: str
    repeat: int
    asks: tuple[tuple[Role, Scenario], ...]


def blocks(plan: Plan) -> Iterator[Block]:
    """All of it, in an order drawn by the seed: repeat by repeat, so that what drifts with time drifts for every
    model. The same plan gives the same order."""
    chance = random.Random(plan.seed)
    for repeat in range(plan.repeats):
        for model in chance.sample(plan.models, len(plan.models)):
            asks = [(role, scenario) for role in plan.roles for scenario in plan.scenarios]
            chance.shuffle(asks)
            yield Block(model, repeat, tuple(asks))


_LIVE = {"put_away", "put_away_families", "dismissed", "live"}
"""What only live scenarios have: without it the set that ships keeps its digest."""


def _as_asked(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return {
        name: value for name, value in pairs if name not in _LIVE or value not in ((), frozenset(), False, _NO_FACT)
    }


_NO_FACT = {"rows": ()}


def set_digest(scenarios: Sequence[Scenario]) -> str:
    """Of all that is asked and expected: results of another set are of other questions."""
    every = sorted(scenarios, key=lambda one: one.name)
    told = json.dumps([asdict(one, dict_factory=_as_asked) for one in every], default=sorted)
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
