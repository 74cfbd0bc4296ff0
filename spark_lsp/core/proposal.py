"""What a model proposes, what was found when it was tried, and what a person said of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NotRequired, TypedDict


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


class CaughtJson(TypedDict):
    """A commit after which the rule hits less than before."""

    commit: str
    subject: str
    path: str


class PlaceJson(TypedDict):
    """One hit; the line counts from 1."""

    path: str
    line: int
    text: str


class EvidenceJson(TypedDict):
    """What trying the rule showed."""

    caught: list[CaughtJson]
    brought: int
    replayed: int
    standing: int
    places: list[PlaceJson]
    tookMs: float


class ProposalJson(TypedDict):
    """One rule that was proposed; without `text` the model proposed none."""

    id: str
    case: str
    subject: str
    by: str
    text: str
    fault: Fault | None
    detail: str
    evidence: EvidenceJson
    ruling: Ruling


class ProposalsJson(TypedDict):
    """What `policy draft` made, or what `policy review` shows and the files that it wrote."""

    proposals: list[ProposalJson]
    written: NotRequired[list[str]]


def to_json(proposal: Proposal) -> ProposalJson:
    """As it is kept and printed."""
    seen = proposal.evidence
    return {
        "id": proposal.id,
        "case": proposal.case,
        "subject": proposal.subject,
        "by": proposal.by,
        "text": proposal.text,
        "fault": proposal.fault,
        "detail": proposal.detail,
        "evidence": {
            "caught": [{"commit": one.commit, "subject": one.subject, "path": one.path} for one in seen.caught],
            "brought": seen.brought,
            "replayed": seen.replayed,
            "standing": seen.standing,
            "places": [{"path": one.path, "line": one.line, "text": one.text} for one in seen.places],
            "tookMs": round(seen.took_s * 1000, 1),
        },
        "ruling": proposal.ruling,
    }


def from_json(value: dict[str, Any]) -> Proposal | None:
    """None for what is none."""
    try:
        seen = value["evidence"]
        evidence = Evidence(
            caught=tuple(Caught(**one) for one in seen["caught"]),
            brought=int(seen["brought"]),
            replayed=int(seen["replayed"]),
            standing=int(seen["standing"]),
            places=tuple(Place(**one) for one in seen["places"]),
            took_s=float(seen["tookMs"]) / 1000,
        )
        return Proposal(
            id=str(value["id"]),
            case=str(value["case"]),
            subject=str(value["subject"]),
            by=str(value["by"]),
            text=str(value["text"]),
            fault=Fault(value["fault"]) if value["fault"] else None,
            detail=str(value["detail"]),
            evidence=evidence,
            ruling=Ruling(value["ruling"]),
        )
    except (KeyError, TypeError, ValueError):
        return None
