"""Packets as bytes that tell whether they are whole: JSON with a checksum over the slot and the text."""

import json
from hashlib import blake2b
from typing import Any

from spark_lsp.core.advisory import Advisory, Evidence, Lane, Lineage, Packet, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.shelf import Held
from spark_lsp.core.text import Span, TextEdit, span

FORMAT = "spark-held/1"
SUM_BYTES = 16


def packed(slot: str, held: Held) -> bytes:
    """The packet for a slot."""
    body = json.dumps(_held(held), separators=(",", ":"), ensure_ascii=True).encode()
    return _sum(slot, body) + body


def unpacked(slot: str, raw: bytes) -> Held | None:
    """The packet; None where a byte of it is not as it was packed, or it was packed for another slot."""
    total, body = raw[:SUM_BYTES], raw[SUM_BYTES:]
    if total != _sum(slot, body):
        return None
    try:
        value = json.loads(body)
        return _read(value) if value["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, IndexError):
        return None  # whole, but of another version


def _sum(slot: str, body: bytes) -> bytes:
    return blake2b(slot.encode() + b"\0" + body, digest_size=SUM_BYTES).digest()


def _held(held: Held) -> dict[str, Any]:
    packet, lineage = held.packet, held.packet.lineage
    return {
        "format": FORMAT,
        "lane": packet.lane.value,
        "advisories": [_advisory(one) for one in packet.advisories],
        "key": lineage.key,
        "model": lineage.model,
        "prompt": lineage.prompt_version,
        "digest": held.digest,
        "text": held.text_digest,
        "made": held.made_s,
    }


def _read(value: dict[str, Any]) -> Held:
    lineage = Lineage(value["key"], value["model"], value["prompt"])
    packet = Packet(Lane(value["lane"]), tuple(_advisory_read(one) for one in value["advisories"]), lineage)
    return Held(packet, value["digest"], value["text"], value["made"])


def _advisory(one: Advisory) -> dict[str, Any]:
    value: dict[str, Any] = {
        "headline": one.headline,
        "next": one.next_step,
        "why": one.why,
        "risk": one.risk,
        "severity": one.severity.word,
        "confidence": one.confidence,
        "span": _span(one.span),
        "category": one.category,
        "evidence": [[e.rule, _span(e.span), e.source, list(e.cwe)] for e in one.evidence],
        "rests": [_span(place) for place in one.rests_on],
    }
    if one.edit is not None:
        edits = [[_span(edit.span), edit.text] for edit in one.edit.edits]
        value["edit"] = [one.edit.title, edits, list(one.edit.checks), one.edit.safe]
    return value


def _advisory_read(value: dict[str, Any]) -> Advisory:
    edit = None
    if "edit" in value:
        title, edits, checks, safe = value["edit"]
        made = tuple(TextEdit(_span_read(place), text) for place, text in edits)
        edit = VerifiedEdit(title, made, tuple(checks), safe)
    return Advisory(
        headline=value["headline"],
        next_step=value["next"],
        why=value["why"],
        risk=value["risk"],
        severity=Severity.from_word(value["severity"]),
        confidence=value["confidence"],
        span=_span_read(value["span"]),
        category=value["category"],
        evidence=tuple(
            Evidence(rule, _span_read(place), source, tuple(cwe)) for rule, place, source, cwe in value["evidence"]
        ),
        edit=edit,
        rests_on=tuple(_span_read(place) for place in value["rests"]),
    )


def _span(place: Span) -> list[int]:
    return [place.start.line, place.start.column, place.end.line, place.end.column]


def _span_read(value: list[int]) -> Span:
    return span(*value)
