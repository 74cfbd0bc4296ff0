"""Which units are worth a score at all: few enough that ranking them costs nothing."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from itertools import chain, islice
from typing import Protocol

from spark_lsp.core.activity import UnitRow

CANDIDATES_MAX = 64
RECENT_FIRST = 24
"""Units stepped on last that are candidates before any other."""

WHOLE_FILE = 24
"""Units of the current file that are all candidates; of a larger file those near by and the largest."""

NEAR = 6
LARGEST = 8
CALLED_MAX = 8
MENTIONS_MAX = 8
FILES_MAX = 6
SCANNED_MAX = 400
"""Units, of the FILES_MAX files used last, that are looked through for what the last change touched."""


class Whereabouts(Protocol):
    """What `core.habits.Habits` knows, as far as it is needed here. Orders are part of it: the latest at the end."""

    rows: dict[str, UnitRow]
    tables: OrderedDict[str, list[str]]
    current: str
    file: str
    last: OrderedDict[str, int]
    opened: dict[str, None]
    diff: frozenset[str]
    named: dict[str, set[str]]


def candidates(here: Whereabouts) -> list[str]:
    """The units that the next step may be in, at most CANDIDATES_MAX, the current one first."""
    found: dict[str, None] = {here.current: None} if here.current in here.rows else {}
    recent = [unit for unit in _reversed(here.last) if unit in here.rows]
    for unit in chain(
        recent[:RECENT_FIRST],
        *(_in_file(here, file) for file in here.opened),
        _in_file(here, here.file),
        _called(here),
        _mentioned(here),
        _elsewhere(here),
        recent[RECENT_FIRST:],
    ):
        found.setdefault(unit)
        if len(found) >= CANDIDATES_MAX:
            break
    return list(found)


def _reversed(latest_last: Mapping[str, object]) -> list[str]:
    return list(latest_last)[::-1]


def _in_file(here: Whereabouts, file: str) -> Iterable[str]:
    order = here.tables.get(file, [])
    if len(order) <= WHOLE_FILE:
        return order
    at = order.index(here.current) if here.current in order else 0
    near = order[max(0, at - NEAR) : at + NEAR + 1]
    return [*near, *_largest(here, file, LARGEST)]


def _elsewhere(here: Whereabouts) -> Iterable[str]:
    """The largest units of other files, the file used last first."""
    return chain.from_iterable(_largest(here, file, LARGEST // 2) for file in _reversed(here.tables))


def _largest(here: Whereabouts, file: str, count: int) -> Iterable[str]:
    return nlargest(count, here.tables[file], key=lambda unit: here.rows[unit].lines)


def _called(here: Whereabouts) -> Iterable[str]:
    row = here.rows.get(here.current)
    # sorted, since a set's order is another in every process
    named = (here.named.get(name, ()) for name in sorted(row.mentions)) if row is not None else ()
    return islice(chain.from_iterable(sorted(units)[:4] for units in named if units), CALLED_MAX)


def _mentioned(here: Whereabouts) -> Iterable[str]:
    if not here.diff:
        return ()
    units = islice(chain.from_iterable(here.tables[file] for file in _reversed(here.tables)[:FILES_MAX]), SCANNED_MAX)
    return islice((unit for unit in units if not here.diff.isdisjoint(here.rows[unit].mentions)), MENTIONS_MAX)
