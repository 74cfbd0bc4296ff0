"""Advice, the packet that carries it, and where it came from."""

from dataclasses import dataclass, field
from enum import StrEnum

from spark_lsp.core.finding import Severity
from spark_lsp.core.text import Span, TextEdit


class Lane(StrEnum):
    """Who made a packet; a later one is better and is never overwritten by an earlier one."""

    PROGRAMMATIC = "programmatic"
    REALTIME = "realtime"
    REFINED = "refined"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an advisory stands on."""

    rule: str
    span: Span
    source: str
    cwe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedEdit:
    """An edit that passed the edit half of the grounding gate."""

    title: str
    edits: tuple[TextEdit, ...]
    checks: tuple[str, ...]
    """The checks it passed, in words: `applies`, `parses`, `no new findings`, …"""
    safe: bool


@dataclass(frozen=True, slots=True)
class Advisory:
    """One piece of advice."""

    headline: str
    next_step: str
    why: str
    severity: Severity
    confidence: float
    span: Span
    """The place to underline."""
    category: str
    evidence: tuple[Evidence, ...]
    risk: str = ""
    """What may happen if left; `""` where the why says it all."""
    edit: VerifiedEdit | None = None
    rests_on: tuple[Span, ...] = ()
    """Other code that it speaks of: it holds only as long as that is as it was."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a packet came from."""

    key: str
    model: str = ""
    prompt_version: str = ""
    age_s: float = 0.0
    context_changed: bool = False


@dataclass(frozen=True, slots=True)
class Worded:
    """One piece of advice, and who worded it."""

    advisory: Advisory
    lane: Lane
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class Packet:
    """The advisories for one context key and role. Spans are relative to the unit's first line."""

    lane: Lane
    advisories: tuple[Advisory, ...]
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class Emit:
    """What one reply carries. Spans are of the file."""

    path: str
    unit: str
    span: Span
    lane: Lane
    advisories: tuple[Advisory, ...]
    lineage: Lineage
    timings_ms: dict[str, float] = field(default_factory=dict)
