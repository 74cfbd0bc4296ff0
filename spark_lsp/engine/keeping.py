"""Keeps a record of advice that was taken or put away, where its file may be shown to a model at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from spark_lsp.core.live import LiveRecord, without_secrets


class Records(Protocol):
    """Where records are kept."""

    def add(self, record: LiveRecord) -> bool:
        """Keeps one; whether it could."""
        ...


@dataclass(frozen=True, slots=True)
class Keeper:
    """Blocks on the disk, and loads the library that finds secrets: for a thread."""

    records: Records
    redact: Callable[[str], str]
    why_private: Callable[[str, Sequence[str], Sequence[str]], str | None]

    def keep(self, record: LiveRecord, path: str, exclude: Sequence[str], folders: Sequence[str]) -> bool:
        """Keeps it without its secrets; False where the file at `path` is excluded or holds secrets by its name, where
        a secret is what the advice was about, and where the disk refuses."""
        if self.why_private(path, exclude, folders) is not None:
            return False
        clean = without_secrets(record, self.redact)
        return clean is not None and self.records.add(clean)
