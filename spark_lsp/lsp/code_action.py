"""textDocument/codeAction and codeAction/resolve: the list never waits, and every edit in it was verified."""

from collections.abc import Iterable
from typing import Any

from spark_lsp.core.advisory import Advisory, VerifiedEdit
from spark_lsp.core.text import Position, Span, TextEdit
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.document import SplicedDocument
from spark_lsp.lsp.looking import best_told, diagnostic_at
from spark_lsp.lsp.marks import STRUCTURE, mark, marked
from spark_lsp.lsp.session import Session, flagged_text

AUTOMATIC = 2
QUICKFIX = "quickfix"
REWRITE = "refactor.rewrite"
FIX_ALL = "source.fixAll.spark"


def code_actions(session: Session, params: JSON) -> list[JSON] | None:
    """CodeActionParams → the list, both as JSON. Raises KeyError or TypeError for params of another shape."""
    uri, wanted = params["textDocument"]["uri"], params["range"]
    start, end = wanted["start"], wanted["end"]
    context = params["context"]
    only, automatic = context.get("only"), context.get("triggerKind") == AUTOMATIC
    document = session.document(uri)
    if document is None:
        return None
    session.overhear(uri, context.get("diagnostics"))
    span = Span(document.position(start["line"], start["character"]), document.position(end["line"], end["character"]))
    actions: list[JSON] = []
    advice = _advice_in(session, uri, span)
    for advisory in advice:
        actions += _actions(session, document, uri, advisory)
    if not automatic:
        whole = _fix_all(session, document, uri)
        if whole is not None:
            actions.append(whole)
        actions += _model_actions(session, document, uri, span, advice)
        if not advice:
            actions.append(_show(uri, _place(session, document, span.start), "Spark: nothing to advise here", QUICKFIX))
    return [action for action in actions if _asked(action["kind"], only)]


def resolved(session: Session, action: JSON) -> JSON:
    """The action with its edit, for the text as it is now; unchanged where that code is gone or has changed."""
    data = action.get("data")
    if not isinstance(data, dict) or "edit" in action:
        return action
    document = session.document(str(data.get("uri", "")))
    if document is None:
        return action
    uri = str(data["uri"])
    if data.get("all") is True:
        edits = _all_safe(session, uri)
        return action if not edits else {**action, "edit": _workspace_edit(session, document, uri, edits)}
    for live in _near(session, document, uri, data):
        advisory = _in_best_words(session, uri, live)
        if advisory.edit is not None and advisory.evidence[0].rule == data.get("rule"):
            return {**action, "edit": _workspace_edit(session, document, uri, advisory.edit.edits)}
    return action


def _in_best_words(session: Session, uri: str, live: Advisory) -> Advisory:
    """The same as a look at its place has it, with a model's verified repair where there is one."""
    told = session.engine.told_at(session.key(uri), live.span.start)
    if told is None:
        return live
    best = best_told(session, uri, told).advisories
    return next((a for a in best if a.span == live.span and a.evidence == live.evidence), live)


def _near(session: Session, document: SplicedDocument, uri: str, data: JSON) -> Iterable[Advisory]:
    """Advice of the same text, the nearest line first: the code may have moved since the list was made."""
    file = session.engine.files.get(session.key(uri))
    if file is None:
        return ()
    was = data.get("line")
    line = was if isinstance(was, int) else 0
    same = [a for a in file.all_advice() if flagged_text(document, a.span) == data.get("text")]
    return sorted(same, key=lambda a: abs(a.span.start.line - line))


def _advice_in(session: Session, uri: str, span: Span) -> list[Advisory]:
    """Advice that the range touches; a bare caret reaches all of its line."""
    told = session.engine.told_at(session.key(uri), span.start)
    if told is None:
        return []
    found = list(best_told(session, uri, told).advisories)
    if span.end.line > span.start.line:
        file = session.engine.files[session.key(uri)]
        found = file.all_advice()
    if span.start == span.end:
        line = span.start.line
        return [a for a in found if a.span.start.line <= line <= a.span.end.line]
    return [a for a in found if a.span.overlaps(span)]


