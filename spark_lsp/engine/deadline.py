"""The only place where a wait for a model is cut short."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Late:
    """What was waited for is not there; it goes on."""


async def by(at_s: float, work: "asyncio.Future[T]") -> "T | Late":
    """The result of `work` where it is there at `at_s` (of the loop's clock), else Late at that time. The work is
    neither cancelled nor awaited past it: a task that is slow to end cannot make anybody late. Raises what the work
    raised."""
    left_s = at_s - asyncio.get_running_loop().time()
    if not work.done() and left_s > 0:
        await asyncio.wait({work}, timeout=left_s)
    return work.result() if work.done() else Late()


async def at_most(wait_s: float, event: asyncio.Event) -> None:
    """Waits for an event, for so many seconds at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s):
            await event.wait()


def now_s() -> float:
    """The loop's clock, which deadlines are told in, seconds."""
    return asyncio.get_running_loop().time()


def forget(work: "asyncio.Future[Any]") -> None:
    """Ends work that nobody waits for any more, and takes what it raises."""
    work.cancel()
    work.add_done_callback(_taken)


def watched(work: "asyncio.Future[Any]", log: Callable[[str], None]) -> None:
    """Has a defect in work that nobody waits for logged by its kind alone: its text may hold a person's code."""

    def ended(work: "asyncio.Future[Any]") -> None:
        if not work.cancelled() and (error := work.exception()) is not None:
            log(f"internal error in the model lanes: {type(error).__name__}")

    work.add_done_callback(ended)


def _taken(work: "asyncio.Future[Any]") -> None:
    if not work.cancelled():
        work.exception()
