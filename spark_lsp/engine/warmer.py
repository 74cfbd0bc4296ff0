"""Fills the store for code that nobody has open: one packet a unit, when a person asks for it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from spark_lsp.core.asking import MissReason
from spark_lsp.core.role import Role
from spark_lsp.engine.deadline import now_s
from spark_lsp.engine.lanes import Lanes
from spark_lsp.engine.questions import View
from spark_lsp.engine.refinery import LIMIT_S

WAIT_S = 2.0
"""Between two tries while another window has the model, seconds."""

HOPELESS = frozenset({MissReason.DOWN, MissReason.NOT_PULLED, MissReason.NOT_LOADED})
"""Nothing else can be made either."""


@dataclass(slots=True)
class Warmed:
    """What came of it."""

    made: int = 0
    seconds: float = 0.0
    came_to_nothing: Counter[MissReason] = field(default_factory=Counter)
    stopped: MissReason | None = None
    """Why the rest was not tried."""


async def missing(lanes: Lanes, views: Sequence[View]) -> list[View]:
    """Those of them without a refined packet for their best advice, and which a model may be shown. Asks the server
    what it has; none where nobody plays the role."""
    await lanes.crew.ready()
    if lanes.crew.player(Role.REFINE) is None:
        return []
    shown = [view for view in views if lanes.private(view.path) is None]
    await lanes.bring(shown)
    packets = lanes.packets
    return [view for view in shown if not packets.is_settled(view, packets.subject(view, view.advisories[0]))]


async def warm(
    lanes: Lanes,
    views: Sequence[View],
    done: Callable[[], None],
    *,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Warmed:
    """Makes each one's packet, in this order; `done` hears each. Waits while another window has the model."""
    warmed = Warmed()
    began_s = now_s()
    for view in views:
        outcome = await _one(lanes, view, pause)
        warmed.seconds = now_s() - began_s
        if outcome in HOPELESS:
            warmed.stopped = outcome
            break
        if outcome is None:
            warmed.made += 1
        else:
            warmed.came_to_nothing[outcome] += 1
        done()
    return warmed


async def _one(lanes: Lanes, view: View, pause: Callable[[float], Awaitable[None]]) -> MissReason | None:
    while True:
        outcome = await lanes.refine_here(view, view.advisories[0], limit_s=LIMIT_S)
        if outcome is not MissReason.BUSY:
            return outcome
        await pause(WAIT_S)
