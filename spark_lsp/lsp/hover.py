"""textDocument/hover: a look-up, never a wait."""

import asyncio
from typing import Any

from spark_lsp.core.advisory import Lane
from spark_lsp.core.text import Position, Span
from spark_lsp.engine.tracked import Told, lies_on
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.render import as_plain, hover_markdown, nothing_markdown
from spark_lsp.lsp.session import Session

FIRST_WAIT_S = 0.3
"""Longest that the very first hovers wait, seconds, until the analysis under way is here or the analyzers are loaded
into this process too."""


def hover_soon(session: Session, params: JSON) -> "JSON | asyncio.Task[JSON | None] | None":
    """`hover`, at once but for the first moments after the start."""
    key = session.key(params["textDocument"]["uri"])
    if session.engine.is_cold(key):
        return asyncio.get_running_loop().create_task(_first_hover(session, key, params))
    return hover(session, params)


async def _first_hover(session: Session, key: str, params: JSON) -> JSON | None:
    await session.engine.first_answer(key, FIRST_WAIT_S)
    return hover(session, params)


def hover(session: Session, params: JSON) -> JSON | None:
    """The Hover for HoverParams, both as JSON; None where there is nothing to say, so that other servers' hovers stay
    clean. Raises KeyError or TypeError for params of another shape."""
    uri, at = params["textDocument"]["uri"], params["position"]
    line, character = at["line"], at["character"]
    document = session.document(uri)
    if document is None:
        return None
    position = document.position(line, character)
    told = session.engine.told_at(session.key(uri), position)
    if told is None:
        return None
    span = lies_on(told, position)
    if span is not None and told.advisories:
        here = [advisory for advisory in told.advisories if advisory.span.contains(position)]
        text = hover_markdown(here or told.advisories, Lane.PROGRAMMATIC, complete=told.whole)
    elif session.settings.hover.always:
        text, span = _always(told, position)
    else:
        return None
    return {"contents": _markup(session, text), "range": session.range(document, span)} if span else {
        "contents": _markup(session, text)
    }  # fmt: skip


def _always(told: Told, position: Position) -> tuple[str, Span | None]:
    if told.advisories:
        return hover_markdown(told.advisories, Lane.PROGRAMMATIC, complete=told.whole), None
    return nothing_markdown(told.unit, Lane.PROGRAMMATIC, complete=told.whole), None


def _markup(session: Session, text: str) -> Any:
    if session.client.markdown:
        return {"kind": "markdown", "value": text}
    return {"kind": "plaintext", "value": as_plain(text)}
