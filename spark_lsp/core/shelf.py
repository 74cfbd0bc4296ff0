"""Where made packets are kept, as the engine sees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from spark_lsp.core.advisory import Packet


@dataclass(frozen=True, slots=True)
class Held:
    """A packet on the shelf."""

    packet: Packet
    digest: str
    """Context digest that it was made under; another now means: shown labelled, and made again."""
    text_digest: str
    """blake2b of the unit's exact text that it was made from; its edit is offered for that text only."""
    made_s: float
    """Wall clock, seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A model looked and had nothing useful to say; not asked again before `until_s`."""

    reason: str
    until_s: float


class Shelf(Protocol):
    """Packets by slot (`core.key.packet_slot`). `get` and `nothing` look in memory only and never wait; all others
    may block on the disk and are called from a thread. None raises for what is on the disk."""

    def get(self, slot: str, *, now_s: float) -> Held | Nothing | None:
        """What is known of a slot in memory."""
        ...

    def load(self, slots: Iterable[str], *, now_s: float) -> int:
        """Brings slots from the disk into memory; how many were there."""
        ...

    def put(self, slot: str, held: Held) -> bool:
        """Keeps a packet. False where a better lane's packet for the same context is there, or the person rejected
        this one."""
        ...

    def put_nothing(self, slot: str, nothing: Nothing) -> None:
        """Remembers that there was nothing useful to say."""
        ...

    def reject(self, slot: str, *, now_s: float) -> None:
        """The person does not want this packet: it never comes back, nor another for its slot."""
        ...

    def close(self) -> None:
        """Writes what waits."""
        ...
