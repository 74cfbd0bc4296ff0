"""What goes the short way: the messages of every key and look, our own methods, and what tells where a person is."""

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from spark_lsp.lsp import commands, sync
from spark_lsp.lsp.capabilities import JSON, dig
from spark_lsp.lsp.code_action import code_actions, resolved
from spark_lsp.lsp.hover import hover_soon
from spark_lsp.lsp.resting import Resting
from spark_lsp.lsp.session import Session
from spark_lsp.lsp.status import status

PLACED = (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, types.TEXT_DOCUMENT_SIGNATURE_HELP)
"""Asked where the cursor is. Like those below we do not offer them, so that nobody waits for us; a client, or a program
between it and us, that sends them to all is told nothing, and we know where the person is."""

LEADING = (types.TEXT_DOCUMENT_DEFINITION, types.TEXT_DOCUMENT_REFERENCES, types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
"""Asked to go elsewhere."""

NOWHERE = {"line": 0, "character": 0}


def hot(session: Session) -> dict[str, Callable[[JSON], Any]]:
    """Method → what answers it. A handler raises KeyError or TypeError for params of another shape."""
    resting = Resting(session)
    ours = session.client.shows_advisories

    def is_at(uri: str, at: JSON) -> None:
        if session.doings is not None:
            session.doings.moved(uri, at["line"], at["character"])

    def cursor(params: JSON) -> None:
        uri, at = params["textDocument"]["uri"], params["position"]
        session.cursor = (uri, at["line"])
        resting.moved(uri, at["line"], at["character"])
        is_at(uri, at)

    def hover(params: JSON) -> Any:
        if not ours:  # ours tell the cursor, and a hover may be the mouse's
            is_at(params["textDocument"]["uri"], params["position"])
        return hover_soon(session, params)

    def actions(params: JSON) -> Any:
        if not ours:
            is_at(params["textDocument"]["uri"], params["range"]["start"])
        return code_actions(session, params)

    def selection(params: JSON) -> None:
        for at in params["positions"][:1]:
            is_at(params["textDocument"]["uri"], at)

    def diagnostics(params: JSON) -> None:
        uri = params["textDocument"]["uri"]
        before = {(one.source, one.code, one.message) for one in session.foreign.get(session.key(uri), ())}
        session.set_foreign(uri, params["diagnostics"])
        session.forwarded.add(session.key(uri))
        session.engine.on_analysed(session.key(uri))
        now = session.foreign.get(session.key(uri), ())
        if session.doings is not None:
            session.doings.diagnosed(
                uri, {one.first_line for one in now if (one.source, one.code, one.message) not in before}
            )

    def feedback(params: JSON) -> None:
        session.feedback[str(params["action"])] = session.feedback.get(str(params["action"]), 0) + 1

    def placed(params: JSON) -> None:
        is_at(params["textDocument"]["uri"], params["position"])

    def leading(method: str) -> Callable[[JSON], None]:
        def announced(params: JSON) -> None:
            at = params.get("position", NOWHERE)
            if session.doings is not None:
                session.doings.announced(method, params["textDocument"]["uri"], at["line"], at["character"])

        return announced

    return {
        types.TEXT_DOCUMENT_HOVER: hover,
        types.TEXT_DOCUMENT_CODE_ACTION: actions,
        types.CODE_ACTION_RESOLVE: lambda params: resolved(session, params),
        types.TEXT_DOCUMENT_DID_CHANGE: lambda params: sync.changed(session, params),
        types.TEXT_DOCUMENT_SELECTION_RANGE: selection,
        **dict.fromkeys(PLACED, placed),
        **{method: leading(method) for method in LEADING},
        "spark/cursor": cursor,
        "spark/diagnostics": diagnostics,
        "spark/feedback": feedback,
        "spark/status": lambda params: status(session, digests=dig(params, "digests") is True),
        "spark/packet": lambda params: commands.packet(session, params["textDocument"]["uri"], params["position"]),
    }
