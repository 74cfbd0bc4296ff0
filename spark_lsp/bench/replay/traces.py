"""Reads traces in the format `spark-trace/1`: what one developer did, in hashes, times and structure."""

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_lsp.core.activity import UnitRow
from spark_lsp.core.unit import UnitKind
from spark_lsp.errors import UsageError

FORMAT = "spark-trace/1"
BYTES_MAX = 256 << 20
"""Largest trace that is read, bytes unpacked: no day of work comes near."""


@dataclass(frozen=True, slots=True)
class Open:
    """A file's table is known."""

    t: float
    file: str
    rows: tuple[UnitRow, ...]


@dataclass(frozen=True, slots=True)
class Save:
    """A file was saved; `rows` is its whole table after it."""

    t: float
    file: str
    rows: tuple[UnitRow, ...]
    changed: tuple[tuple[str, int], ...]
    bulk: bool

    @property
    def primary(self) -> str | None:
        """The unit that changed most; None where the save is no step."""
        return max(self.changed, key=lambda pair: pair[1])[0] if self.changed else None


@dataclass(frozen=True, slots=True)
class Act:
    """An event of a navigation trace."""

    t: float
    what: str
    unit: str = ""
    row: UnitRow | None = None
    """With a unit's first visit."""
    key: str = ""
    """With an edit: the unit's new content."""


Recorded = Open | Save | Act


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace, read whole. Nothing of the header but its names is kept: it speaks of the future."""

    name: str
    kind: str
    """`saves` or `navigation`."""
    events: tuple[Recorded, ...]


def read_trace(path: Path) -> Trace:
    """The trace in a file, gzip or plain. Raises UsageError where it is none."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            raw = file.read(BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    if len(raw) > BYTES_MAX:
        raise UsageError(f"{path} is larger than {BYTES_MAX >> 20} MiB; it is no day of work")
    lines = raw.splitlines()
    number = 0
    try:
        header = json.loads(lines[0]) if lines else None
        if not isinstance(header, dict) or header.get("format") != FORMAT:
            raise UsageError(f"{path} is no trace: its first line does not say {FORMAT!r}")
        kind = header.get("kind")
        if kind not in ("saves", "navigation"):
            raise UsageError(f"{path}: a trace of kind {kind!r} is not known; there are 'saves' and 'navigation'")
        reader: Callable[[dict[str, Any]], Recorded] = _Tables().read if kind == "saves" else _act
        events: list[Recorded] = []
        for number, line in enumerate(lines[1:], 2):
            if line.strip():
                events.append(reader(json.loads(line)))
                if len(events) > 1 and events[-1].t < events[-2].t:
                    raise UsageError(f"{path}:{number}: events are out of order")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path}:{max(number, 1)}: not an event of {FORMAT} ({type(error).__name__}: {error})"
        ) from error
    return Trace(str(header.get("id") or path.name.split(".")[0]), kind, tuple(events))


class _Tables:
    """Rebuilds the whole table of each file, event by event."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, UnitRow]] = {}

    def read(self, event: dict[str, Any]) -> Recorded:
        file, t = str(event["f"]), float(event["t"])
        if event["e"] == "open":
            self._rows[file] = {str(raw["u"]): _row(raw, file) for raw in event.get("units", ())}
            return Open(t, file, tuple(self._rows[file].values()))
        if event["e"] != "save":
            return Act(t, str(event["e"]))
        table = self._rows.setdefault(file, {})
        for raw in event.get("units", ()):
            table[str(raw["u"])] = _row(raw, file)
        for unit in event.get("removed", ()):
            table.pop(str(unit), None)
        for unit, digest in event.get("context", ()):
            if str(unit) in table:
                table[str(unit)] = _with_digest(table[str(unit)], str(digest))
        if "order" in event:
            order = [str(unit) for unit in event["order"]]
            self._rows[file] = table = {unit: table[unit] for unit in order if unit in table}
        changed = tuple((str(unit), int(lines)) for unit, lines in event.get("changed", ()))
        changed = _led_by(changed, str(event["primary"])) if changed else ()
        return Save(t, file, tuple(table.values()), changed, bool(event.get("bulk")))


def _led_by(changed: Sequence[tuple[str, int]], primary: str) -> tuple[tuple[str, int], ...]:
    """With the recorded primary first, so that ties go its way."""
    return tuple(sorted(changed, key=lambda pair: pair[0] != primary))


def _row(raw: dict[str, Any], file: str) -> UnitRow:
    return UnitRow(
        unit=str(raw["u"]),
        file=file,
        kind=UnitKind(raw["k"]),
        name=str(raw["n"]),
        lines=int(raw.get("l", 0)),
        key=f"{raw['u']}:{raw['h']}",
        digest=str(raw.get("x", "")),
        mentions=frozenset(map(str, raw.get("ids", ()))),
    )


def _with_digest(row: UnitRow, digest: str) -> UnitRow:
    return UnitRow(row.unit, row.file, row.kind, row.name, row.lines, row.key, digest, row.mentions)


def _act(event: dict[str, Any]) -> Act:
    raw = event.get("unit")
    row = _row(raw, str(raw["f"])) if raw is not None else None
    unit = str(event["u"]) if "u" in event else ""
    return Act(float(event["t"]), str(event["e"]), unit, row, str(event.get("h", "")))
