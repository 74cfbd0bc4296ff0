"""Core values to JSON and back; the only place that knows UTF-8, UTF-16 and UTF-32 units."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict, cast

from spark_lsp.core.advisory import Advisory, Emit, Evidence, Lineage, Packet, VerifiedEdit
from spark_lsp.core.text import Position, Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]
SeverityWord = Literal["hint", "info", "warning", "error"]


class PositionJson(TypedDict):
    """LSP's Position: 0-based, `character` in units of the encoding."""

    line: int
    character: int


class RangeJson(TypedDict):
    """LSP's Range, half open."""

    start: PositionJson
    end: PositionJson


class EvidenceJson(TypedDict):
    """What an advisory stands on."""

    rule: str
    range: RangeJson
    source: str
    cwe: list[str]


class TextEditJson(TypedDict):
    """LSP's TextEdit."""

    range: RangeJson
    newText: str


class EditJson(TypedDict):
    """An edit that was checked, and the checks it passed."""

    title: str
    edits: list[TextEditJson]
    checks: list[str]
    safe: bool


class AdvisoryJson(TypedDict):
    """One piece of advice."""

    headline: str
    nextStep: str
    why: str
    severity: SeverityWord
    confidence: float
    category: str
    range: RangeJson
    evidence: list[EvidenceJson]
    risk: NotRequired[str]
    edit: NotRequired[EditJson]


class LineageJson(TypedDict):
    """Where a packet came from."""

    key: str
    model: NotRequired[str]
    promptVersion: NotRequired[str]
    ageMs: NotRequired[int]
    contextChanged: NotRequired[bool]


class PacketJson(TypedDict):
    """The advisories for one context; ranges count from the unit's first line."""

    format: Literal["spark-packet/1"]
    lane: Literal["programmatic", "realtime", "refined"]
    advisories: list[AdvisoryJson]
    lineage: LineageJson


class EmitJson(TypedDict):
    """What one reply carries; ranges are of the file, timings in milliseconds."""

    format: Literal["spark-emit/1"]
    path: str
    unit: str
    range: RangeJson
    lane: Literal["programmatic", "realtime", "refined"]
    advisories: list[AdvisoryJson]
    lineage: LineageJson
    timings: dict[str, float]


def to_units(line_text: str, column: int, encoding: Encoding) -> int:
    """Units of the encoding before the column (code points). Clamped to the line, its line end not counted."""
    head = _content(line_text, column)
    return len(head) if head.isascii() else _width(head, encoding)


def from_units(line_text: str, units: int, encoding: Encoding) -> int:
    """The column (code points) that is `units` into the line. Inside a character it is that character's start; past
    the end, or before the start, it is clamped."""
    head = _content(line_text, units)
    if encoding == "utf-32" or head.isascii():
        return len(head)
    # A code point is at least one unit, so the column is within `head`; the widths of its prefixes only grow.
    return bisect_right(range(len(head) + 1), units, key=lambda column: _width(head[:column], encoding)) - 1


def _content(line_text: str, limit: int) -> str:
    if limit <= 0:
        return ""
    head = line_text[:limit]
    return head.rstrip("\r\n") if head.endswith(("\n", "\r")) else head


def _width(text: str, encoding: Encoding) -> int:
    # Lone surrogates come in through JSON escapes; each is one unit of UTF-16, and three bytes.
    match encoding:
        case "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        case "utf-16":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case "utf-32":
            return len(text)


def position_to_json(position: Position, lines: Sequence[str], encoding: Encoding) -> PositionJson:
    """LSP's Position. A line past the text keeps its number, at character 0."""
    if not 0 <= position.line < len(lines):
        return {"line": position.line, "character": 0}
    return {"line": position.line, "character": to_units(lines[position.line], position.column, encoding)}


def position_from_json(line: int, character: int, lines: Sequence[str], encoding: Encoding) -> Position:
    """The place a client means; see `core.text.clamp` for one outside the text."""
    if line < 0 or not lines:
        return Position(0, 0)
    if line >= len(lines):
        if lines[-1].endswith(("\n", "\r")):
            return Position(len(lines), 0)
        return Position(len(lines) - 1, len(lines[-1]))
    return Position(line, from_units(lines[line], character, encoding))


def range_to_json(span: Span, lines: Sequence[str], encoding: Encoding) -> RangeJson:
    """LSP's Range."""
    return {
        "start": position_to_json(span.start, lines, encoding),
        "end": position_to_json(span.end, lines, encoding),
    }


def emit_to_json(emit: Emit, lines: Sequence[str], encoding: Encoding) -> EmitJson:
    """`spark-emit/1`; `lines` are the file's, with or without their ends."""
    return {
        "format": "spark-emit/1",
        "path": emit.path,
        "unit": emit.unit,
        "range": range_to_json(emit.span, lines, encoding),
        "lane": emit.lane.value,
        "advisories": [advisory_to_json(advisory, lines, encoding) for advisory in emit.advisories],
        "lineage": lineage_to_json(emit.lineage),
        "timings": {name: round(value_ms, 3) for name, value_ms in emit.timings_ms.items()},
    }


def packet_to_json(packet: Packet, unit_lines: Sequence[str], encoding: Encoding) -> PacketJson:
    """`spark-packet/1`; `unit_lines` start at the unit's first line, as the packet's spans do."""
    return {
        "format": "spark-packet/1",
        "lane": packet.lane.value,
        "advisories": [advisory_to_json(advisory, unit_lines, encoding) for advisory in packet.advisories],
        "lineage": lineage_to_json(packet.lineage),
    }


def advisory_to_json(advisory: Advisory, lines: Sequence[str], encoding: Encoding) -> AdvisoryJson:
    """One advisory; what is optional and empty is left out."""
    told: AdvisoryJson = {
        "headline": advisory.headline,
        "nextStep": advisory.next_step,
        "why": advisory.why,
        "severity": cast(SeverityWord, advisory.severity.word),
        "confidence": round(advisory.confidence, 3),
        "category": advisory.category,
        "range": range_to_json(advisory.span, lines, encoding),
        "evidence": [_evidence_to_json(evidence, lines, encoding) for evidence in advisory.evidence],
    }
    if advisory.risk:
        told["risk"] = advisory.risk
    if advisory.edit:
        told["edit"] = edit_to_json(advisory.edit, lines, encoding)
    return told


def edit_to_json(edit: VerifiedEdit, lines: Sequence[str], encoding: Encoding) -> EditJson:
    """A checked edit."""
    return {
        "title": edit.title,
        "edits": [{"range": range_to_json(e.span, lines, encoding), "newText": e.text} for e in edit.edits],
        "checks": list(edit.checks),
        "safe": edit.safe,
    }


def lineage_to_json(lineage: Lineage) -> LineageJson:
    """Lineage; what a packet without a model has no value for is left out."""
    told: LineageJson = {"key": lineage.key}
    if lineage.model:
        told["model"] = lineage.model
    if lineage.prompt_version:
        told["promptVersion"] = lineage.prompt_version
    if lineage.age_s:
        told["ageMs"] = round(lineage.age_s * 1000)
    if lineage.context_changed:
        told["contextChanged"] = True
    return told


def _evidence_to_json(evidence: Evidence, lines: Sequence[str], encoding: Encoding) -> EvidenceJson:
    return {
        "rule": evidence.rule,
        "range": range_to_json(evidence.span, lines, encoding),
        "source": evidence.source,
        "cwe": list(evidence.cwe),
    }
