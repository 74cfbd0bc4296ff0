"""Traces of one's own work, one file a session, where a person asked for them."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

FOLDER = "traces"
ENDING = ".jsonl"

BYTES_MAX = 16 << 20
"""Of one session; what comes after is not recorded."""

SESSIONS_MAX = 50
"""That are kept, the latest by name."""


def recorded(data: Path) -> list[Path]:
    """The sessions in a data folder, by name."""
    return sorted((data / FOLDER).glob(f"*{ENDING}"))


def append(data: Path, name: str, lines: Sequence[str]) -> None:
    """Adds to a session's file. A disk that is full or read-only costs the trace, and nothing else."""
    file = data / FOLDER / f"{name}{ENDING}"
    with suppress(OSError):
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for old in recorded(data)[: -SESSIONS_MAX + 1]:
                old.unlink(missing_ok=True)
        elif file.stat().st_size > BYTES_MAX:
            return
        with file.open("a", encoding="utf-8") as out:
            out.writelines(lines)
