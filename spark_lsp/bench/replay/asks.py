"""When the developer of a trace is taken to ask, and for what: the part of a replay that knows the future."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from spark_lsp.bench.replay.traces import Open, Recorded, Save, Trace
from spark_lsp.core.activity import UnitRow

STRETCH_S = 1800.0
"""A longer pause ends a stretch of work: nobody is taken to ask across it, seconds."""


class Model(StrEnum):
    """When within the gap between two saves the ask comes."""

    EARLY = "early"
    UNIFORM = "uniform"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one step to the next."""

    number: int
    began_s: float
    ended_s: float
    unit: str
    row: UnitRow | None
    """The unit just before it is saved; None where it does not exist yet."""
    stratum: str
    """`same`, `revisit`, `first` or `new`."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question."""

    at_s: float
    transition: Transition


def transitions(trace: Trace) -> tuple[Transition, ...]:
    """All of a `saves` trace."""
    rows: dict[str, dict[str, UnitRow]] = {}
    changed_before: set[str] = set()
    last: Save | None = None
    found: list[Transition] = []
    for event in trace.events:
        if isinstance(event, Save) and event.primary is not None:
            if last is not None and event.t - last.t < STRETCH_S:
                row = rows.get(event.file, {}).get(event.primary)
                stratum = _stratum(event.primary, last, row, changed_before)
                found.append(Transition(len(found), last.t, event.t, event.primary, row, stratum))
            last = event
            changed_before |= {unit for unit, _ in event.changed}
        if isinstance(event, Open | Save):
            rows[event.file] = {row.unit: row for row in event.rows}
    return tuple(found)


def asks(
    trace: Trace, moves: Sequence[Transition], model: Model, *, seed: int, draw: int, share: float
) -> Iterator[Ask]:
    """The questions of one draw, in time order."""
    for move in moves:
        name = f"{seed}/{trace.name}/{draw}/{move.number}"
        if share < 1 and Random(f"{name}/share").random() >= share:
            continue
        gap = move.ended_s - move.began_s
        match model:
            case Model.EARLY:
                after = min(2.0, 0.9 * gap)
            case Model.UNIFORM:
                after = Random(name).random() * min(gap, 120.0)
            case Model.LATE:
                after = max(0.0, gap - 1)
        yield Ask(move.began_s + after, move)


def next_units(trace: Trace, moves: Sequence[Transition]) -> dict[float, str]:
    """Time of a step → the unit of the next: for the policy that knows the future."""
    return {move.began_s: move.unit for move in moves}


def is_step(event: Recorded) -> bool:
    """Whether it is a save that changed something."""
    return isinstance(event, Save) and event.primary is not None


def _stratum(unit: str, last: Save, row: UnitRow | None, changed_before: set[str]) -> str:
    if unit == last.primary:
        return "same"
    if row is None:
        return "new"
    return "revisit" if unit in changed_before else "first"
