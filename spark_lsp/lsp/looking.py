"""A look at a place, as the model lanes see it: the view of its unit, and its advice in the best words there are."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from spark_lsp.core.advisory import Advisory, Lane, Lineage, Worded
from spark_lsp.core.foreign import Foreign
from spark_lsp.core.synthesis import PROGRAMMATIC_VERSION
from spark_lsp.core.text import Position
from spark_lsp.engine.deadline import now_s
from spark_lsp.engine.tracked import Told
from spark_lsp.lsp.session import Session

if TYPE_CHECKING:
    from spark_lsp.engine.questions import View

EARLY_S = 3.0
"""A look before the lanes were up counts when they are up within this, seconds: a person still looks there."""


def view_of(session: Session, uri: str, told: Told) -> "View | None":
    """The unit that was told of, as it stands now; None where its analysis is still to come, or there are no lanes."""
    if session.lanes is None:
        return None
    key = session.key(uri)
    file, document = session.engine.files.get(key), session.document(uri)
    unit = told.unit
    if not told.whole or unit is None or file is None or file.analysis is None or document is None:
        return None
    from spark_lsp.engine.questions import View

    span = unit.span.shifted(told.shift)
    return View(
        uri=key,
        path=file.path,
        language=file.language,
        unit=unit,
        first_line=span.start.line,
        lines=tuple(document.lines_list[span.start.line : span.end.line + 1]),
        advisories=told.advisories,
        units=file.analysis.units,
        foreign=tuple(session.said_elsewhere(uri, span.start.line, span.end.line)),
    )


def in_best_words(session: Session, told: Told, view: "View | None", advisories: Sequence[Advisory]) -> list[Worded]:
    """Each advisory in the best words there are now; its own where no model has said anything. `view` is of the unit
    that was told of."""
    if session.lanes is None or view is None:
        lineage = Lineage(told.key, prompt_version=f"programmatic/{PROGRAMMATIC_VERSION}")
        return [Worded(advisory, Lane.PROGRAMMATIC, lineage) for advisory in advisories]
    return session.lanes.worded(view, advisories)


def best_told(session: Session, uri: str, told: Told) -> Told:
    """The same in the best words."""
    if session.lanes is None or not told.advisories:
        return told
    found = in_best_words(session, told, view_of(session, uri, told), told.advisories)
    return replace(told, advisories=tuple(one.advisory for one in found))


def looked(session: Session, view: "View | None", advisory: Advisory) -> "asyncio.Task[None] | None":
    """Tells the lanes that a person looks at this; the task that they make of it."""
    if session.lanes is None:
        session.seek()
        return None
    waits_s = session.settings.realtime.wait_s
    if view is None or session.paused or (session.client.hovers_unasked and waits_s == 0):
        return None
    session.looks[view.uri] = advisory.span.start
    if session.prefetcher is not None:
        session.prefetcher.asked(view, advisory)
    if waits_s > 0:
        return session.lanes.looked(view, advisory, deadline_s=waits_s)
    return session.lanes.looked(view, advisory)


def look_again(session: Session) -> None:
    """The lanes are there now: who looked a moment ago, before they were, has looked."""
    early, session.early = session.early, None
    if early is None or now_s() - early[2] > EARLY_S:
        return
    uri, at, _ = early
    told = session.engine.told_at(session.key(uri), at)
    here = [one for one in told.advisories if one.span.start == at] if told is not None else []
    if told is not None and here:
        looked(session, view_of(session, uri, told), here[0])


def became(session: Session, uri: str, at: Position, rule: str, event: str) -> bool:
    """Counts that the advice of a rule at a place was `accepted` or `dismissed`, in the words that it had; False where
    it is there no more."""
    told = session.engine.told_at(session.key(uri), at)
    if told is None:
        return False
    for advisory in told.advisories:
        if advisory.evidence[0].rule == rule and advisory.span.start.line <= at.line <= advisory.span.end.line:
            view = view_of(session, uri, told)
            lane = in_best_words(session, told, view, [advisory])[0].lane
            session.engine.outcomes.count(rule, lane.value, event)
            if session.lanes is not None and view is not None and event == "dismissed":
                session.lanes.rejected(view, advisory)
            return True
    return False


def diagnostic_at(session: Session, uri: str, line: int) -> Foreign | None:
    """What another server says of a line, the narrowest first."""
    said = session.said_elsewhere(uri, line, line)
    return min(said, key=lambda one: one.last_line - one.first_line, default=None)
