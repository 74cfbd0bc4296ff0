"""Replays of navigation traces: which method is visited next, and whether its packet is there on arrival and at the
hovers that were really made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_lsp.bench.replay.asks import Ask, Transition
from spark_lsp.bench.replay.drivers import Driver, Listed, Policy, Spark
from spark_lsp.bench.replay.machine import Log, Machine
from spark_lsp.bench.replay.score import Tally
from spark_lsp.bench.replay.store import ReplayStore
from spark_lsp.bench.replay.traces import Act, Recorded, Trace
from spark_lsp.core.activity import Edited, Known, UnitRow, Visited
from spark_lsp.core.habits import Habits
from spark_lsp.core.planner import Planner
from spark_lsp.core.predictor import Predictor
from spark_lsp.core.unit import UnitKind

POLICIES = ("spark", "none", "current", "lru3")
ARRIVAL, HOVER = "arrival", "hover"
NOWHERE = 10**6


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where the next method visited stood among the candidates, from 0."""

    rank: int
    revisit: bool


class Tables:
    """What is known of units: each from its first visit on, as it was edited last."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, UnitRow]] = {}
        self._file_of: dict[str, str] = {}

    def see(self, act: Act) -> str:
        """Takes an event; the file whose table it changed, or `""`."""
        if act.row is not None:
            self.files.setdefault(act.row.file, {})[act.unit] = act.row
            self._file_of[act.unit] = act.row.file
            return act.row.file
        file = self._file_of.get(act.unit, "")
        if act.what == "edit" and act.key and file:
            table = self.files[file]
            table[act.unit] = replace(table[act.unit], key=f"{act.unit}:{act.key}")
            return file
        return ""

    def row(self, unit: str) -> UnitRow | None:
        """A unit as it is now."""
        return self.files.get(self._file_of.get(unit, ""), {}).get(unit)

    def rows(self, file: str) -> tuple[UnitRow, ...]:
        """A file as far as it is known."""
        return tuple(self.files[file].values())


def ranked(trace: Trace) -> list[Ranked]:
    """Of each visit to a method other than the last one; learning as it goes."""
    habits, predictor, tables, last = Habits(), Predictor(), Tables(), ""
    found: list[Ranked] = []
    for act in _acts(trace):
        known = tables.row(act.unit) is not None
        row = act.row or tables.row(act.unit)
        if act.what == "visit" and row is not None and habits.steps and act.unit != habits.current:
            units = habits.candidates()
            likely = predictor.likely(habits.features(units))
            if row.kind is UnitKind.METHOD and act.unit != last and last:
                found.append(Ranked(_rank(act.unit, units, likely, habits), known))
            if act.unit in units:
                predictor.learn(habits.features(units), units.index(act.unit))
        file = tables.see(act)
        if file:
            habits.take((Known if act.row is not None else Edited)(file, tables.rows(file)))
        if act.what == "visit":
            habits.take(Visited(act.unit))
            last = act.unit if row is not None and row.kind is UnitKind.METHOD else last
    return found


def questions(trace: Trace, kind: str) -> list[Ask]:
    """What was asked: the real hovers, or one question on each arrival at a method."""
    found: list[Ask] = []
    tables, acts = Tables(), list(_acts(trace))
    visits = [act for act in acts if act.what == "visit"]
    ends = {
        id(one): next((after.t for after in visits[i + 1 :] if after.unit != one.unit), one.t + 4)
        for i, one in enumerate(visits)
    }
    seen: set[str] = set()
    last = ""
    for act in acts:
        tables.see(act)
        row = tables.row(act.unit)
        stratum = "revisit" if act.unit in seen else "first"
        if kind == HOVER and act.what == "hover" and row is not None:
            found.append(_ask(act.t, row, len(found), stratum))
        elif act.what == "visit":
            seen.add(act.unit)
            if row is None or row.kind is not UnitKind.METHOD:
                continue
            if kind == ARRIVAL and act.unit != last:
                stay_s = ends[id(act)] - act.t
                found.append(_ask(act.t + min(2.0, stay_s / 2), row, len(found), stratum))
            last = act.unit
    return found


def navigated(trace: Trace, policy: str, kind: str, service_s: float) -> Tally:
    """One trace under one policy."""
    log = _played(trace, policy, kind, service_s)
    found = Tally(trace.name)
    for answer in log.answers:
        found.waits.append(answer.wait_s)
        found.hits += answer.outcome == "hit"
        found.same_context += answer.same_context
        found.inflight += answer.outcome == "inflight"
        found.stale += answer.stale
        found.saved_s += service_s - answer.wait_s if answer.first_serve else 0.0
        found.strata[answer.ask.transition.stratum][0] += 1
        found.strata[answer.ask.transition.stratum][1] += answer.outcome == "hit"
    found.on_demand = log.on_demand
    found.jobs = len(log.ran)
    found.unused = sum(not ran.used for ran in log.ran)
    found.cancelled = sum(ran.cancelled for ran in log.ran)
    found.background_s = log.background_s()
    return found


def _played(trace: Trace, policy: str, kind: str, service_s: float) -> Log:
    store = ReplayStore(by_context=True)
    tables = Tables()
    driver: Driver = _Walker(Planner(store.offer), tables) if policy == "spark" else _Lists(policy, tables, store)
    return Machine(driver, store, service_s).play(_acts(trace), questions(trace, kind))


class _Walker(Spark):
    """The production planner, told of visits and edits."""

    def __init__(self, planner: Planner, tables: Tables) -> None:
        super().__init__(planner)
        self._tables = tables

    def happened(self, event: Recorded, now_s: float) -> list:  # type: ignore[type-arg]
        """See drivers.Driver."""
        if not isinstance(event, Act):
            return []
        file = self._tables.see(event)
        commands = []
        if file:
            rows = self._tables.rows(file)
            self.take((Known if event.row is not None else Edited)(file, rows), now_s)
            commands += self.machine.dropped(file, frozenset(row.key for row in rows))
        if event.what == "visit":
            self.take(Visited(event.unit), now_s)
        return commands


class _Lists(Listed):
    """The current unit, or it and the two before it, after every visit and edit."""

    def __init__(self, policy: str, tables: Tables, store: ReplayStore) -> None:
        self._visited = _Visited({"none": 0, "current": 1}.get(policy, 3), tables)
        super().__init__(self._visited, store.slot_of, store.has, delay_s=0.4)


class _Visited(Policy):
    def __init__(self, count: int, tables: Tables) -> None:
        super().__init__()
        self._count, self._tables = count, tables
        self._order: dict[str, None] = {}

    def see(self, event: Recorded) -> None:
        """See drivers.Policy."""
        if isinstance(event, Act):
            self._tables.see(event)
            if event.what == "visit":
                self._order.pop(event.unit, None)
                self._order[event.unit] = None

    def wants(self) -> Sequence[UnitRow]:
        """See drivers.Policy."""
        latest = list(reversed(self._order))[: self._count]
        return [row for unit in latest if (row := self._tables.row(unit)) is not None]


def _acts(trace: Trace) -> list[Act]:
    return [event for event in trace.events if isinstance(event, Act)]


def _ask(at_s: float, row: UnitRow, number: int, stratum: str) -> Ask:
    return Ask(at_s, Transition(number, at_s, at_s, row.unit, row, stratum))


def _rank(unit: str, units: Sequence[str], likely: Sequence[float], habits: Habits) -> int:
    """Among methods other than the current one."""
    if unit not in units:
        return NOWHERE
    mine = likely[units.index(unit)]
    others = (
        p
        for one, p in zip(units, likely, strict=True)
        if one not in (habits.current, unit) and habits.rows[one].kind is UnitKind.METHOD
    )
    return sum(p >= mine for p in others)
