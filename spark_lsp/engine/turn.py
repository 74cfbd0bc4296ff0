"""Whose turn it is to have something generated in the background: one editor window of this machine at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from spark_lsp.engine.deadline import now_s

WAIT_S = 30.0
"""Longest that a job waits for another window's, seconds; it is wanted again at the next look."""

POLL_S = 0.1
"""How often a holder looks whether a person in another window waits, seconds."""

RING_S = 1.0
"""How often a person who goes on waiting is told of, seconds."""

AWAY_S = 2.0
"""How long a person in another window is left alone after they were last seen waiting, seconds."""


class Lease(Protocol):
    """A lock between processes, which the system frees when its holder dies. All methods may touch the disk, none
    waits, and none raises."""

    def take(self) -> bool:
        """Whether it is now ours; it is not while a person in another process waits."""
        ...

    def release(self) -> None:
        """It is ours no more."""
        ...

    def interrupt(self) -> None:
        """Tells whoever holds it that a person waits."""
        ...

    def interrupted(self) -> bool:
        """Whether a person in another process waits, since it was taken."""
        ...


@dataclass(slots=True)
class Turn:
    """One process's use of the lease."""

    lease: Lease
    _waiting: int = 0
    _ringing: "asyncio.Task[None] | None" = None

    def person_came(self) -> None:
        """A person here waits for a model: nothing is begun in another window as long as they do."""
        self._waiting += 1
        if self._ringing is None:
            self._ringing = asyncio.get_running_loop().create_task(self._ring())

    def person_left(self) -> None:
        """They do no more."""
        self._waiting = max(0, self._waiting - 1)
        if not self._waiting and self._ringing is not None:
            self._ringing.cancel()
            self._ringing = None

    def is_waited_for(self) -> bool:
        """Whether a person here waits for a model now."""
        return self._waiting > 0

    async def _ring(self) -> None:
        while True:
            await asyncio.to_thread(self.lease.interrupt)
            await asyncio.sleep(RING_S)

    @asynccontextmanager
    async def taken(self, came: Callable[[], None], left: Callable[[], None]) -> AsyncIterator[bool]:
        """Inside, the lease is ours where the value is true. `came` is called when a person in another window waits;
        it is to end what runs. `left` is called a while after."""
        mine = await self._take()
        watch = asyncio.get_running_loop().create_task(self._watch(came, left)) if mine else None
        try:
            yield mine
        finally:
            if watch is not None:
                watch.cancel()
                # not awaited in a thread: a cancelled job must not go on holding it
                self.lease.release()

    async def nobody_waits(self) -> None:
        """Comes back when no person in another window waits, just before something is begun. Where one does, `came`
        ends the job meanwhile."""
        while True:
            if not await asyncio.to_thread(self.lease.interrupted):
                break
            await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        """Gives it back."""
        if self._ringing is not None:
            self._ringing.cancel()
        self.lease.release()

    async def _take(self) -> bool:
        end_s = now_s() + WAIT_S
        while now_s() < end_s:
            if await asyncio.to_thread(self.lease.take):
                return True
            await asyncio.sleep(5 * POLL_S)
        return False

    async def _watch(self, came: Callable[[], None], left: Callable[[], None]) -> None:
        while True:
            if await asyncio.to_thread(self.lease.interrupted):
                break
            await asyncio.sleep(POLL_S)
        came()
        asyncio.get_running_loop().call_later(AWAY_S, left)
