"""In one word what the models are up to, for a status line."""

from typing import TYPE_CHECKING

from spark_lsp.core.role import Role
from spark_lsp.core.status import ModelsState
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.session import Session

if TYPE_CHECKING:
    from spark_lsp.lsp.server import SparkServer

NOBODY = "nobody listens at its address; `spark-lsp doctor` says what to do"


class Standing:
    """Tells a client that shows it, each time it changes; of one connection."""

    def __init__(self, server: "SparkServer") -> None:
        self._server = server
        self._told: JSON | None = None

    def changed(self) -> None:
        """It may have."""
        session = self._server.session
        if session is None or not session.client.shows_standing:
            return
        now = standing(session)
        if now != self._told:
            self._told = now
            self._server.protocol.tell("spark/standing", now)


def standing(session: Session) -> JSON:
    """ModelsStatus as JSON."""
    state, why = _standing(session)
    return {"state": state.value, "why": why}


def _standing(session: Session) -> tuple[ModelsState, str]:
    if session.paused:
        return ModelsState.PAUSED, "as you said"
    if session.lanes is None:
        return ModelsState.PROGRAMMATIC, NOBODY if session.absent else ""
    crew, refinery = session.lanes.crew, session.lanes.refinery
    if crew.trouble or not crew.looked:
        return ModelsState.PROGRAMMATIC, crew.trouble
    if crew.is_warming():
        return ModelsState.WARMING, ""
    if refinery.machine.running is not None:
        return ModelsState.REFINING, ""
    from spark_lsp.core.casting import Vacant

    for role in (Role.REALTIME, Role.REFINE):
        part = crew.parts.get(role)
        if isinstance(part, Vacant):
            return ModelsState.MISSING, part.message
    if refinery.resting:
        return ModelsState.PAUSED, refinery.resting
    return ModelsState.READY, ""
