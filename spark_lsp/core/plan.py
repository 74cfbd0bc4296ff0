"""Whether the chosen models fit into memory: together, one at a time, or not at all; with the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from spark_lsp.core.role import ModelFacts, Role

MIB = 1024 * 1024
OVERHEAD_MIB = 512
"""What a runner takes beside weights and cache: its compute buffers at a batch of 512 tokens, and the driver's own
context. An estimate, on the large side; nothing of ours has measured it."""
BESIDE_SHARE = 0.8
"""Ollama loads a model beside others only where its need is at most this share of the memory that is free then;
otherwise it throws an idle one out."""
WINDOW_SLACK_TOKENS = 512
"""Layers with a sliding window keep their window and one batch."""


class MemoryKind(StrEnum):
    """Which memory models go to."""

    VRAM = "VRAM"
    RAM = "RAM"


@dataclass(frozen=True, slots=True)
class Memory:
    """What there is for models. `ours_mib` is held by the chosen models now, so that it is theirs to have."""

    kind: MemoryKind
    free_mib: int
    ours_mib: int = 0

    @property
    def room_mib(self) -> int:
        """For all chosen models."""
        return self.free_mib + self.ours_mib


@dataclass(frozen=True, slots=True)
class Need:
    """One row of the sum: what one model takes, in the roles that it plays."""

    model: str
    roles: tuple[Role, ...]
    weights_mib: int
    cache_mib: int
    context_tokens: int
    overhead_mib: int = OVERHEAD_MIB

    @property
    def total_mib(self) -> int:
        """All of it."""
        return self.weights_mib + self.cache_mib + self.overhead_mib


@dataclass(frozen=True, slots=True)
class Together:
    """All stay loaded side by side."""

    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """Each fits alone; loading one would throw the other out, again and again."""

    needs: tuple[Need, ...]
    over: Need
    """The first that does not fit beside those before it."""
    room_mib: int
    """What is left for that one."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Some do not fit even alone: they would run partly from slower memory, or not at all."""

    needs: tuple[Need, ...]
    too_large: tuple[Need, ...]


Fits = Together | OneAtATime | Refuse


def need_of(facts: ModelFacts, roles: Iterable[Role], context_tokens: int) -> Need:
    """What a model takes with a window of that many tokens, cut to its own largest."""
    tokens = min(context_tokens, facts.context_tokens) if facts.context_tokens else context_tokens
    return Need(facts.name, tuple(roles), facts.size_mib, -(-cache_bytes(facts, tokens) // MIB), tokens)


def cache_bytes(facts: ModelFacts, tokens: int) -> int:
    """Of the key-value cache: every token in the layers that see all, no more than the window and a batch in the
    others."""
    within = min(tokens, facts.window_tokens + WINDOW_SLACK_TOKENS)
    return tokens * facts.kv_bytes_per_token + within * facts.window_kv_bytes_per_token


def plan(needs: Iterable[Need], memory: Memory) -> Fits:
    """The verdict for models in the order that they are loaded in: the one that must not wait first."""
    rows = tuple(needs)
    too_large = tuple(need for need in rows if need.total_mib > memory.room_mib)
    if too_large:
        return Refuse(rows, too_large)
    left_mib = memory.room_mib
    for i, need in enumerate(rows):
        if i and need.total_mib > left_mib * BESIDE_SHARE:
            return OneAtATime(rows, need, left_mib)
        left_mib -= need.total_mib
    return Together(rows)
