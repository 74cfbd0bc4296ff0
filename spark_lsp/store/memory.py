"""Dismissals that last as long as the process."""

from collections.abc import Collection, Iterable

from spark_lsp.core.dismissal import Dismissal, DismissalKeys


class MemoryDismissals:
    """Implements core.dismissal.Dismissals without a file."""

    def __init__(self, rows: Iterable[Dismissal] = ()) -> None:
        self._set(rows)

    def _set(self, rows: Iterable[Dismissal]) -> None:
        self._rows = {row.keys: row for row in rows}
        self._held = frozenset(key for keys in self._rows for key in (keys.exact, keys.loose))

    def held(self) -> frozenset[str]:
        """See the protocol."""
        return self._held

    def dismiss(self, dismissals: Iterable[Dismissal]) -> None:
        """See the protocol; never raises."""
        self._set([*self._rows.values(), *dismissals])

    def restore(self, keys: Collection[DismissalKeys]) -> int:
        """See the protocol; never raises."""
        kept = [row for row in self._rows.values() if not touches(row, keys)]
        gone = len(self._rows) - len(kept)
        self._set(kept)
        return gone

    def listed(self) -> tuple[Dismissal, ...]:
        """See the protocol."""
        return tuple(sorted(self._rows.values(), key=lambda row: -row.at_s))

    def refresh(self) -> bool:
        """Nothing else writes here."""
        return False


def touches(row: Dismissal, keys: Collection[DismissalKeys]) -> bool:
    """Whether the row is held by one of the keys."""
    return any(row.keys.exact == k.exact or row.keys.loose == k.loose for k in keys)
