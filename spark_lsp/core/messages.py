"""The `spark/*` methods: what each carries, field by field as on the wire (camelCase there, snake_case here).

Positions in here are the client's: `character` counts in the negotiated encoding. `schemas/methods.schema.json` is
generated from these types."""

from dataclasses import dataclass, field
from enum import StrEnum

from spark_lsp.core.advisory import Emit


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document, and the version the sender looked at where it knows one."""

    uri: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class WirePosition:
    """LSP's Position."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class WireRange:
    """LSP's Range, half open."""

    start: WirePosition
    end: WirePosition


@dataclass(frozen=True, slots=True)
class CursorParams:
    """`spark/cursor`, client to server, notification: where the person is."""

    text_document: DocumentRef
    position: WirePosition
    visible_range: WireRange | None = None


@dataclass(frozen=True, slots=True)
class ForeignDiagnostic:
    """What another server said; the fields of LSP's Diagnostic that matter here."""

    range: WireRange
    message: str
    severity: int | None = None
    """1 error, 2 warning, 3 information, 4 hint."""
    code: str | int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class DiagnosticsParams:
    """`spark/diagnostics`, client to server, notification: all that other servers say of a document now."""

    text_document: DocumentRef
    diagnostics: tuple[ForeignDiagnostic, ...]


class FeedbackAction(StrEnum):
    """What became of an advisory."""

    SHOWN = "shown"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class FeedbackParams:
    """`spark/feedback`, client to server, notification."""

    uri: str
    key: str
    """The emit's `lineage.key`."""
    advisory: int
    """Index into the emit's `advisories`."""
    action: FeedbackAction


@dataclass(frozen=True, slots=True)
class AdvisoryParams:
    """`spark/advisory`, server to client, notification: a better packet than the one that was shown."""

    uri: str
    version: int | None
    emit: Emit
    in_time: bool
    """False where it came so late after the look that text on the screen should stay as it is until the next one."""


@dataclass(frozen=True, slots=True)
class PacketParams:
    """`spark/packet`, client to server, request; its result is an emit or null."""

    text_document: DocumentRef
    position: WirePosition


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


@dataclass(frozen=True, slots=True)
class Method:
    """One method of ours; a request where it has a result, else a notification."""

    name: str
    from_client: bool
    params: type
    result: object = None
    """Type of the result; None for a notification."""


METHODS = (
    Method("spark/cursor", True, CursorParams),
    Method("spark/diagnostics", True, DiagnosticsParams),
    Method("spark/feedback", True, FeedbackParams),
    Method("spark/advisory", False, AdvisoryParams),
    Method("spark/status", True, StatusParams, StatusResult),
    Method("spark/packet", True, PacketParams, Emit | None),
)
