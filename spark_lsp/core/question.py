"""What is asked about one unit of code: the code, redacted, and all that is known of it without a model."""

from dataclasses import dataclass

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.unit import UnitKind


@dataclass(frozen=True, slots=True)
class Related:
    """Code elsewhere in the project, redacted; for comparison, never an answer."""

    relation: str
    """What it has to do with the unit: `calls it`, `tests it`, …"""
    symbol: str
    path: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One unit and one angle. All text in it has been redacted; lines count from the unit's first, 0-based."""

    language: str
    symbol: str
    kind: UnitKind
    lines: tuple[str, ...]
    """The unit's text without line ends."""
    subject: Advisory | None
    """The programmatic advice to word and repair; None asks for advice of the model's own. Spans count from the
    unit's first line."""
    others: tuple[Advisory, ...]
    """What else is known of the unit, best first."""
    angle: str
    """What to look at: a sentence of `intents/`, or `""`."""
    imports: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    """Of what it calls in its file."""
    diagnostics: tuple[str, ...] = ()
    """What other servers say of it: `message (source)`."""
    names: frozenset[str] = frozenset()
    """Identifiers of the whole file, which advice may name besides those of the unit."""
    mended: bool = False
    """Whether the subject has a verified edit already: then a model's is not asked for."""
    key: str = ""
    """Unit key."""
    digest: str = ""
    """Context digest. What is related is not in it: to know whether that changed, each look would have to search."""
    related: tuple[Related, ...] = ()
    """The most telling first; shown as far as there is room beside the whole unit."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model said, field by field, before anything was checked. `""` and None: not said, or not yet."""

    headline: str = ""
    next_step: str = ""
    why: str = ""
    risk: str = ""
    first_line: int | None = None
    """Of the lines that the repair replaces, 1-based within the unit, inclusive, as shown to the model."""
    last_line: int | None = None
    replacement: str | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of whole lines of the unit, 0-based within it, end exclusive."""

    first_line: int
    end_line: int
    text: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """What of a draft may be shown; `""` for a field that was dropped or never came."""

    headline: str
    next_step: str = ""
    why: str = ""
    risk: str = ""
    repair: Repair | None = None
    """Not verified yet: the edit half of the gate comes after this one."""
    dropped: tuple[str, ...] = ()
    """`field: reason`, for the count."""


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """Nothing of the draft may be shown."""

    reason: str
    """One of the gate's words: `names what does not exist`, `restates the code`, `generic`, …"""
    detail: str = ""
    """What it was, for tests and `doctor`; never logged: it may hold source text."""


Grounding = Grounded | Ungrounded
