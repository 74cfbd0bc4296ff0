"""What a person does in an editor, as far as it tells where they look next: units and times, no word of their text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spark_lsp.core.unit import UnitKind


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of one file as it stands."""

    unit: str
    """Stable while its file and its symbol path are."""
    file: str
    kind: UnitKind
    name: str
    """The last part of its path, or a hash of it."""
    lines: int
    """That it owns: those of units within it are theirs."""
    key: str
    digest: str
    """Of its context; with `key` what a packet is made from."""
    mentions: frozenset[str] = frozenset()
    """Identifiers in it, or hashes of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file's units are known for the first time, or again: it was opened."""

    file: str
    rows: Sequence[UnitRow]
    """In file order."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file was saved."""

    file: str
    rows: Sequence[UnitRow]
    """All of it, as saved, in file order."""
    changed: Mapping[str, int]
    """Unit → lines that changed since the save before; also of units that are gone. Empty where only blank lines or
    nothing did."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A file was typed in: it has these units now; not a step yet."""

    file: str
    rows: Sequence[UnitRow]


@dataclass(frozen=True, slots=True)
class Visited:
    """The cursor came to a unit and rests there."""

    unit: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A file is open no more: nothing is made for it."""

    file: str


@dataclass(frozen=True, slots=True)
class Announced:
    """A person does what leads to these units: asks for a definition, for references, for an outline; or something new
    is said of them."""

    units: Sequence[str]
    chance: float
    """That the next step is to one of them, from 0 to 1."""


Event = Known | Saved | Edited | Visited | Closed | Announced


def primary(changed: Mapping[str, int]) -> str | None:
    """The unit with the most changed lines, the first of several; None where nothing changed."""
    return max(changed, key=changed.__getitem__) if changed else None
