"""What is known of where a person was and what they changed, and what that says of each unit as the next one.

A *step* is a save that changed something, or a visit to another unit. Of the features recency is the best single one;
they were chosen together in leave-one-trace-out (`python -m tests.benchmarks.prior`)."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp, log1p, sqrt

from spark_lsp.core.activity import Closed, Edited, Event, Known, Saved, UnitRow, Visited, primary
from spark_lsp.core.candidates import candidates
from spark_lsp.core.unit import UnitKind

FEATURES = (
    "same",
    "run",
    "size",
    "recent",
    "lately",
    "frequency",
    "same file",
    "file recency",
    "diff mention",
    "just opened",
    "unseen, same file",
    "markov",
    "module",
    "alike",
    "changed share",
    "next in file",
    "callee",
    "caller",
    "main share",
    "stepped in file",
    "changed along",
)
"""Names of the numbers of a feature row, in order."""

RECENT_MAX = 256
"""Units whose last step is remembered."""

MOVES_MAX = 512
"""Units from which moves are counted."""

FILES_MAX = 100
"""Files whose units are known."""

FILE_UNITS_MAX = 2000
"""Units of one file that are looked at; code of more is generated."""


@dataclass(slots=True)
class Habits:
    """State of one person in one window."""

    rows: dict[str, UnitRow] = field(default_factory=dict)
    tables: OrderedDict[str, list[str]] = field(default_factory=OrderedDict)
    """File → its units in file order; the file used last is the last."""
    current: str = ""
    steps: int = 0
    _run: int = 0
    last: OrderedDict[str, int] = field(default_factory=OrderedDict)
    """Unit → the step that touched it last; the latest at the end."""
    _times: dict[str, int] = field(default_factory=dict)
    """Unit → how often it was where the person was."""
    _touched: dict[str, int] = field(default_factory=dict)
    """Unit → how many steps changed it, be it beside another."""
    _moves: OrderedDict[str, dict[str, int]] = field(default_factory=OrderedDict)
    _file_steps: dict[str, int] = field(default_factory=dict)
    _shares: dict[str, float] = field(default_factory=dict)
    """Unit → its share of the lines that the last step changed."""
    diff: frozenset[str] = frozenset()
    opened: dict[str, None] = field(default_factory=dict)
    """Files that were opened since the last step, in that order."""
    file: str = ""
    named: dict[str, set[str]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """What happened."""
        match event:
            case Known(file, rows):
                self._put(file, rows)
                self.opened[file] = None
            case Edited(file, rows):
                self._put(file, rows)
            case Saved(file, rows, changed):
                old = {unit: self.rows[unit].mentions for unit in self.tables.get(file, ())}
                self._put(file, rows)
                to = primary(changed)
                if to is not None:
                    whole = sum(changed.values()) or 1
                    self._shares = {unit: lines / whole for unit, lines in changed.items()}
                    self.diff = self._difference(changed, old)
                    self._step(to, file, changed)
            case Visited(unit):
                row = self.rows.get(unit)
                if row is not None and unit != self.current:
                    self._shares, self.diff = {}, frozenset()
                    self._step(unit, row.file, (unit,))
            case Closed(file):
                self._drop(file)

    def candidates(self) -> list[str]:
        """The units that the next step may be in, at most CANDIDATES_MAX, the current one first."""
        return candidates(self)

    def features(self, units: Sequence[str]) -> list[list[float]]:
        """A row of FEATURES for each; all numbers are from 0 to about 2."""
        here = self.rows.get(self.current)
        moves = self._moves.get(self.current, {})
        moved = 1 + sum(moves.values())
        order = self.tables.get(self.file, [])
        at = order.index(self.current) if self.current in self.rows and self.current in order else -2
        following = order[at + 1] if 0 <= at + 1 < len(order) and at >= 0 else ""
        return [self._row(self.rows[unit], here, moves.get(unit, 0) / moved, following) for unit in units]

    # -- one candidate

    def _row(self, row: UnitRow, here: UnitRow | None, markov: float, following: str) -> list[float]:
        unit, size, share = row.unit, log1p(max(0, row.lines - 1)) / 5, self._shares.get(row.unit, 0.0)
        if unit == self.current:
            run = min(self._run, 5) / 5
            return [1.0, run, size, *[0.0] * 8, markov, 0.0, 0.0, share, *[0.0] * 6]
        since = self.steps - self.last[unit] if unit in self.last else None
        same_file = row.file == self.file
        file_since = self.steps - self._file_steps[row.file] if row.file in self._file_steps else None
        near = here.mentions & row.mentions if here is not None else ()
        return [
            0.0,
            0.0,
            size,
            exp(-since / 3) if since is not None else 0.0,
            exp(-since / 12) if since is not None else 0.0,
            log1p(self._times.get(unit, 0)),
            float(same_file),
            exp(-file_since / 3) if file_since is not None and not same_file else 0.0,
            min(1.0, len(self.diff & row.mentions) / 3) if self.diff else 0.0,
            float(row.file in self.opened),
            float(since is None and same_file),
            markov,
            float(row.kind is UnitKind.MODULE),
            len(near) / sqrt((len(here.mentions) + 1) * (len(row.mentions) + 1)) if here is not None and near else 0.0,
            share,
            float(unit == following),
            float(here is not None and row.name in here.mentions),
            float(here is not None and here.name in row.mentions),
            self._times.get(unit, 0) / touched if (touched := self._touched.get(unit, 0)) else 0.0,
            float(file_since is not None),
            float(share > 0),
        ]

    # -- keeping

    def _difference(self, changed: Iterable[str], old: dict[str, frozenset[str]]) -> frozenset[str]:
        """Identifiers on one side only of what a save changed."""
        found: set[str] = set()
        for unit in changed:
            now = self.rows[unit].mentions if unit in self.rows else frozenset()
            found |= now ^ old.get(unit, frozenset())
        return frozenset(found)

    def _step(self, to: str, file: str, touched: Iterable[str]) -> None:
        self.steps += 1
        if self.current:
            moves = self._moves.setdefault(self.current, {})
            moves[to] = moves.get(to, 0) + 1
            self._moves.move_to_end(self.current)
            while len(self._moves) > MOVES_MAX:
                self._moves.popitem(last=False)
        self._run = self._run + 1 if to == self.current else 1
        self.current, self.file = to, file
        self._times[to] = self._times.get(to, 0) + 1
        for unit in (*(unit for unit in touched if unit != to), to):
            self.last[unit] = self.steps
            self.last.move_to_end(unit)
            self._touched[unit] = self._touched.get(unit, 0) + 1
        while len(self.last) > RECENT_MAX:
            gone, _ = self.last.popitem(last=False)
            self._times.pop(gone, None)
            self._touched.pop(gone, None)
        self._file_steps[file] = self.steps
        self.opened.clear()
        if file in self.tables:
            self.tables.move_to_end(file)

    def _put(self, file: str, rows: Sequence[UnitRow]) -> None:
        self._drop(file)
        kept = rows[:FILE_UNITS_MAX]
        self.tables[file] = [row.unit for row in kept]
        for row in kept:
            self.rows[row.unit] = row
            self.named.setdefault(row.name, set()).add(row.unit)
        while len(self.tables) > FILES_MAX:
            self._drop(next(iter(self.tables)))

    def _drop(self, file: str) -> None:
        for unit in self.tables.pop(file, ()):
            row = self.rows.pop(unit, None)
            units = self.named.get(row.name) if row is not None else None
            if row is not None and units is not None:
                units.discard(unit)
                if not units:
                    del self.named[row.name]
        self.opened.pop(file, None)
