"""Where the cursor rests: the sign that a look may follow."""

import asyncio

from spark_lsp.lsp.looking import view_of
from spark_lsp.lsp.session import Session

DWELL_S = 0.5
"""A cursor that is still this long rests, seconds."""


class Resting:
    """Of one connection. While nothing is to be done ahead of time, it costs a comparison a move."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._timer: asyncio.TimerHandle | None = None

    def moved(self, uri: str, line: int, character: int) -> None:
        """The cursor is here now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        session = self._session
        if session.lanes is not None and session.settings.prefetch.enabled and not session.paused:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(DWELL_S, self._rested, uri, line, character)

    def _rested(self, uri: str, line: int, character: int) -> None:
        session = self._session
        document = session.document(uri)
        if document is None or session.lanes is None or session.paused:
            return
        place = document.position(line, character)
        told = session.engine.told_at(session.key(uri), place)
        view = view_of(session, uri, told) if told is not None else None
        if view is None or not view.advisories:
            session.lanes.prefill.leaves()
            return
        on_line = (a for a in view.advisories if a.span.start.line <= place.line <= a.span.end.line)
        session.lanes.rests(view, next(on_line, view.advisories[0]))
