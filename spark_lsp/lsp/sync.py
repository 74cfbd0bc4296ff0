"""Keeps documents and the engine in step with didOpen, didChange, didSave and didClose."""

import logging
import os
from urllib.parse import unquote

from spark_lsp.core.uri import path_of
from spark_lsp.languages import for_lsp_id
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.document import SplicedDocument
from spark_lsp.lsp.session import Session

logger = logging.getLogger("spark_lsp")


def opened(session: Session, uri: str, document: SplicedDocument) -> None:
    """A document is open; opening it again replaces it."""
    path = path_of(uri)
    language = for_lsp_id(document.language_id or "", path)
    session.documents[unquote(uri)] = document
    if session.settings.exclude and _excluded(session, path):
        return
    session.engine.open(
        session.key(uri),
        path=os.path.normcase(path),
        language=language.id if language is not None else document.language_id or "",
        lines=document.lines_list,
        version=document.version or 0,
    )


def _excluded(session: Session, path: str) -> bool:
    from spark_lsp.privacy.excluded import is_excluded

    return is_excluded(path, session.settings.exclude, session.folders)


def changed(session: Session, params: JSON) -> None:
    """DidChangeTextDocumentParams as JSON. Raises KeyError or TypeError for params of another shape, before anything
    was changed; a document that is not open is left alone."""
    uri, version = params["textDocument"]["uri"], params["textDocument"]["version"]
    changes = params["contentChanges"]
    document = session.document(uri)
    if document is None:
        logger.warning("didChange for a document that is not open; ignored")
        return
    if not isinstance(version, int) or not _well_formed(changes):
        raise TypeError("contentChanges")
    if document.version is not None and version <= document.version:
        logger.warning("didChange with version %d after %d; applied in the order received", version, document.version)
    key = session.key(uri)
    for change in changes:
        where = change.get("range")
        if where is None:
            lines = document.replace(change["text"])
        else:
            start, end = where["start"], where["end"]
            lines = document.splice(start["line"], start["character"], end["line"], end["character"], change["text"])
        session.engine.edited(key, *lines, version)
    document.version = version


def _well_formed(changes: object) -> bool:
    """Whether all changes can be applied; they are applied all or none."""
    if not isinstance(changes, list):
        return False
    for change in changes:
        if not isinstance(change["text"], str):
            return False
        where = change.get("range")
        if where is not None:
            for place in (where["start"], where["end"]):
                if type(place["line"]) is not int or type(place["character"]) is not int:
                    return False
    return True


def saved(session: Session, uri: str) -> None:
    """The document was saved."""
    session.engine.saved(session.key(uri))


def closed(session: Session, uri: str) -> None:
    """The document is no longer open; one that never was is left alone."""
    session.documents.pop(unquote(uri), None)
    session.foreign.pop(session.key(uri), None)
    session.engine.close(session.key(uri))
