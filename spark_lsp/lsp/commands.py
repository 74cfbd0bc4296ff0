"""workspace/executeCommand: show, step to, dismiss, restore and accept advice."""

from spark_lsp.core.advisory import Advisory, Emit, Lane
from spark_lsp.core.dismissal import Dismissal, Scope, keys_by_finding, wide
from spark_lsp.core.synthesis import UnitIndex
from spark_lsp.core.text import Position
from spark_lsp.core.uri import path_of
from spark_lsp.engine.tracked import Told
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.document import SplicedDocument
from spark_lsp.lsp.keeping import keep
from spark_lsp.lsp.looking import became, in_best_words, view_of
from spark_lsp.lsp.marks import marked
from spark_lsp.lsp.render import full_markdown
from spark_lsp.lsp.session import Session
from spark_lsp.wire import emit_to_json


def show_advisory(session: Session, uri: str, at: JSON) -> JSON | None:
    """All that is known at a place: `{"markdown", "emit"}`; None for a document that is not open."""
    found = _told(session, uri, at)
    if found is None:
        return None
    document, told = found
    line = document.position(at["line"], at["character"]).line
    rows = [row for a in told.advisories for row in (a.span.start.line, a.span.end.line)] or [line]
    others = session.said_elsewhere(uri, min(rows), max(rows))
    worded = in_best_words(session, told, view_of(session, uri, told), told.advisories)
    text = full_markdown(
        [one.advisory for one in worded],
        told.unit,
        worded[0].lane if worded else Lane.PROGRAMMATIC,
        complete=told.whole,
        lineage=worded[0].lineage if worded else None,
        others=others,
        intent=_intent(session, uri, told),
    )
    return {"markdown": text, "emit": emit_json(session, uri, document, told)}


def _intent(session: Session, uri: str, told: Told) -> str:
    """As what a model is asked about it, and by which words it is that; `""` where none is asked."""
    view = view_of(session, uri, told)
    if view is None or not told.advisories:
        return ""
    from spark_lsp.intents.table import told_by

    name, words = told_by([told.advisories[0].category], [one.message for one in view.foreign])
    return f"intent {name}" + (f", by {', '.join(words)}" if words else "")


def packet(session: Session, uri: str, at: JSON) -> JSON | None:
    """The emit for a place; None where there is no advice."""
    found = _told(session, uri, at)
    return emit_json(session, uri, *found) if found is not None else None


def emit_json(session: Session, uri: str, document: SplicedDocument, told: Told) -> JSON | None:
    """What is told at a place as an emit, in the client's encoding."""
    if told.unit is None or not told.advisories:
        return None
    worded = in_best_words(session, told, view_of(session, uri, told), told.advisories)
    emit = Emit(
        path=path_of(uri),
        unit=told.unit.symbol,
        span=told.unit.span.shifted(told.shift),
        lane=worded[0].lane,
        advisories=tuple(one.advisory for one in worded),
        lineage=worded[0].lineage,
    )
    return dict(emit_to_json(emit, document.lines_list, session.client.encoding))


def step(session: Session, uri: str, at: JSON, *, forward: bool) -> JSON | None:
    """The next or previous advisory from a place, around the end of the file: `{"uri", "range", "headline"}`."""
    document = session.document(uri)
    advice = marked(session, uri)
    if document is None or not advice:
        return None
    here = document.position(at["line"], at["character"])
    if forward:
        target = next((a for a in advice if a.span.start > here), advice[0])
    else:
        target = next((a for a in reversed(advice) if a.span.start < here), advice[-1])
    return {"uri": uri, "range": session.range(document, target.span), "headline": target.headline}


def dismiss(session: Session, uri: str, at: JSON, rule: str, scope: Scope, *, at_s: float) -> bool:
    """Puts away the findings of the advisory that `rule` tells at a place; with a wider scope all that its rules find
    in this file, or in its workspace folder. False where there is none (any more).

    Raises StoreUnavailable where it holds for this run only."""
    document, file = session.document(uri), session.engine.files.get(session.key(uri))
    if document is None or file is None:
        return False
    place = document.position(at["line"], at["character"])
    advisory = _advisory_at(session, uri, place, rule)
    keep(session, uri, place, rule, "dismissed", at_s=at_s)
    became(session, uri, place, rule, "dismissed")
    rows: list[Dismissal] = []
    for told in {e.rule for e in advisory.evidence} if advisory is not None else {rule}:
        found = file.finding_at(told, place)
        if found is None:
            continue
        if scope is not Scope.HERE:
            reach = file.path if scope is Scope.FILE else session.folder_of(file.path)
            rows.append(wide(scope, told, reach, at_s=at_s))
            continue
        analysis, lines, finding = found
        unit = UnitIndex(analysis.units).at(finding.span.start)
        keys = keys_by_finding(file.path, analysis, lines)[finding.rule, finding.span]
        rows.append(Dismissal(finding.rule, keys, analysis.units[unit or 0].symbol, at_s))
    try:
        session.engine.dismissals.dismiss(rows)
    finally:
        session.engine.rejudge()
    return bool(rows)


def accept(session: Session, uri: str, at: JSON, rule: str, *, at_s: float) -> None:
    """A person took the advice of a rule at a place; the edit may be made already."""
    session.feedback["accepted"] = session.feedback.get("accepted", 0) + 1
    document, file = session.document(uri), session.engine.files.get(session.key(uri))
    if document is None or file is None:
        return
    place = document.position(at["line"], at["character"])
    keep(session, uri, place, rule, "accepted", at_s=at_s)
    if not became(session, uri, place, rule, "accepted") and file.last_seen(rule, place.line) is not None:
        session.engine.outcomes.count(rule, Lane.PROGRAMMATIC.value, "accepted")


def restore(session: Session, rule: str | None) -> int:
    """Brings back the advice that was put away: that of one rule, or the last one where none is named. How many."""
    held = session.engine.dismissals.listed()
    # All findings of one advisory were put away at one moment, and are one piece of advice again only together.
    moments = {row.at_s for row in (held[:1] if rule is None else held) if rule in (None, row.rule)}
    session.engine.dismissals.restore([row.keys for row in held if row.at_s in moments])
    session.engine.rejudge()
    return len(moments)


def _advisory_at(session: Session, uri: str, place: Position, rule: str) -> Advisory | None:
    told = session.engine.told_at(session.key(uri), place)
    for advisory in told.advisories if told is not None else ():
        if advisory.evidence[0].rule == rule and advisory.span.start.line <= place.line <= advisory.span.end.line:
            return advisory
    return None


def _told(session: Session, uri: str, at: JSON) -> tuple[SplicedDocument, Told] | None:
    document = session.document(uri)
    if document is None:
        return None
    told = session.engine.told_at(session.key(uri), document.position(at["line"], at["character"]))
    return (document, told) if told is not None else None
