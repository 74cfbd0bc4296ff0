"""The replayer is to be trusted: it finds the reference policies' figures, and what decides cannot see the future."""

import gzip
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from spark_lsp.bench.replay.asks import Ask, Model, asks, transitions
from spark_lsp.bench.replay.drivers import Driver, LastThree, Listed, Spark
from spark_lsp.bench.replay.machine import Machine
from spark_lsp.bench.replay.navigation import ARRIVAL, HOVER, navigated, ranked
from spark_lsp.bench.replay.replay import Run, tally
from spark_lsp.bench.replay.score import calibration, scored
from spark_lsp.bench.replay.store import ReplayStore
from spark_lsp.bench.replay.traces import Open, Recorded, Save, Trace, read_trace
from spark_lsp.cli.main import main
from spark_lsp.cli.schemas import schema
from spark_lsp.core.activity import UnitRow
from spark_lsp.core.planner import Planner

FOLDER = Path(__file__).parent.parent / "traces"
SAVES = [read_trace(path) for path in sorted(FOLDER.glob("dev-*.jsonl.gz"))]
WALKS = [read_trace(path) for path in sorted(FOLDER.glob("nav-*.jsonl.gz"))]
SMALL = [trace for trace in SAVES if len(trace.events) < 150]

ANCHORS = [
    (3.145, Model.EARLY, False, {"none": 0.078, "refresh": 0.317, "lru3": 0.398, "oracle": 0.078}),
    (3.145, Model.LATE, False, {"none": 0.078, "refresh": 0.724, "lru3": 0.837, "oracle": 0.940}),
    (1.05, Model.EARLY, False, {"none": 0.078, "refresh": 0.731, "lru3": 0.818, "oracle": 0.927}),
    (1.05, Model.UNIFORM, False, {"none": 0.078, "refresh": 0.711, "lru3": 0.822, "oracle": 0.892}),
    (0.35, Model.EARLY, False, {"none": 0.078, "refresh": 0.732, "lru3": 0.845, "oracle": 0.932}),
    (1.05, Model.EARLY, True, {"none": 0.071, "refresh": 0.696, "lru3": 0.779, "oracle": 0.927}),
    (1.05, Model.UNIFORM, True, {"none": 0.070, "refresh": 0.675, "lru3": 0.792, "oracle": 0.892}),
]
"""Service time, ask model, whether the context is in the key, and what each policy hits there (PROTOCOL §7)."""


def cell(run: Run) -> dict[str, object]:
    return scored([tally(trace, run) for trace in SAVES], service_s=run.service_s, seed=0)


@pytest.mark.parametrize(("service_s", "model", "by_context", "hits"), ANCHORS)
def test_the_reference_policies_hit_what_is_known_of_them(
    service_s: float, model: Model, by_context: bool, hits: dict[str, float]
) -> None:
    for policy, hit in hits.items():
        told = cell(Run(policy, service_s, model, by_context=by_context, draws=3 if model is Model.UNIFORM else 1))
        assert told["hit"] == pytest.approx(hit, abs=0.005), policy
        assert told["stale"] == 0


def test_ours_hits_more_than_the_last_three_with_little_more_work_and_nothing_stale() -> None:
    ours, theirs = cell(Run("spark", draws=1)), cell(Run("lru3", draws=1))
    assert ours["hit"] > theirs["hit"] + 0.04  # type: ignore[operator]
    assert ours["jobs_per_ask"] <= 1.7  # type: ignore[operator]
    assert ours["stale"] == 0


def test_who_asks_less_has_less_made() -> None:
    few, many = (cell(Run("spark", share=share, draws=1)) for share in (0.2, 1.0))
    jobs = [told["prefetch_per_ask"] * told["asks"] for told in (few, many)]  # type: ignore[operator]
    assert jobs[0] < 0.9 * jobs[1]


def test_the_hovers_that_were_really_made_are_met_as_often_with_less_unused() -> None:
    ours, theirs = (
        scored([navigated(trace, policy, HOVER, 1.05) for trace in WALKS], service_s=1.05, seed=0)
        for policy in ("spark", "lru3")
    )
    assert theirs["hit"] == pytest.approx(0.405, abs=0.005)
    assert ours["asks"] == theirs["asks"] == 37
    assert ours["hit"] >= theirs["hit"]  # type: ignore[operator]
    assert ours["unused"] <= 0.85  # type: ignore[operator]


def test_a_walk_is_counted_as_the_protocol_counts_it() -> None:
    none = scored([navigated(trace, "none", ARRIVAL, 1.05) for trace in WALKS], service_s=1.05, seed=0)
    assert (none["asks"], none["hit"]) == (189, pytest.approx(0.386, abs=0.005))
    assert sum(len(ranked(trace)) for trace in WALKS) == 185


# -- the future

Decide = Callable[[ReplayStore, Trace], Driver]


def production(store: ReplayStore, trace: Trace) -> Driver:
    return Spark(Planner(store.offer))


