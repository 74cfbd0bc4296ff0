"""What a model proposes, what was found when it was tried, and what a person said of it."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """Why a proposal is not shown to a person as worth having; told with it."""

    UNREADABLE = "unreadable"
    """It is no rule that loads."""
    HOSTILE = "hostile"
    """It asks for what a drafted rule may not have."""
    TRIVIAL = "trivial"
    """It hits any code, or a mere word of the language."""
    SNIPPETS = "snippets"
    """It is wrong about its own snippets."""
    OVERFITTED = "overfitted"
    """It holds for one place alone."""
    BLIND = "blind"
    """It would not have caught the fix that it was made from."""
    EXPLODING = "exploding"
    """It takes too long, or hits too much."""
    DUPLICATE = "duplicate"
    """A rule that is there finds the same."""
    NOISY = "noisy"
    """It would cry wolf more often than it would have caught a fix."""


class Ruling(StrEnum):
    """What a person said."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Place:
    """One hit."""

    path: str
    line: int
    """1-based."""
    text: str


@dataclass(frozen=True, slots=True)
class Caught:
    """A commit after which the rule hits less than before."""

    commit: str
    subject: str
    path: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What trying the rule showed."""

    caught: tuple[Caught, ...] = ()
    """Of the history, the fix that it was made from among them."""
    brought: int = 0
    """Commits after which it hits more than before."""
    replayed: int = 0
    """Commits that were looked at."""
    standing: int = 0
    """Hits in the checkout as it is."""
    places: tuple[Place, ...] = ()
    """The first of these."""
    took_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """One rule that was proposed."""

    id: str
    case: str
    """Of which fix; see `cases.Case.id`."""
    subject: str
    """What the programmer said of it."""
    by: str
    """Model, its weights and the prompt: a case is asked once of each."""
    text: str
    """The rule file; `""` where the model proposed none."""
    fault: Fault | None = None
    detail: str = ""
    evidence: Evidence = field(default_factory=Evidence)
    ruling: Ruling = Ruling.OPEN

    @property
    def is_open(self) -> bool:
        """Whether a person is to decide."""
        return bool(self.text) and self.fault is None and self.ruling is Ruling.OPEN


def to_json(proposal: Proposal) -> dict[str, Any]:
    """As it is kept and printed."""
    return asdict(proposal)


def from_json(value: dict[str, Any]) -> Proposal | None:
    """None for what is none."""
    try:
        seen = value["evidence"]
        caught = tuple(Caught(**one) for one in seen["caught"])
        places = tuple(Place(**one) for one in seen["places"])
        return Proposal(
            id=str(value["id"]),
            case=str(value["case"]),
            subject=str(value["subject"]),
            by=str(value["by"]),
            text=str(value["text"]),
            fault=Fault(value["fault"]) if value["fault"] else None,
            detail=str(value["detail"]),
            evidence=Evidence(**(seen | {"caught": caught, "places": places})),
            ruling=Ruling(value["ruling"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
