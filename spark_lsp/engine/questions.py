"""Builds the question that a look at a place amounts to, and says where its packet is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.foreign import Foreign
from spark_lsp.core.key import packet_slot, text_digest, unit_key
from spark_lsp.core.overlay import subject_name
from spark_lsp.core.question import Question
from spark_lsp.core.synthesis import shifted
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.intents.table import angle_of

Redact = Callable[[str], str]
"""A text → the same with secrets taken out, line for line."""
Angle = Callable[[Sequence[str], Sequence[str]], str]
"""(categories of findings, words of diagnostics) → a family of `intents/`."""

MODULE_LINES = 60
"""Of code outside all units, so much each way around its subject is shown to a model, lines."""


@dataclass(frozen=True, slots=True)
class View:
    """One unit of one open file as it stands at this moment. Spans are of the file; nothing in it changes later."""

    uri: str
    path: str
    language: str
    unit: Unit
    """Its spans are those of the last analysis; `first_line` is where it stands now."""
    first_line: int
    lines: tuple[str, ...]
    """The unit's own, with line ends."""
    advisories: tuple[Advisory, ...]
    units: tuple[Unit, ...] = ()
    """All of the file."""
    foreign: tuple[Foreign, ...] = ()
    """What other servers say of these lines."""

    @property
    def text(self) -> str:
        """The unit's text."""
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a view is asked about: one advisory, or the unit as a whole."""

    advisory: Advisory | None
    intent: str
    name: str
    """Part of the slot; see `core.overlay.subject_name`."""


def subject_of(view: View, advisory: Advisory | None, angle: Angle) -> Subject:
    """The subject that an advisory of the view is (spans of the file), or the whole unit where it is None."""
    categories = [advisory.category] if advisory is not None else [a.category for a in view.advisories]
    intent = angle(categories, [one.message for one in view.foreign])
    earlier = 0
    if advisory is not None:
        rule = advisory.evidence[0].rule
        earlier = sum(a.evidence[0].rule == rule and a.span < advisory.span for a in view.advisories)
    return Subject(advisory, intent, subject_name(intent, advisory, earlier))


def stored_key(view: View, redact: Redact) -> str:
    """The unit key that packets are kept under: the unit's own, or, where it holds a secret, one of the text without
    it, so that nothing kept was made from the secret."""
    text = view.text
    clean = redact(text)
    if clean == text:
        return view.unit.key
    return unit_key(view.language, view.unit.path, clean.split())


def slot_of(key: str, fingerprint: str, subject: Subject) -> str:
    """Where the packet is kept."""
    return packet_slot(key, fingerprint, subject.name)


def question_of(view: View, subject: Subject, redact: Redact) -> Question:
    """The question, all text in it redacted."""
    first, lines = _window(view, subject)
    up = -(view.first_line + first)
    others = tuple(a for a in view.advisories if a is not subject.advisory)
    known = {name for unit in view.units for name in (*unit.path, *unit.calls)}
    clean = split_lines(redact("".join(lines)))
    return Question(
        language=view.language,
        symbol=view.unit.symbol,
        kind=view.unit.kind,
        lines=tuple(line.rstrip("\r\n") for line in clean),
        subject=_redacted(shifted(subject.advisory, up), redact) if subject.advisory is not None else None,
        others=tuple(_redacted(shifted(a, up), redact) for a in others),
        angle=angle_of(subject.intent),
        imports=tuple(redact(text) for text in view.unit.imports),
        signatures=tuple(redact(view.units[i].signature) for i in view.unit.callees if i < len(view.units)),
        diagnostics=tuple(redact(f"{one.message} ({one.source})") for one in view.foreign),
        names=frozenset(part for name in known for part in name.split(".")),
        mended=subject.advisory is not None and subject.advisory.edit is not None,
        key=view.unit.key,
        digest=view.unit.digest,
    )


def view_digest(view: View) -> str:
    """Of the unit's exact text."""
    return text_digest(view.text)


def _window(view: View, subject: Subject) -> tuple[int, tuple[str, ...]]:
    """Lines of the unit to show, and the index of the first of them."""
    if view.unit.kind is not UnitKind.MODULE:
        return 0, view.lines
    middle = subject.advisory.span.start.line - view.first_line if subject.advisory is not None else 0
    first = max(0, middle - MODULE_LINES)
    return first, view.lines[first : middle + MODULE_LINES]


def _redacted(advisory: Advisory, redact: Redact) -> Advisory:
    return replace(
        advisory,
        headline=redact(advisory.headline),
        why=redact(advisory.why),
        next_step=redact(advisory.next_step),
        risk=redact(advisory.risk),
        edit=None,
    )
