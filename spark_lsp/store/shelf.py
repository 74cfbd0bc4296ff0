"""Packets that last as long as the process, bounded."""

from collections.abc import Iterable
from threading import Lock

from cachetools import LRUCache

from spark_lsp.core.advisory import Lane
from spark_lsp.core.shelf import Held, Nothing

PACKETS_MAX = 4096
_RANK = {Lane.PROGRAMMATIC: 0, Lane.REALTIME: 1, Lane.REFINED: 2}


class MemoryShelf:
    """Implements core.shelf.Shelf without a file."""

    def __init__(self, packets: int = PACKETS_MAX) -> None:
        self._known: LRUCache[str, Held | Nothing] = LRUCache(packets)
        self._rejected: set[str] = set()
        self._lock = Lock()

    def get(self, slot: str, *, now_s: float) -> Held | Nothing | None:
        """See the protocol."""
        with self._lock:
            found = self._known.get(slot)
            if isinstance(found, Nothing) and found.until_s <= now_s:
                del self._known[slot]
                return None
            return found

    def load(self, slots: Iterable[str], *, now_s: float) -> int:
        """Nothing: there is no disk."""
        return 0

    def put(self, slot: str, held: Held) -> bool:
        """See the protocol."""
        with self._lock:
            old = self._known.get(slot)
            if slot in self._rejected or (isinstance(old, Held) and _is_better(old, held)):
                return False
            self._known[slot] = held
            return True

    def put_nothing(self, slot: str, nothing: Nothing) -> None:
        """See the protocol."""
        with self._lock:
            if not isinstance(self._known.get(slot), Held):
                self._known[slot] = nothing

    def reject(self, slot: str, *, now_s: float) -> None:
        """See the protocol."""
        with self._lock:
            self._rejected.add(slot)
            self._known.pop(slot, None)

    def close(self) -> None:
        """Nothing waits."""


def _is_better(old: Held, new: Held) -> bool:
    """Whether what is there was made for the same context by a better lane."""
    return old.digest == new.digest and _RANK[old.packet.lane] > _RANK[new.packet.lane]