class _Peeking(LastThree):
    """Knows what is saved after next."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._coming = [event for event in trace.events if isinstance(event, Save) and event.primary]

    def wants(self) -> Sequence[UnitRow]:
        known, now = self.rows(), self.last.t if self.last is not None else 0.0
        later = next((known[e.primary] for e in self._coming if e.t > now and e.primary in known), None)
        return [later] if later is not None else []


def peeking(store: ReplayStore, trace: Trace) -> Driver:
    return Listed(_Peeking(trace), store.slot_of, store.has)


def commands(
    decide: Decide, trace: Trace, questions: Sequence[Ask], until_s: float = 0.0
) -> list[tuple[float, str, str]]:
    store = ReplayStore(by_context=True)
    return Machine(decide(store, trace), store, 1.05).play(trace.events, questions, until_s).commands


def shuffled(trace: Trace, cut_s: float, chance: random.Random) -> Trace:
    """What comes after the cut comes in another order at the same times, or not at all."""
    before = [event for event in trace.events if event.t <= cut_s]
    after = [event for event in trace.events if event.t > cut_s]
    if chance.random() < 0.3:
        return replace(trace, events=tuple(before))
    payloads: list[Recorded] = list(after)
    chance.shuffle(payloads)
    moved = (replace(what, t=when.t) for when, what in zip(after, payloads, strict=True))
    return replace(trace, events=(*before, *moved))


def differs(decide: Decide, trace: Trace, cut_s: float, chance: random.Random) -> bool:
    """Whether anything before the cut is decided otherwise where the future is another."""
    moves = transitions(trace)
    made = asks(trace, moves, Model.EARLY, seed=0, draw=0, share=1.0)
    known = [one for one in made if one.transition.ended_s <= cut_s]
    other = shuffled(trace, cut_s, chance)
    ways = [[one for one in commands(decide, t, known, cut_s) if one[0] < cut_s] for t in (trace, other)]
    return ways[0] != ways[1]


def cuts(trace: Trace, chance: random.Random) -> list[float]:
    return [chance.uniform(trace.events[0].t, trace.events[-1].t) for _ in range(5)]


@pytest.mark.parametrize("trace", SAVES, ids=lambda trace: trace.name)
def test_nothing_is_decided_by_what_is_still_to_come(trace: Trace) -> None:
    chance = random.Random(trace.name)
    assert not [cut_s for cut_s in cuts(trace, chance) if differs(production, trace, cut_s, chance)]


def test_a_planner_that_peeks_is_caught() -> None:
    caught = 0
    for trace in SMALL:
        chance = random.Random(trace.name)
        caught += any(differs(peeking, trace, cut_s, chance) for cut_s in cuts(trace, chance))
    assert caught >= len(SMALL) - 2


@pytest.mark.parametrize("trace", SMALL, ids=lambda trace: trace.name)
def test_nobody_knows_when_the_first_question_comes(trace: Trace) -> None:
    moves = transitions(trace)
    made = [list(asks(trace, moves, Model.UNIFORM, seed=seed, draw=0, share=1.0)) for seed in (0, 1)]
    first_s = min(questions[0].at_s for questions in made)
    ways = [[one for one in commands(production, trace, questions) if one[0] < first_s] for questions in made]
    assert ways[0] == ways[1]


# -- what is read and printed


def test_a_trace_is_rebuilt_table_by_table() -> None:
    trace = SAVES[2]
    tables = [event for event in trace.events if isinstance(event, Open | Save)]
    assert len({row.unit for event in tables for row in event.rows}) == 6
    assert all(event.primary == event.changed[0][0] for event in tables if isinstance(event, Save) and event.changed)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no trace"),
        (b'{"format": "other/1"}\n', "no trace"),
        (b'{"format": "spark-trace/1", "kind": "dance"}\n', "'dance' is not known"),
        (b'{"format": "spark-trace/1", "kind": "saves"}\nnonsense\n', ":2: not an event"),
        (b'{"format": "spark-trace/1", "kind": "saves"}\n{"t": 1, "e": "open"}\n', ":2: not an event"),
        (b"\x1f\x8b broken", "cannot be read"),
    ],
)
def test_what_is_no_trace_is_named(
    tmp_path: Path, content: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_bytes(content)
    assert main(["replay", str(file)]) == 2
    assert told in capsys.readouterr().err


def test_one_command_prints_the_tables_and_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(FOLDER / "dev-03.jsonl.gz"), str(FOLDER / "nav-dev-01.jsonl.gz")]
    assert main(["replay", *names, "--draws", "1"]) == 0
    shown = capsys.readouterr().out
    assert "real hovers first" in shown
    assert "lru3" in shown
    assert main(["replay", *names, "--draws", "1", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, schema("replay"))
    assert report["protocol"] == "spark-replay/1"
    assert {(one["policy"], one["key"]) for one in report["replay"]} >= {("spark", "hx"), ("oracle", "h")}
    assert set(report["navigation"]) == {"ranks", "replay"}


def test_an_empty_trace_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"format": "spark-trace/1", "kind": "saves", "id": "mine"}\n'))
    assert main(["replay", str(file), "--json"]) == 0
    empty = json.loads(capsys.readouterr().out)
    jsonschema.validate(empty, schema("replay"))
    assert empty["transitions"] == 0


def test_the_calibration_error_is_what_it_is_called() -> None:
    assert calibration([(0.8, True)] * 8 + [(0.8, False)] * 2)["ece"] == 0.0
    assert calibration([(0.9, False)] * 10)["ece"] == 0.9


def test_the_picture_has_ours_and_what_it_had_to_beat(tmp_path: Path) -> None:
    out = tmp_path / "frontier.svg"
    assert main(["replay", str(FOLDER / "dev-03.jsonl.gz"), "--draws", "1", "--plot", str(out)]) == 0
    drawn = out.read_text("utf-8")
    assert drawn.count('<g id="line2d_') >= 4
    assert "the prototype, at several prices" in drawn
    empty = tmp_path / "empty.svg"
    assert main(["replay", str(FOLDER / "nav-dev-01.jsonl.gz"), "--draws", "1", "--plot", str(empty)]) == 2
    assert not empty.exists()


def test_where_nothing_can_be_drawn_with_it_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("spark_lsp.bench.replay.plot.find_spec", lambda name: None)
    assert main(["replay", str(FOLDER / "dev-03.jsonl.gz"), "--plot", str(tmp_path / "a.svg")]) == 2
    told = capsys.readouterr()
    assert "pip install 'spark-lsp[bench]'" in told.err
    assert told.out == ""