def _actions(session: Session, document: SplicedDocument, uri: str, advisory: Advisory) -> list[JSON]:
    rule = advisory.evidence[0].rule
    actions: list[JSON] = []
    kind = REWRITE if advisory.category == STRUCTURE else QUICKFIX
    diagnostics = [mark(session, document, advisory)] if advisory.category != STRUCTURE else []
    if advisory.edit is not None:
        actions.append(_fix(session, document, uri, advisory, advisory.edit, diagnostics))
    show = _show(uri, _place(session, document, advisory.span.start), f"Spark: show advisory ({rule})", kind)
    dismiss = {
        "title": f"Spark: dismiss ({rule})",
        "kind": kind,
        "command": {
            "title": "Dismiss",
            "command": "spark.dismiss",
            "arguments": [uri, _place(session, document, advisory.span.start), rule],
        },
    }
    return [*actions, {**show, "diagnostics": diagnostics}, dismiss]


def _fix(
    session: Session,
    document: SplicedDocument,
    uri: str,
    advisory: Advisory,
    edit: VerifiedEdit,
    diagnostics: list[JSON],
) -> JSON:
    rule = advisory.evidence[0].rule
    action: JSON = {
        "title": edit.title,
        "kind": QUICKFIX,
        "diagnostics": diagnostics,
        "isPreferred": edit.safe,
        "data": {
            "uri": uri,
            "rule": rule,
            "line": advisory.span.start.line,
            "text": flagged_text(document, advisory.span),
        },
    }
    if session.client.shows_advisories:
        # Only our own clients: lsprotocol's, pytest-lsp among them, take an action with a command for a bare Command.
        at = _place(session, document, advisory.span.start)
        action["command"] = {"title": "Accepted", "command": "spark.accept", "arguments": [uri, at, rule]}
    if not session.client.resolves_edits:
        action["edit"] = _workspace_edit(session, document, uri, edit.edits)
    return action


def _model_actions(
    session: Session, document: SplicedDocument, uri: str, span: Span, advice: list[Advisory]
) -> list[JSON]:
    """What a model can be asked for here, where there is one."""
    if session.lanes is None:
        return []
    at = _place(session, document, span.start)
    actions: list[JSON] = []
    if advice:
        actions.append(_command("Spark: refine this advice", "spark.refineHere", [uri, at]))
    if diagnostic_at(session, uri, span.start.line) is not None:
        actions.append(_command("Spark: explain this diagnostic", "spark.explain", [uri, at]))
    return actions


def _command(title: str, command: str, arguments: list[Any]) -> JSON:
    return {
        "title": title,
        "kind": QUICKFIX,
        "command": {"title": title, "command": command, "arguments": arguments},
    }


def _fix_all(session: Session, document: SplicedDocument, uri: str) -> JSON | None:
    edits = _all_safe(session, uri)
    if not edits:
        return None
    action: JSON = {"title": "Spark: apply all safe fixes", "kind": FIX_ALL, "data": {"uri": uri, "all": True}}
    if not session.client.resolves_edits:
        action["edit"] = _workspace_edit(session, document, uri, edits)
    return action


def _all_safe(session: Session, uri: str) -> list[TextEdit]:
    """The edits of all safe fixes that do not touch each other, in file order."""
    edits: list[TextEdit] = []
    for advisory in marked(session, uri):
        if advisory.edit is not None and advisory.edit.safe:
            mine = sorted(advisory.edit.edits, key=lambda e: e.span)
            if not any(e.span.overlaps(other.span) for e in mine for other in edits):
                edits += mine
    return sorted(edits, key=lambda e: e.span)


def _show(uri: str, at: JSON, title: str, kind: str) -> JSON:
    return {
        "title": title,
        "kind": kind,
        "command": {"title": "Show advisory", "command": "spark.showAdvisory", "arguments": [uri, at]},
    }


def _place(session: Session, document: SplicedDocument, position: Position) -> Any:
    return session.range(document, Span(position, position))["start"]


def _workspace_edit(session: Session, document: SplicedDocument, uri: str, edits: Iterable[TextEdit]) -> JSON:
    """Guarded by the version where the client knows how."""
    changes = [{"range": session.range(document, e.span), "newText": e.text} for e in edits]
    if session.client.document_changes:
        return {"documentChanges": [{"textDocument": {"uri": uri, "version": document.version}, "edits": changes}]}
    return {"changes": {uri: changes}}


def _asked(kind: str, only: object) -> bool:
    if not isinstance(only, list):
        return True
    return any(isinstance(o, str) and (kind == o or kind.startswith(o + ".") or o == "") for o in only)
