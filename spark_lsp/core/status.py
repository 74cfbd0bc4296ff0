"""The messages of `spark/status`: what the server is doing."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class StatusParams:
    """`spark/status`, client to server, request."""

    digests: bool = False
    """Also tell a digest of each open text, so that a client can check that both hold the same."""


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """One open document."""

    version: int | None
    language: str
    analysed: bool
    """Whether the analysis of this very version is done."""
    sha256: str | None = None
    """Of the text in UTF-8; only where `digests` asked for it."""


@dataclass(frozen=True, slots=True)
class BackendStatus:
    """The model server, as far as one is set."""

    kind: str
    reachable: bool | None = None
    """None where nobody asked it."""
    version: str | None = None
    trouble: str | None = None
    """What is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class RoleStatus:
    """One role."""

    model: str | None
    """None where nobody plays it."""
    why: str
    """Why this model plays it, or what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class PrefetchTotal:
    """What guesses came to in some time, over all windows of the person."""

    jobs: int
    used: int
    hit_rate: float | None
    """Share of looks that found a model's packet; None without looks."""
    waste: float | None
    """Share of the card's seconds that served nobody."""
    calibration_error: float | None
    """Mean distance of the predicted likelihood of use from the share that was used."""
    gpu_seconds: float
    joules: float | None
    saved_seconds: float


@dataclass(frozen=True, slots=True)
class PrefetchStatus:
    """What was made before anybody asked, in this window since the start."""

    jobs: int
    used: int
    expected: float
    """Sum of how likely the jobs were taken to be used."""
    gpu_seconds: float
    saved_seconds: float
    ask_share: float
    """Share of steps that are followed by a look."""
    cap: float
    """Share of the time it could take that it takes; it lowers that by itself where too little is used."""
    resting: str
    day: PrefetchTotal
    week: PrefetchTotal


@dataclass(frozen=True, slots=True)
class LanesStatus:
    """The model lanes since the start."""

    attempts: int
    shown: int
    """Attempts that gave something in time."""
    refined: int
    """Packets made in the background."""
    prefilled: int
    """Prompts evaluated ahead of a look."""
    running: bool
    """Whether one is being made now."""
    queued: int
    resting: str
    """Why background work does not run; `""` where it may."""
    misses: dict[str, int]
    """Reason → how often a model gave nothing."""
    dropped: dict[str, int]
    """What the grounding and edit gates dropped, by reason."""
    prefetch: PrefetchStatus | None = None
    """None where it is switched off."""


class ModelsState(StrEnum):
    """What the models are up to."""

    PROGRAMMATIC = "programmatic"
    """None is asked."""
    WARMING = "warming"
    """One is being loaded."""
    READY = "ready"
    REFINING = "refining"
    """One makes a packet in the background."""
    PAUSED = "paused"
    """They rest, as a person said or the machine is on battery or busy."""
    MISSING = "missing"
    """A role has nobody to play it."""


@dataclass(frozen=True, slots=True)
class ModelsStatus:
    """The models in one word; also `spark/standing`, server to client, notification, whenever it changes, to clients
    that say `experimental.spark.showsStanding`."""

    state: ModelsState
    why: str
    """Why they are not ready, and the way out; `""` where there is nothing to say."""


class ServerState(StrEnum):
    """What the server is doing."""

    STARTING = "starting"
    IDLE = "idle"
    ANALYSING = "analysing"


@dataclass(frozen=True, slots=True)
class StatusResult:
    """The answer to `spark/status`."""

    state: ServerState
    lane: str
    """The best lane that is on: `programmatic`, `realtime` or `refined`."""
    documents: dict[str, DocumentStatus]
    """By URI."""
    analysed: int
    """Analyses done since the start."""
    rules: int
    """Rules loaded so far; a language's are loaded with its first document."""
    dismissed: int = 0
    """Advisories put away on this machine."""
    failures: tuple[str, ...] = ()
    """Analyzers and rules that did not work, each once, in words."""
    backend: BackendStatus = field(default_factory=lambda: BackendStatus("none"))
    roles: dict[str, RoleStatus] = field(default_factory=dict)
    lanes: LanesStatus | None = None
    models: ModelsStatus | None = None
