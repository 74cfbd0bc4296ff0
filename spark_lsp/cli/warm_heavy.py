"""`spark-lsp warm --heavy MODEL`: a model that is too large to work beside a person, while nobody looks."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from spark_lsp.core.asking import MissReason

if TYPE_CHECKING:
    from spark_lsp.engine.heavy import Heavy
    from spark_lsp.engine.questions import View

QUIET_S = 60.0
"""After a look in some window it goes on when nobody has looked for so long, seconds: a load takes a while."""


@dataclass(slots=True)
class Done:
    """What came of all rounds."""

    made: int = 0
    gave_way: int = 0
    seconds: float = 0.0
    trouble: str = ""
    nothing: Counter[MissReason] = field(default_factory=Counter)


async def refined(
    heavy: "Heavy",
    views: "Sequence[View]",
    done: Callable[[], None],
    say: Callable[[str], None],
    *,
    quiet_s: float = QUIET_S,
) -> Done:
    """Goes on after each look, until all are made or something is in the way."""
    told, left = Done(), list(views)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    while left:
        once = await heavy.round(left, done)
        told.made += once.made
        told.nothing.update(once.came_to_nothing)
        left = list(once.left)
        if once.trouble:
            told.trouble = once.trouble
            break
        if left and once.gave_way:
            told.gave_way += 1
            say(f"{heavy.name} gave way to a person; it goes on when nobody has looked for {quiet_s:.0f} s")
            await _quiet(heavy, quiet_s)
    told.seconds = loop.time() - began_s
    return told


async def _quiet(heavy: "Heavy", quiet_s: float) -> None:
    while True:
        since_s = await asyncio.to_thread(heavy.lanes.presence.since_look_s)
        if since_s >= quiet_s:
            # nobody looked: somebody's job had the turn
            await asyncio.sleep(0.0 if since_s < float("inf") else min(quiet_s, 2.0))
            break
        await asyncio.sleep(quiet_s - since_s)


def print_done(told: Done, *, model: str, missing: int, as_json: bool) -> int:
    """Prints what came of it; the exit code."""
    nothing = {reason.value: count for reason, count in told.nothing.items()}
    if as_json:
        figures = {"model": model, "missing": missing, "made": told.made, "gaveWay": told.gave_way}
        rest = {"cameToNothing": nothing, "seconds": round(told.seconds, 3), "trouble": told.trouble}
        print(json.dumps({**figures, **rest}))
    else:
        rest_told = ", ".join(f"{count} came to nothing ({reason})" for reason, count in nothing.items())
        print(f"{told.made} of {missing} packets by {model}" + (f"; {rest_told}" if rest_told else ""))
        if told.trouble:
            print(f"spark-lsp: {told.trouble}", file=sys.stderr)
    return int(bool(told.trouble))
