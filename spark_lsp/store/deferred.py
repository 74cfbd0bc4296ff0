"""A store of dismissals that is opened when there is something in it, or something to put in: opening takes 20 ms, and
who never dismissed anything need not wait for it at every start."""

from collections.abc import Collection, Iterable
from pathlib import Path

from spark_lsp.core.dismissal import Dismissal, DismissalKeys, Dismissals
from spark_lsp.store.folders import FILE_NAME


class DeferredDismissals:
    """Behaves as the store does that `store.dismissals.open_dismissals` opens in a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._store: Dismissals | None = None
        self.messages: tuple[str, ...] = ()
        """What a person should be told of the file."""
        if self._file.exists():
            self._open()

    def _open(self) -> Dismissals:
        if self._store is None:
            from spark_lsp.store.dismissals import open_dismissals

            self._store, self.messages = open_dismissals(self._file.parent)
        return self._store

    def held(self) -> frozenset[str]:
        """All keys that are put away."""
        return self._store.held() if self._store is not None else frozenset()

    def dismiss(self, dismissals: Iterable[Dismissal]) -> None:
        """Put away; opens the store."""
        self._open().dismiss(dismissals)

    def restore(self, keys: Collection[DismissalKeys]) -> int:
        """Bring back."""
        return self._store.restore(keys) if self._store is not None else 0

    def listed(self) -> tuple[Dismissal, ...]:
        """All of them, the newest first."""
        return self._store.listed() if self._store is not None else ()

    def refresh(self) -> bool:
        """Read what other processes wrote, a file that they made included."""
        if self._store is None:
            return self._file.exists() and bool(self._open().held())
        return self._store.refresh()
