"""Has a record kept of advice that is taken or put away, where the settings ask for it."""

from typing import Literal

from spark_lsp.core.text import Position
from spark_lsp.lsp.session import Session


def keep(
    session: Session, uri: str, place: Position, rule: str, event: Literal["accepted", "dismissed"], *, at_s: float
) -> None:
    """Keeps the code of the advice of a rule at a place; nothing where `bench.live` is off, or the advice is not of the
    last analysis. Of advice that was taken, the edit is what the code has become, or else the edit that is offered."""
    file = session.engine.files.get(session.key(uri))
    if not session.settings.bench.live or file is None:
        return
    from spark_lsp.core.live import Event, record_of

    taken = event == "accepted"
    seen = file.finding_at(rule, place) or (file.last_seen(rule, place.line) if taken else None)
    if seen is None:
        return
    analysis, lines, finding = seen
    record = record_of(
        Event(event),
        finding,
        analysis,
        lines,
        file.language,
        at_s=at_s,
        edits=finding.fix.edits if taken and finding.fix is not None and finding.fix.checks else (),
        present=file.present if taken else None,
    )
    if record is not None:
        session.keep(record, file.path)
