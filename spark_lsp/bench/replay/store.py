"""The packets of a replay: the production shelf, holding stand-ins made from what the trace tells of a unit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spark_lsp.bench.replay.traces import Open, Recorded, Save
from spark_lsp.core.activity import UnitRow
from spark_lsp.core.advisory import Lane, Lineage, Packet
from spark_lsp.core.key import packet_slot
from spark_lsp.core.shelf import Held
from spark_lsp.store.shelf import MemoryShelf

if TYPE_CHECKING:
    from spark_lsp.bench.replay.machine import Ran


@dataclass(frozen=True, slots=True)
class Found:
    """A packet that may be served."""

    key: str
    """Of the unit that it was made from."""
    digest: str
    ran: "Ran | None"
    """The background job that made it; None where somebody waited for it."""


class ReplayStore:
    """Of one replay. With `by_context` a packet whose context digest changed is none."""

    def __init__(self, *, by_context: bool) -> None:
        self._shelf = MemoryShelf(100_000)
        self._by_context = by_context
        self._rows: dict[str, UnitRow] = {}
        self._slots: dict[str, str] = {}
        self._made: dict[str, Ran | None] = {}
        self._begun: dict[str, UnitRow] = {}

    def see(self, event: Recorded) -> None:
        """Takes the units as they are now."""
        if isinstance(event, Open | Save):
            for row in event.rows:
                self._rows[self.slot_of(row)] = row

    def slot_of(self, row: UnitRow) -> str:
        """Where a packet for a unit as it stands is kept."""
        name = f"{row.key} {row.digest}" if self._by_context else row.key
        slot = self._slots.get(name)
        if slot is None:
            slot = self._slots[name] = packet_slot(name, "replay", "any")
            self._rows[slot] = row
        return slot

    def row_of(self, slot: str) -> UnitRow | None:
        """The unit that a job is for, as it was when the job began."""
        return self._begun.pop(slot, None) or self._rows.get(slot)

    def begun(self, slot: str) -> None:
        """A job for it began: what it makes is of the unit as it is now."""
        if slot in self._rows:
            self._begun[slot] = self._rows[slot]

    def put(self, row: UnitRow, ran: "Ran | None") -> None:
        """A packet was made."""
        slot = self.slot_of(row)
        packet = Packet(Lane.REFINED, (), Lineage(row.key))
        self._shelf.put(slot, Held(packet, row.digest, row.key, 0.0))
        self._made[slot] = ran

    def held(self, row: UnitRow) -> Found | None:
        """What is there for a unit as it stands."""
        slot = self.slot_of(row)
        held = self._shelf.get(slot, now_s=0.0)
        if not isinstance(held, Held):
            return None
        return Found(held.packet.lineage.key, held.digest, self._made.get(slot))

    def has(self, row: UnitRow) -> bool:
        """Whether there is."""
        return self.held(row) is not None

    def offer(self, row: UnitRow) -> str:
        """`core.planner.Offer`: what is to be made for it, `""` where it is there."""
        return "" if self.has(row) else self.slot_of(row)
