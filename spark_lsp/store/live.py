"""Advice that a person took or put away, one small file each below the cache folder, readable by that person alone."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from spark_lsp.core.live import LiveRecord, record_from_json, record_to_json

FOLDER = "live"
ENDING = ".json"
SCENARIOS = "scenarios"

RECORDS_MAX = 200
"""That are kept, the latest."""

BYTES_MAX = 64 << 10
"""Of one record; a longer one is not kept."""


class LiveStore:
    """Safe with several windows: a file is written whole or not at all, and its name is a hash of what it holds. A disk
    that is full or read-only costs the record, and nothing else."""

    def __init__(self, cache: Path) -> None:
        self.folder = cache / FOLDER

    def add(self, record: LiveRecord) -> bool:
        """Keeps a record; whether it could."""
        raw = record_to_json(record).encode()
        if len(raw) > BYTES_MAX:
            return False
        try:
            self._private(self.folder)
            for old in self._files()[: 1 - RECORDS_MAX]:
                old.unlink(missing_ok=True)
            self._write(self.folder / f"{record.id}{ENDING}", raw)
        except OSError:
            return False
        return True

    def records(self) -> tuple[LiveRecord, ...]:
        """All of them, the oldest first; what cannot be read is left out."""
        found: list[LiveRecord] = []
        for file in self._files():
            with suppress(OSError, UnicodeDecodeError):
                if file.stat().st_size <= BYTES_MAX and (record := record_from_json(file.read_text("utf-8"))):
                    found.append(record)
        return tuple(sorted(found, key=lambda record: (record.at_s, record.id)))

    def forget(self, chosen: Callable[[str], bool]) -> int:
        """Removes the records whose id is chosen, and all scenarios, which may be made from them; how many records.
        Raises OSError."""
        gone = [file for file in self._files() if chosen(file.stem)]
        for file in [*gone, *self._scenario_files()]:
            file.unlink(missing_ok=True)
        return len(gone)

    def scenarios(self) -> dict[str, str]:
        """Name → text, as they were written last. Raises OSError."""
        return {file.stem: file.read_text("utf-8") for file in self._scenario_files()}

    def write_scenarios(self, texts: Mapping[str, str]) -> Collection[Path]:
        """Puts these in the place of those that were there. Raises OSError."""
        folder = self.folder / SCENARIOS
        self._private(self.folder)
        self._private(folder)
        for file in self._scenario_files():
            file.unlink(missing_ok=True)
        for name, text in texts.items():
            self._write(folder / f"{name}.md", text.encode("utf-8", "replace"))
        return self._scenario_files()

    def _files(self) -> list[Path]:
        """Records, those written first at the front."""
        with suppress(OSError):
            return sorted(self.folder.glob(f"*{ENDING}"), key=lambda file: (file.stat().st_mtime_ns, file.name))
        return []

    def _scenario_files(self) -> list[Path]:
        return sorted((self.folder / SCENARIOS).glob("*.md"))

    def _private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _write(self, file: Path, raw: bytes) -> None:
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(raw)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
