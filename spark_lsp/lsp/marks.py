"""Where a person learns that there is something: diagnostics at Hint severity, pulled or pushed, never both."""

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.foreign import OURS, told_elsewhere
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.document import SplicedDocument
from spark_lsp.lsp.session import Session

HINT = 4
STRUCTURE = "structure"


def marked(session: Session, uri: str) -> list[Advisory]:
    """The advice of a document that earns a mark: defects, not structure, and nothing that another server says."""
    file = session.engine.files.get(session.key(uri))
    if file is None or not session.settings.marks.enabled:
        return []
    others = session.foreign.get(session.key(uri), ())
    return [
        advisory
        for advisory in file.all_advice()
        if advisory.category != STRUCTURE and told_elsewhere(advisory, others) is None
    ]


def mark(session: Session, document: SplicedDocument, advisory: Advisory) -> JSON:
    """One advisory as a Diagnostic."""
    return {
        "range": session.range(document, advisory.span),
        "severity": HINT,
        "code": advisory.evidence[0].rule,
        "source": OURS,
        "message": advisory.headline.replace("`", ""),
    }


def marks(session: Session, uri: str) -> list[JSON]:
    """The diagnostics of a document as the client counts it."""
    document = session.document(uri)
    if document is None:
        return []
    return [mark(session, document, advisory) for advisory in marked(session, uri)]
