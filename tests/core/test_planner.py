"""The planner with its queue, walked through every short story of a working day, against what both promise."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import product

import pytest

from spark_lsp.core.activity import Announced, Closed, Edited, Event, Known, Saved, UnitRow, Visited
from spark_lsp.core.candidates import CANDIDATES_MAX
from spark_lsp.core.habits import FEATURES, RECENT_MAX, Habits
from spark_lsp.core.planner import ANNOUNCED_S, DWELL_S, PAUSE_S, READ_S, Planner, Wake
from spark_lsp.core.predictor import PRIOR, Predictor
from spark_lsp.core.price import DUTY_MAX, SCALE_MIN, SHARE_MIN, Asks, Price
from spark_lsp.core.refining import Cancel, Command, Job, Refining, Start
from spark_lsp.core.unit import UnitKind

FILE = "file:///shop.py"


def row(name: str, key: str = "1", lines: int = 10, file: str = FILE) -> UnitRow:
    return UnitRow(f"{file}#{name}", file, UnitKind.FUNCTION, name, lines, f"{name}:{key}", "d", frozenset({name}))


@dataclass
class Desk:
    """A planner, its queue, and a store that has what was made."""

    has: set[str] = field(default_factory=set)
    rows: dict[str, UnitRow] = field(default_factory=lambda: {name: row(name) for name in "ab"})
    now_s: float = 0.0
    version: int = 1
    started: list[tuple[Job, float]] = field(default_factory=list)
    running: Job | None = None
    stopping: bool = False
    wakes: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.planner = Planner(lambda one: "" if one.key in self.has else one.key)
        self.machine = Refining(guess=self.planner.best)
        self.typed_s = -10.0

    def tell(self, event: Event) -> list[Command]:
        self.wakes += [wake.at_s for wake in self.planner.take(event, self.now_s)]
        keys = frozenset(one.key for one in self.rows.values())
        return [*self.machine.dropped(FILE, keys), *self.machine.replanned()]

    def table(self) -> tuple[UnitRow, ...]:
        return tuple(self.rows.values())


def opened(desk: Desk) -> list[Command]:
    return desk.tell(Known(FILE, desk.table()))


def changed(desk: Desk) -> None:
    desk.version += 1
    desk.rows["a"] = row("a", str(desk.version))


def saved(desk: Desk) -> list[Command]:
    changed(desk)
    desk.typed_s = -10.0
    return desk.tell(Saved(FILE, desk.table(), {desk.rows["a"].unit: 2}))


def typed(desk: Desk) -> list[Command]:
    changed(desk)
    desk.typed_s = desk.now_s
    return desk.tell(Edited(FILE, desk.table()))


def visited(desk: Desk) -> list[Command]:
    return desk.tell(Visited(desk.rows["b"].unit))


def announced(desk: Desk) -> list[Command]:
    return desk.tell(Announced((desk.rows["b"].unit,), 0.5))


def closed(desk: Desk) -> list[Command]:
    commands = desk.tell(Closed(FILE))
    return [*commands, *desk.machine.dropped(FILE, frozenset())]


def later(desk: Desk) -> list[Command]:
    desk.now_s += 3.0
    desk.wakes += [wake.at_s for wake in desk.planner.woke(desk.now_s)]
    return desk.machine.replanned()


def ended(desk: Desk) -> list[Command]:
    job = desk.running
    if job is None:
        return []
    done = not desk.stopping
    if done:
        desk.has.add(job.slot)
    desk.running, desk.stopping = None, False
    desk.planner.ended(job, 1.0, desk.now_s, done=done)
    return desk.machine.ended(job.slot)


def somebody_waits(desk: Desk) -> list[Command]:
    desk.planner.asked(desk.now_s)
    return desk.machine.person_came("elsewhere")


def nobody_waits(desk: Desk) -> list[Command]:
    return desk.machine.person_left()


def wished(desk: Desk) -> list[Command]:
    return desk.machine.wanted(Job("wish", FILE, desk.rows["b"].key))


def battery(desk: Desk) -> list[Command]:
    desk.planner.resting = "on battery" if not desk.planner.resting else ""
    return desk.machine.replanned()


def switched(desk: Desk) -> list[Command]:
    desk.planner.enabled = not desk.planner.enabled
    return desk.machine.replanned()


EVENTS: tuple[Callable[[Desk], list[Command]], ...] = (
    opened,
    saved,
    typed,
    visited,
    announced,
    closed,
    later,
    ended,
    somebody_waits,
    nobody_waits,
    wished,
    battery,
    switched,
)


def step(desk: Desk, event: Callable[[Desk], list[Command]], story: object) -> None:
    """One event, and all that must hold after it."""
    for command in event(desk):
        match command:
            case Start(job):
                assert desk.running is None, (story, "two at once")
                assert desk.machine.waiting == 0, (story, "before a person")
                desk.running = job
                if job.likely is None:
                    continue
                assert desk.planner.enabled, (story, "switched off")
                assert not desk.planner.resting, (story, "resting")
                assert job.slot not in desk.has, (story, "what is there")
                assert job.unit_key in {one.key for one in desk.rows.values()}, (story, "a unit that is gone")
                young = desk.now_s - desk.typed_s < PAUSE_S
                assert not (young and job.unit_key == desk.rows["a"].key), (story, "what is being typed")
                desk.planner.began(job, desk.now_s)
            case Cancel(job):
                assert desk.running == job, (story, "cancelled what does not run")
                assert not desk.stopping, (story, "cancelled twice")
                desk.stopping = True
    if desk.running is not None and desk.running.likely is not None and not desk.stopping:
        keys = {one.key for one in desk.rows.values()}
        assert desk.running.unit_key in keys, (story, "a stale guess runs on")
        assert event is not closed, (story, "a guess for a closed file runs on")


@pytest.mark.parametrize("first", EVENTS, ids=lambda event: event.__name__)
def test_every_story_of_five_events_keeps_the_promises(first: Callable[[Desk], list[Command]]) -> None:
    guesses = 0
    for rest in product(EVENTS, repeat=3):
        for last in EVENTS:
            desk, story = Desk(), (first, *rest, last)
            for event in story:
                step(desk, event, [one.__name__ for one in story])
            guesses += desk.running is not None and desk.running.likely is not None
    assert guesses > 0, "these stories never guess, and prove nothing"


def state(desk: Desk) -> tuple[object, ...]:
    """What decides on what comes next, as far as this small world has it."""
    planner, machine = desk.planner, desk.machine
    return (
        planner.enabled,
        planner.resting,
        planner.habits.current,
        tuple(planner.habits.tables),
        desk.running is not None and (desk.running.likely is None, desk.running.unit),
        desk.stopping,
        min(machine.waiting, 2),
        len(machine.queued),
        desk.now_s - desk.typed_s < PAUSE_S,
        desk.rows["a"].key in desk.has,
        desk.rows["b"].key in desk.has,
    )


def test_no_state_within_eight_events_breaks_them() -> None:
    seen: set[tuple[object, ...]] = set()
    front: list[tuple[Callable[[Desk], list[Command]], ...]] = [()]
    for _ in range(8):
        grown: list[tuple[Callable[[Desk], list[Command]], ...]] = []
        for story in front:
            for event in EVENTS:
                longer, desk = (*story, event), Desk()
                for one in longer:
                    step(desk, one, [name.__name__ for name in longer])
                if (now := state(desk)) not in seen:
                    seen.add(now)
                    grown.append(longer)
        front = grown
    assert len(seen) > 200


def test_what_was_just_saved_is_made_first() -> None:
    desk = Desk()
    assert opened(desk) == []
    (command,) = saved(desk)
    assert isinstance(command, Start)
    assert command.job.unit == desk.rows["a"].unit


def test_files_that_are_merely_opened_cost_nothing() -> None:
    desk = Desk()
    for _ in range(3):
        assert opened(desk) == []
    for _ in range(3):
        assert later(desk) == []


def test_one_file_that_is_opened_and_stayed_with_is_read() -> None:
    desk = Desk()
    assert opened(desk) == []
    assert READ_S in desk.wakes
    assert [type(command) for command in later(desk)] == [Start]


def test_what_is_announced_is_likely_until_the_next_step_or_for_a_while() -> None:
    planner = Planner(lambda one: one.key)
    rows = tuple(row(name) for name in "abcdefgh")
    planner.take(Known(FILE, rows), 0.0)
    planner.take(Saved(FILE, rows, {rows[0].unit: 3}), 10.0)
    before = {guess.unit: guess.likely for guess in planner.ranked()}
    planner.take(Announced((rows[5].unit, "nowhere"), 0.5), 20.0)
    now = {guess.unit: guess.likely for guess in planner.ranked()}
    assert now[rows[5].unit] == pytest.approx(0.5 + before[rows[5].unit] / 2)
    assert sum(now.values()) == pytest.approx(1.0)
    planner.woke(20.0 + ANNOUNCED_S)
    assert {guess.unit: guess.likely for guess in planner.ranked()} == before


def test_guesses_that_nobody_uses_lower_the_cap_and_used_ones_bring_it_back() -> None:
    price = Price()
    least = price.least(0.0)
    for _ in range(100):
        price.brought(0.0, 1.0)
    assert price.scale == SCALE_MIN
    assert price.least(0.0) == pytest.approx(least / SCALE_MIN)
    for _ in range(100):
        price.brought(1.0, 1.0)
    assert price.scale == 1
    assert price.least(0.0) == least


def test_a_unit_that_is_passed_through_is_no_visit() -> None:
    planner = Planner(lambda one: one.key)
    planner.take(Known(FILE, (row("a"), row("b"))), 0.0)
    assert Wake(DWELL_S) in planner.take(Visited(row("a").unit), 0.0)
    wakes = planner.take(Visited(row("b").unit), 0.1)
    assert Wake(0.1 + DWELL_S) in wakes
    assert Wake(DWELL_S) not in wakes
    planner.woke(0.45)
    assert planner.habits.current == ""
    planner.woke(0.1 + DWELL_S)
    assert planner.habits.current == row("b").unit


def test_who_never_asks_still_has_what_is_likely_and_a_busy_card_costs_more() -> None:
    asks, price = Asks(), Price()
    for _ in range(500):
        asks.stepped()
    assert asks.share == SHARE_MIN
    for at_s in range(100):
        price.spent(1.0, float(at_s))
    assert price.duty(99.0) > DUTY_MAX
    assert price.least(99.0) > price.floor
    assert price.least(99.0 + 3600) == price.floor


def test_every_step_makes_the_next_guess_of_it_better() -> None:
    predictor = Predictor(PRIOR)
    rows = [[float(i == j) for j in range(len(FEATURES))] for i in range(4)]
    before = predictor.likely(rows)[2]
    for _ in range(50):
        predictor.learn(rows, 2)
    assert predictor.likely(rows)[2] > before
    assert sum(predictor.likely(rows)) == pytest.approx(1.0)


def test_habits_stay_small_and_candidates_few() -> None:
    habits = Habits()
    for number in range(400):
        file = f"file:///{number}.py"
        rows = tuple(row(f"f{i}", file=file) for i in range(30))
        habits.take(Known(file, rows))
        habits.take(Saved(file, rows, {rows[number % 30].unit: 3}))
    assert len(habits.tables) <= 100
    assert len(habits.last) <= RECENT_MAX
    found = habits.candidates()
    assert len(found) == len(set(found)) == CANDIDATES_MAX
    assert all(len(one) == len(FEATURES) for one in habits.features(found))
    assert found[0] == habits.current


def test_a_guess_that_came_to_nothing_counts_as_such_and_one_that_served_as_used() -> None:
    desk = Desk()
    closed_entries = []
    desk.planner.on_closed = closed_entries.append
    step(desk, opened, "opened")
    step(desk, saved, "saved")
    while desk.running is None:
        step(desk, later, "later")
    job = desk.running
    step(desk, ended, "ended")
    if desk.running is not None:
        step(desk, ended, "the other too")
    desk.planner.asked(desk.now_s + 2, slot=job.slot, saved_s=1.0)
    assert desk.planner.account.sum.used == 1
    assert desk.planner.account.sum.worth is not None
    assert [entry.used for entry in closed_entries] == [True]
    other = replace(job, slot="other", unit=desk.rows["a"].unit, unit_key=desk.rows["a"].key)
    desk.planner.began(other, desk.now_s)
    desk.planner.ended(other, 1.0, desk.now_s, done=True)
    step(desk, saved, "saved again")
    assert [entry.used for entry in closed_entries][-1] is False
