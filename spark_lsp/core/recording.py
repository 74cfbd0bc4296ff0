"""What a person does as lines of a trace (`spark-trace/1`) that can be replayed: times, counts and keyed hashes; no
word of code, no name, no path."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from spark_lsp.core.activity import Event, Known, Saved, UnitRow, Visited, primary

BULK_LINES = 200
"""A save that changes more is no person's."""

SALT_BYTES = 16


@dataclass(slots=True)
class Recording:
    """State of one session."""

    name: str
    salt: bytes
    """SALT_BYTES from a secret source: equal text gives equal hashes within the session, and tells nothing else."""
    _ids: dict[str, int] = field(default_factory=dict)
    _files: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _began_s: float | None = None

    def take(self, event: Event, now_s: float) -> list[str]:
        """The lines that say what happened, each with its end; the header before the first."""
        match event:
            case Known(file, rows):
                table = self._rows[file] = self._table(rows)
                return self._line({"e": "open", "f": self._file(file), "units": list(table.values())}, now_s)
            case Saved(file, rows, changed):
                return self._line(self._save(file, rows, changed), now_s)
            case Visited(unit):
                return self._line({"e": "visit", **self._place(unit)}, now_s)
        return []

    def asked(self, unit: str, now_s: float) -> list[str]:
        """The same for a look at a unit's advice."""
        return self._line({"e": "hover", **self._place(unit)}, now_s)

    def _save(self, file: str, rows: Sequence[UnitRow], changed: Mapping[str, int]) -> dict[str, Any]:
        old, now = self._rows.get(file, {}), self._table(rows)
        self._rows[file] = now
        to = primary(changed)
        fresh = [row for unit, row in now.items() if row | {"x": ""} != old.get(unit, {}) | {"x": ""}]
        known = {row["u"] for row in fresh}
        parts: dict[str, Any] = {
            "primary": self._unit(to) if to is not None else 0,
            "changed": [[self._unit(unit), lines] for unit, lines in changed.items()],
            "units": fresh,
            "context": [
                [row["u"], row["x"]]
                for unit, row in now.items()
                if row["u"] not in known and old[unit]["x"] != row["x"]
            ],
            "removed": [row["u"] for unit, row in old.items() if unit not in now],
            "order": [row["u"] for row in now.values()] if list(old) != list(now) else [],
            "bulk": int(sum(changed.values()) > BULK_LINES),
        }
        return {"e": "save", "f": self._file(file), **{name: part for name, part in parts.items() if part}}

    def _table(self, rows: Sequence[UnitRow]) -> dict[str, dict[str, Any]]:
        return {
            row.unit: {
                "u": self._unit(row.unit),
                "k": row.kind.value,
                "n": self._hash(row.name),
                "l": row.lines,
                "h": self._hash(row.key),
                "x": self._hash(row.digest),
                "ids": sorted(map(self._hash, row.mentions)),
            }
            for row in rows
        }

    def _place(self, unit: str) -> dict[str, int]:
        return {"f": self._file(unit.rpartition("#")[0]), "u": self._unit(unit)}

    def _unit(self, unit: str) -> int:
        return self._ids.setdefault(unit, len(self._ids) + 1)

    def _file(self, file: str) -> int:
        return self._files.setdefault(file, len(self._files) + 1)

    def _hash(self, text: str) -> str:
        return blake2b(text.encode("utf-8", "surrogatepass"), key=self.salt, digest_size=4).hexdigest()

    def _line(self, event: dict[str, Any], now_s: float) -> list[str]:
        head = [] if self._began_s is not None else [{"format": "spark-trace/1", "id": self.name, "kind": "saves"}]
        self._began_s = now_s if self._began_s is None else self._began_s
        both = [*head, {"t": round(now_s - self._began_s, 3), **event}]
        return [json.dumps(one, separators=(",", ":")) + "\n" for one in both]
