"""spark/status: what the server is doing, for a status bar, a health check or a test."""

from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.session import Session


def status(session: Session, *, digests: bool) -> JSON:
    """StatusResult as JSON; see schemas/methods.schema.json."""
    engine = session.engine
    documents: JSON = {}
    current = True
    for uri, document in session.documents.items():
        file = engine.files.get(uri)
        analysed = engine.is_current(uri)
        current = current and analysed
        documents[uri] = {
            "version": document.version,
            "language": file.language if file is not None else "",
            "analysed": analysed,
        }
        if digests:
            documents[uri]["sha256"] = session.digest(document)
    return {
        "state": "idle" if current else "analysing",
        "lane": "programmatic",
        "documents": documents,
        "analysed": engine.tally.analyses,
        "rules": engine.tally.rules,
        "dismissed": len(engine.dismissals.listed()),
        "failures": [f"{f.who}: {f.reason}" for f in engine.tally.failures.values()],
        "backend": {"kind": "none"},
    }
