"""The model lanes as a connection uses them: made when the settings ask for them, and what they tell the client."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from spark_lsp.core.advisory import Advisory, Worded
from spark_lsp.core.asking import MissReason
from spark_lsp.core.foreign import as_advisory
from spark_lsp.core.text import Position
from spark_lsp.engine.deadline import by, now_s
from spark_lsp.engine.engine import Engine
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.commands import emit_json, show_advisory
from spark_lsp.lsp.doings import begin_prefetch, end_prefetch
from spark_lsp.lsp.looking import diagnostic_at, look_again, view_of
from spark_lsp.lsp.misses import OUTCOMES
from spark_lsp.lsp.render import full_markdown
from spark_lsp.settings import BackendKind, Settings

if TYPE_CHECKING:
    from spark_lsp.engine.lanes import Lanes, Upgrade
    from spark_lsp.engine.questions import View
    from spark_lsp.lsp.server import SparkServer

MakeLanes = Callable[[Settings, Engine, Sequence[str], Callable[[str], None]], Awaitable["Lanes | None"]]
"""(settings, engine, workspace folders, log) → the lanes: their store opened, no model server asked yet; None where
there is no model server to ask."""

SEEK_S = 20.0
"""A model server that was not there is looked for again no sooner than this, seconds."""

REFINE_HERE_S = 120.0
"""Longest that a person who asked for a refined packet waits for it, seconds; the job goes on."""

LEAVE_S = 0.5
"""Longest that the end waits for the disk, seconds."""

PROGRESS_WAIT_S = 2.0
"""Longest that a client may take to agree to a progress bar, seconds."""


class Modelling:
    """Of one connection."""

    def __init__(self, server: "SparkServer", make: MakeLanes) -> None:
        self._server = server
        self._make = make
        self._made_for: object = None
        self._lock = asyncio.Lock()
        self._tokens = 0
        self._sought_s = 0.0

    async def settings_changed(self) -> None:
        """Makes the lanes, or makes them anew, where the settings say so."""
        session = self._server.here
        settings = session.settings
        wanted = (
            settings.backend,
            settings.roles,
            settings.exclude,
            settings.prefetch,
            settings.retrieval,
            settings.heavy,
        )
        async with self._lock:
            if wanted == self._made_for:
                return
            self._made_for = wanted
            await self.close()
            session.absent = False
            session.seek = self._seek
            if settings.backend.kind is not BackendKind.NONE:
                await self._begin_lanes()

    def _seek(self) -> None:
        if self._server.here.absent and now_s() - self._sought_s >= SEEK_S:
            self._sought_s = now_s()
            self._server.in_background(self._sought())

    async def _sought(self) -> None:
        """A model server that was not there may have been started just now."""
        async with self._lock:
            if self._server.here.absent:
                await self._begin_lanes()

    async def _begin_lanes(self) -> None:
        session = self._server.here
        lanes = await self._make(session.settings, session.engine, session.folders, self._server.notices.log)
        self._sought_s = now_s()
        session.absent = lanes is None
        if lanes is not None:
            lanes.on_upgrade = self.upgraded
            session.lanes = lanes
            if session.settings.prefetch.enabled and not session.paused:
                begin_prefetch(session, lanes, self._server.in_background)
            self._server.away.begin()
            lanes.crew.on_changed = self._server.standing.changed
            look_again(session)
        self._server.standing.changed()

    async def close(self) -> None:
        """Ends the lanes."""
        await self._server.away.close()
        await end_prefetch(self._server.here)
        lanes, self._server.here.lanes = self._server.here.lanes, None
        if lanes is not None:
            await lanes.close()

    async def leave(self) -> None:
        """The process is about to end: what was learned is written down, and no more than that."""
        prefetcher = self._server.session.prefetcher if self._server.session is not None else None
        if prefetcher is not None:
            await by(now_s() + LEAVE_S, asyncio.ensure_future(prefetcher.close()))
        await by(now_s() + LEAVE_S, asyncio.ensure_future(self._server.away.close()))

    def analysed(self, key: str) -> None:
        """A file was analysed: jobs for what it no longer holds end, and what is known of it is brought at hand."""
        session = self._server.here
        file = session.engine.files.get(key)
        if session.lanes is None or (file is not None and file.analysis is None):
            return
        units = file.analysis.units if file is not None and file.analysis is not None else ()
        session.lanes.refinery.units_are(key, [unit.key for unit in units])
        if session.doings is not None:
            session.doings.analysed(key)

    def upgraded(self, upgrade: "Upgrade") -> None:
        """Better words are there: clients that update in place are told, where the person looked last, or is."""
        session = self._server.here
        document = session.documents.get(upgrade.uri)
        if not session.client.shows_advisories or document is None:
            return
        looked, at = session.looks.get(upgrade.uri), session.cursor
        is_here = at is not None and session.key(at[0]) == upgrade.uri
        here = Position(at[1], 0) if at is not None and is_here else None
        for place in (looked, here):
            told = session.engine.told_at(upgrade.uri, place) if place is not None else None
            if told is None or told.key != upgrade.unit_key:
                continue
            emit = emit_json(session, document.uri, document, told)
            if emit is not None:
                params = {"uri": document.uri, "version": document.version, "emit": emit, "inTime": upgrade.in_time}
                self._server.protocol.tell("spark/advisory", params)
            return

    # -- commands

    async def refine_here(self, uri: str, at: JSON) -> Any:
        """`spark.refineHere`: has the advice at a place refined now; `{"markdown", "emit"}` as `spark.showAdvisory`."""
        session = self._server.here
        await self._sought()
        document = session.document(uri)
        if document is None:
            return None
        place = document.position(at["line"], at["character"])
        told = session.engine.told_at(session.key(uri), place)
        view = view_of(session, uri, told) if told is not None else None
        here = [a for a in view.advisories if a.span.start.line <= place.line <= a.span.end.line] if view else []
        subject = here[0] if here else next(iter(view.advisories), None) if view else None
        outcome = await self._refined(view, subject)
        return self._shown(uri, at, outcome)

    async def explain(self, uri: str, at: JSON) -> Any:
        """`spark.explain`: the same for what another server says of a line."""
        session = self._server.here
        await self._sought()
        document = session.document(uri)
        if document is None:
            return None
        place = document.position(at["line"], at["character"])
        said = diagnostic_at(session, uri, place.line)
        told = session.engine.told_at(session.key(uri), place)
        view = view_of(session, uri, told) if told is not None else None
        if said is None:
            return self._shown(uri, at, None)
        advisory = as_advisory(said, place)
        outcome = await self._refined(view, advisory)
        words = [] if view is None or session.lanes is None else session.lanes.worded(view, [advisory])
        return self._shown(uri, at, outcome, first=words)

    async def _refined(self, view: "View | None", advisory: Advisory | None) -> str:
        session = self._server.here
        lanes = session.lanes
        if lanes is None and session.settings.backend.kind is not BackendKind.NONE:
            return OUTCOMES[MissReason.DOWN]
        if lanes is None:
            return "no model server is set; set `backend.kind` to `ollama` in your own settings"
        if view is None:
            return "this code is still being analysed; try again"
        token = await self._begin(view.path)
        try:
            outcome = await lanes.refine_here(view, advisory, limit_s=REFINE_HERE_S)
        finally:
            self._end(token)
        return "" if outcome is None else OUTCOMES.get(outcome, f"the model gave nothing ({outcome.value})")

    def _shown(self, uri: str, at: JSON, outcome: str | None, *, first: Sequence[Worded] = ()) -> Any:
        """What the command gives: all that is known of the place, and why there is no more, where there is none."""
        session = self._server.here
        found = show_advisory(session, uri, at)
        if found is None:
            return None
        parts = [full_markdown([one.advisory], None, one.lane, complete=True, lineage=one.lineage) for one in first]
        parts.append(found["markdown"])
        if outcome:
            parts.append(f"No refined advice: {outcome}.")
        found["markdown"] = "\n\n".join(parts)
        self._server.notices.show(found["markdown"])
        return found

    async def _begin(self, path: str) -> str:
        """Shows progress, where the client can; its token."""
        if not self._server.here.client.progress:
            return ""
        self._tokens += 1
        token = f"spark-refine-{self._tokens}"
        progress = self._server.work_done_progress
        try:
            await by(now_s() + PROGRESS_WAIT_S, asyncio.ensure_future(progress.create_async(token)))
        except JsonRpcException:
            return ""  # the client will not show any
        name = path.replace("\\", "/").rpartition("/")[2]
        if token in progress.tokens:
            progress.begin(token, types.WorkDoneProgressBegin(title=f"Spark: refining advice on {name}"))
        return token

    def _end(self, token: str) -> None:
        if token in self._server.work_done_progress.tokens:
            self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())


def add_model_commands(server: "SparkServer") -> None:
    """Makes the commands that wait for a model known to pygls."""
    for name, run in (("spark.refineHere", server.modelling.refine_here), ("spark.explain", server.modelling.explain)):
        _add(server, name, run)


def _add(server: "SparkServer", name: str, run: Callable[..., Awaitable[Any]]) -> None:
    @server.command(name)
    async def command(ls: LanguageServer, *arguments: Any) -> Any:
        try:
            return await run(*arguments)
        except (KeyError, TypeError, AttributeError) as error:
            raise JsonRpcInvalidParams(f"{name}: arguments of the wrong shape") from error
