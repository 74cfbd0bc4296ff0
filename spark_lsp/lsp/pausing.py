"""Has the models rest where a person says so."""

import asyncio
from typing import TYPE_CHECKING

from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.doings import begin_prefetch, end_prefetch

if TYPE_CHECKING:
    from spark_lsp.lsp.server import SparkServer

PAUSE_MAX_S = 366 * 24 * 3600.0


class Pausing:
    """Of one connection."""

    def __init__(self, server: "SparkServer") -> None:
        self._server = server
        self._ends: asyncio.TimerHandle | None = None

    def pause(self, seconds: float | None = None) -> JSON:
        """`spark.pause`: for so long, or until `spark.resume`. What runs is given up; what is known is still told, and
        what a person asks for in so many words is done. `{"paused": true}`. Raises TypeError for no such time."""
        if seconds is not None and (not isinstance(seconds, int | float) or not 0 < seconds <= PAUSE_MAX_S):
            raise TypeError(seconds)
        session = self._server.here
        self._stop_clock()
        session.paused = True
        self._server.in_background(end_prefetch(session))
        if session.lanes is not None:
            for key in session.documents:
                session.lanes.refinery.units_are(key, ())
            session.lanes.prefill.leaves()
        self._server.standing.changed()
        if seconds is not None:
            self._ends = asyncio.get_running_loop().call_later(seconds, self.resume)
        return {"paused": True}

    def resume(self) -> JSON:
        """`spark.resume`: the rest is over. `{"paused": false}`."""
        session = self._server.here
        self._stop_clock()
        if session.paused:
            session.paused = False
            if session.lanes is not None and session.settings.prefetch.enabled:
                begin_prefetch(session, session.lanes, self._server.in_background)
        self._server.standing.changed()
        return {"paused": False}

    def _stop_clock(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None
