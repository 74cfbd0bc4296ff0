"""Code of a checkout as it can be found again: passages, one a unit, and the index that holds them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from spark_lsp.core.asking import Vector
from spark_lsp.core.unit import UnitKind


@dataclass(frozen=True, slots=True)
class Passage:
    """One unit's own code: of a class or a module without what the units inside it say. All text in it is redacted."""

    key: str
    """Unit key; of a unit that holds a secret, one of the text without it. Two copies of one unit have the same."""
    path: str
    """Of its file within the checkout, with `/`."""
    language: str
    symbol: str
    kind: UnitKind
    first_line: int
    end_line: int
    """Past its last line; 0-based, as of when the file was read."""
    text: str
    signature: str = ""
    calls: tuple[str, ...] = ()
    """Last parts of the names that it calls."""

    @property
    def name(self) -> str:
        """The last part of its symbol."""
        return self.symbol.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage and the words that it is found by, each field's separated by blanks."""

    passage: Passage
    name: str
    body: str
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that an index gave for a search; a higher score is a better match, within one search."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Size:
    """What an index holds."""

    files: int = 0
    passages: int = 0
    bytes: int = 0
    """Of text and vectors."""


@dataclass(frozen=True, slots=True)
class FileEntries:
    """All passages of one file."""

    path: str
    digest: str
    """Of the file's text."""
    entries: tuple[Entry, ...] = field(default=())


class PassageIndex(Protocol):
    """The passages of one checkout. Blocks on the disk: for threads. None of it raises for what is on the disk; where
    the disk cannot be used, nothing is found."""

    def digests(self) -> Mapping[str, str]:
        """Path → digest of each file that is held."""
        ...

    def put(self, files: Sequence[FileEntries]) -> bool:
        """Puts files in the place of what was held of them. False where there is no room, or no disk."""
        ...

    def drop(self, paths: Sequence[str]) -> None:
        """Forgets files."""
        ...

    def search(self, words: Sequence[str], limit: int) -> tuple[Found, ...]:
        """By BM25 over the words, best first; equals stand in the order of path and line."""
        ...

    def defining(self, names: Sequence[str], most: int) -> tuple[Passage, ...]:
        """Passages whose last name is one of these, of names that no more than `most` have."""
        ...

    def calling(self, name: str, limit: int) -> tuple[Passage, ...]:
        """Passages that call something of this name, by path and line."""
        ...

    def by_key(self, keys: Sequence[str]) -> tuple[Passage, ...]:
        """The passages of these keys; of copies the first by path and line."""
        ...

    def without_vector(self, model: str, limit: int) -> tuple[Passage, ...]:
        """Passages that a model has made no vector of yet."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[str, Vector]) -> None:
        """Keeps vectors by key. `model` names the model's very weights, so that vectors of two are never compared."""
        ...

    def vectors(self, model: str) -> Mapping[str, bytes]:
        """Key → vector, as half floats, little end first; only those of passages that are held."""
        ...

    def size(self) -> Size:
        """What it holds."""
        ...
