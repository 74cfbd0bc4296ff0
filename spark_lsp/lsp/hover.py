"""textDocument/hover: a look-up, and a wait only where a person set one."""

import asyncio
from typing import Any

from spark_lsp.core.advisory import Advisory, Lane
from spark_lsp.core.text import Position, Span
from spark_lsp.engine.deadline import by, now_s
from spark_lsp.engine.tracked import Told, lies_on
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.looking import in_best_words, looked, view_of
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
    if session.lanes is not None and session.settings.realtime.wait_s > 0:
        return asyncio.get_running_loop().create_task(_patient_hover(session, params))
    return hover(session, params)


async def _first_hover(session: Session, key: str, params: JSON) -> JSON | None:
    await session.engine.first_answer(key, FIRST_WAIT_S)
    return hover(session, params)


async def _patient_hover(session: Session, params: JSON) -> JSON | None:
    """The hover of a person who set `realtime.waitMs`: it waits for a model, up to that."""
    found = _found(session, params)
    if found is not None and found[2]:
        _, told, here = found
        task = looked(session, view_of(session, params["textDocument"]["uri"], told), here[0])
        if task is not None:
            await by(now_s() + session.settings.realtime.wait_s, task)
    return hover(session, params)


def hover(session: Session, params: JSON) -> JSON | None:
    """The Hover for HoverParams, both as JSON; None where there is nothing to say, so that other servers' hovers stay
    clean. Raises KeyError or TypeError for params of another shape."""
    found = _found(session, params)
    if found is None:
        return None
    position, told, here = found
    uri = params["textDocument"]["uri"]
    document = session.documents[session.key(uri)]
    span = lies_on(told, position)
    if here:
        view = view_of(session, uri, told)
        first, *rest = in_best_words(session, told, view, here)
        looked(session, view, here[0])
        if session.lanes is None:
            session.early = uri, here[0].span.start, now_s()
        text = hover_markdown(
            [first.advisory, *(one.advisory for one in rest)],
            first.lane,
            complete=told.whole,
            lineage=first.lineage,
            refining=session.lanes is not None and session.lanes.refines(told.key),
        )
    elif session.settings.hover.always:
        text, span = _always(told, position)
    else:
        return None
    return {"contents": _markup(session, text), "range": session.range(document, span)} if span else {
        "contents": _markup(session, text)
    }  # fmt: skip


def _found(session: Session, params: JSON) -> tuple[Position, Told, tuple[Advisory, ...]] | None:
    """The place, what is told of it, and the advice that a hover there speaks of; None for a file that is not open."""
    uri, at = params["textDocument"]["uri"], params["position"]
    line, character = at["line"], at["character"]
    document = session.document(uri)
    told = None
    if document is not None:
        position = document.position(line, character)
        told = session.engine.told_at(session.key(uri), position)
    if told is None:
        return None
    if lies_on(told, position) is None:
        return position, told, ()
    return position, told, tuple(a for a in told.advisories if a.span.contains(position)) or told.advisories


def _always(told: Told, position: Position) -> tuple[str, Span | None]:
    if told.advisories:
        return hover_markdown(told.advisories, Lane.PROGRAMMATIC, complete=told.whole), None
    return nothing_markdown(told.unit, Lane.PROGRAMMATIC, complete=told.whole), None


def _markup(session: Session, text: str) -> Any:
    if session.client.markdown:
        return {"kind": "markdown", "value": text}
    return {"kind": "plaintext", "value": as_plain(text)}
