"""What a person does in this connection, as the planner takes it: files, saves and visits as units, no word of text."""

import asyncio
import functools
import os
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from spark_lsp.core.activity import Announced, Closed, Edited, Known, Saved, UnitRow, Visited
from spark_lsp.core.text import Position
from spark_lsp.core.unit import Unit
from spark_lsp.lsp.looking import view_of
from spark_lsp.lsp.session import Session

if TYPE_CHECKING:
    from spark_lsp.engine.lanes import Lanes
    from spark_lsp.engine.prefetcher import Prefetcher
    from spark_lsp.engine.questions import View

_NAME = re.compile(r"[^\W\d]\w{2,}")

ANNOUNCED = {
    types.TEXT_DOCUMENT_DEFINITION: 0.5,
    types.TEXT_DOCUMENT_REFERENCES: 0.2,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: 0.1,
}
"""Request → chance that the next step is to where it leads. Planned, not fitted: no recorded trace has them."""

DIAGNOSED = 0.1
"""The same of a unit of which another server says something new."""

DIAGNOSED_MAX = 8
"""Lines with something new that are looked at; of more the whole file has changed."""

UNITS_MAX = 400
"""A file of more units is followed by none of them: it is generated, or no place to rest in."""


class Doings:
    """Of one connection's prefetcher. Reading a file's units is done in a thread."""

    def __init__(self, session: Session, run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
        self._session = session
        self._run = run
        self._saved: set[str] = set()
        self._lines: dict[str, dict[str, Counter[int]]] = {}
        """File → unit → its lines, hashed, as last saved."""

    def saved(self, key: str) -> None:
        """The file was saved; its analysis tells what of it changed."""
        self._saved.add(key)

    def moved(self, uri: str, line: int, character: int) -> None:
        """The cursor is here now."""
        prefetcher, document = self._session.prefetcher, self._session.document(uri)
        if prefetcher is None or document is None:
            return
        told = self._session.engine.told_at(self._session.key(uri), document.position(line, character))
        if told is not None and told.unit is not None:
            prefetcher.take(Visited(f"{self._session.key(uri)}#{told.unit.symbol}"))

    def announced(self, method: str, uri: str, line: int, character: int) -> None:
        """A person asks some server for what leads elsewhere."""
        prefetcher, document = self._session.prefetcher, self._session.document(uri)
        if prefetcher is None or document is None:
            return
        units: Sequence[str] = prefetcher.planner.habits.tables.get(self._session.key(uri), ())
        if method != types.TEXT_DOCUMENT_DOCUMENT_SYMBOL:
            place = document.position(line, character)
            name = _name_at(document.lines_list, place)
            named = prefetcher.planner.habits.named.get(name, ())
            rows = prefetcher.planner.habits.rows
            units = (
                sorted(named)
                if method == types.TEXT_DOCUMENT_DEFINITION
                else [unit for unit, row in rows.items() if name in row.mentions and unit not in named]
            )
        if units:
            prefetcher.take(Announced(tuple(units), ANNOUNCED[method]))

    def diagnosed(self, uri: str, lines: Collection[int]) -> None:
        """Another server says something new of these lines."""
        prefetcher, document = self._session.prefetcher, self._session.document(uri)
        if prefetcher is None or document is None:
            return
        key = self._session.key(uri)
        told = [self._session.engine.told_at(key, Position(line, 0)) for line in sorted(lines)[:DIAGNOSED_MAX]]
        units = dict.fromkeys(f"{key}#{one.unit.symbol}" for one in told if one is not None and one.unit is not None)
        if units:
            prefetcher.take(Announced(tuple(units), DIAGNOSED))

    def analysed(self, key: str) -> None:
        """A file was analysed, or closed."""
        prefetcher, file = self._session.prefetcher, self._session.engine.files.get(key)
        if prefetcher is None:
            return
        if file is None:
            self._lines.pop(key, None)
            self._saved.discard(key)
            prefetcher.take(Closed(key))
        elif file.analysis is not None and self._session.engine.is_current(key):
            self._run(self._read(prefetcher, key, file.analysis.units, list(file.lines)))

    def look(self, row: UnitRow) -> "View | None":
        """`engine.prefetcher.Prefetcher.look`."""
        session = self._session
        file = session.engine.files.get(row.file)
        unit = file.advised.get(row.key) if file is not None else None
        if file is None or unit is None or session.document(row.file) is None:
            return None
        line = file.drift.present_line(unit.name_span.start.line)
        told = session.engine.told_at(row.file, Position(line, unit.name_span.start.column))
        return view_of(session, row.file, told) if told is not None and told.key == row.key else None

    async def _read(self, prefetcher: "Prefetcher", key: str, units: Sequence[Unit], lines: list[str]) -> None:
        if len(units) > UNITS_MAX:
            return
        rows, now = await asyncio.to_thread(read_units, key, units, lines)
        before = self._lines.get(key)
        await prefetcher.bring(rows)
        if before is None:
            self._lines[key] = now
            prefetcher.take(Known(key, rows))
        elif key in self._saved:
            self._saved.discard(key)
            self._lines[key] = now
            prefetcher.take(Saved(key, rows, changed_lines(before, now)))
        else:
            prefetcher.take(Edited(key, rows))


def begin_prefetch(session: Session, lanes: "Lanes", run: Callable[[Coroutine[Any, Any, None]], None]) -> None:
    """Has packets made ahead of time from now on; nothing of it is loaded before."""
    from spark_lsp.core.recording import SALT_BYTES, Recording
    from spark_lsp.engine.bookkeeper import Bookkeeper
    from spark_lsp.engine.prefetcher import Prefetcher

    session.doings = Doings(session, run)
    book = Bookkeeper(lanes.ledger(), time.time, lanes.crew.log)
    if session.settings.prefetch.record:
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
        book.recording = Recording(name, secrets.token_bytes(SALT_BYTES))
        book.record = functools.partial(lanes.record, name)
    session.prefetcher = Prefetcher(lanes, session.doings.look, book)
    for key in list(session.engine.files):
        session.doings.analysed(key)


def end_prefetch(session: Session) -> Coroutine[Any, Any, None]:
    """No more, from now on. What comes back writes down the last of it."""
    prefetcher, session.prefetcher, session.doings = session.prefetcher, None, None
    return prefetcher.close() if prefetcher is not None else _nothing()


async def _nothing() -> None:
    """There was none."""


def read_units(
    key: str, units: Sequence[Unit], lines: Sequence[str]
) -> tuple[tuple[UnitRow, ...], dict[str, Counter[int]]]:
    """The rows of a file's units, and the lines of each, hashed; those of a unit within it are its own."""
    owner = [-1] * len(lines)
    for i, unit in enumerate(units):  # each after its parent, so that the innermost is written last
        for line in range(unit.span.start.line, min(unit.span.end.line + 1, len(lines))):
            owner[line] = i
    owned: list[list[str]] = [[] for _ in units]
    for line, i in enumerate(owner):
        if i >= 0:
            owned[i].append(lines[line])
    rows: dict[str, UnitRow] = {}
    counts: dict[str, Counter[int]] = {}
    for unit, mine in zip(units, owned, strict=True):
        name = f"{key}#{unit.symbol}"
        mentions = frozenset(_NAME.findall("".join(mine)))
        rows[name] = UnitRow(name, key, unit.kind, unit.name, len(mine), unit.key, unit.digest, mentions)
        counts[name] = Counter(hash(line.strip()) for line in mine if line.strip())
    return tuple(rows.values()), counts


def changed_lines(before: dict[str, Counter[int]], now: dict[str, Counter[int]]) -> dict[str, int]:
    """Unit → how many of its lines are on one side only; units that are the same on both are left out."""
    nothing: Counter[int] = Counter()
    found: dict[str, int] = {}
    for unit in dict.fromkeys([*now, *before]):
        old, new = before.get(unit, nothing), now.get(unit, nothing)
        lines = (old - new).total() + (new - old).total()
        if lines:
            found[unit] = lines
    return found


def _name_at(lines: Sequence[str], place: Position) -> str:
    """The identifier at a place; `""` where there is none."""
    text = lines[place.line] if place.line < len(lines) else ""
    return next((m.group() for m in _NAME.finditer(text) if m.start() <= place.column <= m.end()), "")
