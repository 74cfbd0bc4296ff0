"""The `spark/*` methods: what each carries, field by field as on the wire (camelCase there, snake_case here).

Positions in here are the client's: `character` counts in the negotiated encoding. `schemas/methods.schema.json` is
generated from these types."""

from dataclasses import dataclass
from enum import StrEnum

from spark_lsp.core.advisory import Emit
from spark_lsp.core.status import ModelsStatus, StatusParams, StatusResult


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
    Method("spark/standing", False, ModelsStatus),
    Method("spark/status", True, StatusParams, StatusResult),
    Method("spark/packet", True, PacketParams, Emit | None),
)
