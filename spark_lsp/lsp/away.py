"""Notices that a person has gone, and has a heavy model work on the open files until they are back."""

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from spark_lsp.core.text import Position
from spark_lsp.engine.deadline import by, now_s, watched
from spark_lsp.lsp.looking import view_of

if TYPE_CHECKING:
    from spark_lsp.engine.heavy import Heavy
    from spark_lsp.engine.questions import View
    from spark_lsp.lsp.server import SparkServer

DOINGS = frozenset(
    {
        types.TEXT_DOCUMENT_DID_OPEN,
        types.TEXT_DOCUMENT_DID_CHANGE,
        types.TEXT_DOCUMENT_DID_SAVE,
        types.TEXT_DOCUMENT_DID_CLOSE,
        types.TEXT_DOCUMENT_HOVER,
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.TEXT_DOCUMENT_DEFINITION,
        types.TEXT_DOCUMENT_REFERENCES,
        types.TEXT_DOCUMENT_SELECTION_RANGE,
        types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT,
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        types.TEXT_DOCUMENT_COMPLETION,
        types.WORKSPACE_EXECUTE_COMMAND,
        "spark/cursor",
    }
)
"""What a client sends because a person did something; the rest (pulls, status) comes by itself."""

CHECK_S = 15.0
"""How often it is looked whether the person has gone, seconds; less often than it can matter."""

SOON_S = 1.0
"""The same where a person set no minutes at all, seconds."""

TOLD_S = 5.0
"""Other windows are told of what a person does here at most so often, seconds."""

AGAIN_S = 600.0
"""After something was in the way it is tried again this much later, seconds."""

CLOSE_S = 5.0
"""Longest that a round may take to end, seconds; a server that hangs keeps nobody."""

VIEWS_MAX = 200
"""Units that one absence is enough for."""


class Away:
    """Of one connection; nothing of it is loaded where no heavy model is set."""

    def __init__(self, server: "SparkServer") -> None:
        self._server = server
        self._on = False
        self._heavy: Heavy | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._heard_s = time.monotonic()
        self._told_s = 0.0
        self._rests_until_s = 0.0
        self._said = ""
        self._nothing: set[str] = set()
        """Units of which the heavy model had nothing to say."""

    def heard(self, method: object) -> None:
        """A message came. What runs for an absence ends with it, where a person sent it."""
        if not self._on or method not in DOINGS:
            return
        self._heard_s = time.monotonic()
        if self._rests_until_s == float("inf"):  # all was made; now there may be more
            self._rests_until_s = 0.0
        if self._heavy is not None:
            self._heavy.give_way()
        lanes = self._server.here.lanes
        if lanes is not None and self._heard_s - self._told_s >= TOLD_S:
            self._told_s = self._heard_s
            asyncio.get_running_loop().run_in_executor(None, lanes.presence.stirred)

    def begin(self) -> None:
        """There are lanes: absences are used from now on, where a heavy model is set."""
        self._on = bool(self._server.here.settings.heavy.model)
        self._heard_s = time.monotonic()
        self._arm()

    async def close(self) -> None:
        """No more; what runs has ended, and the working models are back."""
        self._on = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._heavy is not None:
            self._heavy.give_way()
        if self._task is not None:
            await by(now_s() + CLOSE_S, asyncio.ensure_future(asyncio.wait({self._task})))

    def _arm(self) -> None:
        if self._on:
            minutes = self._server.here.settings.heavy.after_minutes
            self._timer = asyncio.get_running_loop().call_later(CHECK_S if minutes else SOON_S, self._check)

    def _check(self) -> None:
        self._arm()
        session = self._server.here
        after_s = max(60.0 * session.settings.heavy.after_minutes, 2 * SOON_S)
        at_s = time.monotonic()
        busy = self._task is not None and not self._task.done()
        if busy or session.paused or session.lanes is None or at_s < self._rests_until_s:
            return
        if at_s - self._heard_s >= after_s:
            self._task = asyncio.get_running_loop().create_task(self._work(after_s))
            watched(self._task, self._server.notices.log)

    async def _work(self, after_s: float) -> None:
        session = self._server.here
        lanes = session.lanes
        if lanes is None or await asyncio.to_thread(lanes.presence.since_stir_s) < after_s:
            return
        from spark_lsp.engine.heavy import Heavy
        from spark_lsp.engine.room import Room
        from spark_lsp.gpu import memory_now

        heavy = self._heavy = Heavy(lanes, session.settings.heavy.model, Room(lanes.crew, memory_now), away=True)
        try:
            heard_s = self._heard_s
            views = [one for one in self._views() if one.unit.key not in self._nothing]
            missing = (await heavy.missing(views))[:VIEWS_MAX]
            if heard_s != self._heard_s:
                return
            done = await heavy.round(missing) if missing else None
        finally:
            self._heavy = None
        tried = missing[: len(missing) - len(done.left)] if done is not None else []
        self._nothing |= {one.unit.key for one in tried}
        if done is not None and done.trouble and done.trouble != self._said:
            self._said = done.trouble
            self._server.notices.log(f"nothing is refined while you are away: {done.trouble}")
        if done is None or not done.gave_way:
            in_the_way = done is not None and done.trouble
            self._rests_until_s = time.monotonic() + AGAIN_S if in_the_way else float("inf")

    def _views(self) -> "list[View]":
        """The units with advice of all open files, as they stand."""
        session = self._server.here
        found: list[View] = []
        for key, file in session.engine.files.items():
            document = session.document(key)
            for unit_key, unit in list(file.advised.items()) if document is not None else ():
                line = file.drift.present_line(unit.name_span.start.line)
                told = session.engine.told_at(key, Position(line, unit.name_span.start.column))
                view = view_of(session, key, told) if told is not None and told.key == unit_key else None
                if view is not None and view.advisories:
                    found.append(view)
        return found
