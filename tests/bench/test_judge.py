"""A judge is a second opinion: it never decides, never knows who answered, and what it does not give is missing."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spark_lsp.backends.fake import FakeBackend, Fault, Pause, Step, answer
from spark_lsp.bench.grades import Answers
from spark_lsp.bench.judge import Judge, grade_in
from spark_lsp.bench.report import page
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.session import measured
from spark_lsp.cli.bench_run import lines
from spark_lsp.cli.schemas import schema
from spark_lsp.core.asking import Ask, Installed, MissReason
from spark_lsp.core.bench_results import BenchResults
from spark_lsp.core.role import Role
from spark_lsp.engine.players import player_of
from spark_lsp.engine.turn import Turn
from spark_lsp.roles.facts import facts_of
from spark_lsp.settings import BackendKind, BackendSettings, Settings
from tests.bench.scripted import SILENCE, reference, server
from tests.engine.lane_parts import NoLease

FAKE = Settings(backend=BackendSettings(kind=BackendKind.FAKE))
SOME = tuple(one for one in load_all() if one.group.value in ("fix", "trap"))
JUDGE = Installed("judge", "digest of judge", context_tokens=8192)

pytestmark = pytest.mark.usefixtures("folders")


class Bell(NoLease):
    """A person waits once, and has gone when the lease is taken again."""

    def take(self) -> bool:
        self.wanted = False
        return super().take()


def silent(scenario: Scenario, ask: Ask) -> Sequence[Step]:
    return SILENCE


def fair(ask: Ask) -> Sequence[Step]:
    """Grades words by whether they are the truth's."""
    remark = ask.user.partition("<<<REMARK\n")[2].partition("\n")[0]
    true = remark in ask.user.partition("<<<TRUTH\n")[2].partition("TRUTH>>>")[0]
    return answer({"reason": "as it is", "grade": 9 if true else 2})


def judging(grades: object) -> tuple[FakeBackend, list[Ask]]:
    """A server with two models that answer and one that grades; the asks of the last."""
    backend = server(SOME, {"alpaca": reference, "beluga": silent})
    answers, seen = backend.script, list[Ask]()

    def script(ask: Ask) -> Sequence[Step]:
        if ask.model != "judge":
            return answers(ask)
        seen.append(ask)
        return grades(ask) if callable(grades) else grades  # type: ignore[return-value]

    backend.script = script
    backend.models = (*backend.models, JUDGE)
    return backend, seen


def run(backend: FakeBackend, out: Path, *, seed: int = 3, judge: str = "judge") -> BenchResults:
    return measured(
        FAKE, out, models=("alpaca", "beluga"), roles=("refine",), repeats=1, profile="strict", seed=seed,
        displace=True,
        resume=False, progress=lambda done, total: None, scenarios=SOME, backend=backend, judge=judge,
    )  # fmt: skip


def test_its_grades_stand_apart_from_every_score(tmp_path: Path) -> None:
    backend, seen = judging(fair)
    results = run(backend, tmp_path / "r.json")
    jsonschema.validate(json.loads((tmp_path / "r.json").read_text()), schema("bench"))
    plain = run(server(SOME, {"alpaca": reference, "beluga": silent}), tmp_path / "p.json", judge="")
    assert "judge" not in plain
    for mine, theirs in ((results["systems"], plain["systems"]), (results["rows"], plain["rows"])):
        assert [one | {"seconds": 0} for one in mine if "strict" in one] == [
            one | {"seconds": 0} for one in theirs if "strict" in one
        ]
    assert [one["strictPass"] for one in results["systems"]] == [one["strictPass"] for one in plain["systems"]]
    judge = results["judge"]
    assert judge["trouble"] == ""
    means = {one["model"]: one["mean"] for one in judge["systems"]}
    assert means["alpaca"] is not None
    assert means["beluga"] is not None
    assert means["alpaca"] > means["beluga"]
    asked = [row for row in results["rows"] if row["outcome"] in ("answered", "silent")]
    assert len(seen) == len(judge["grades"]) == len(asked)
    assert any(line.startswith("judge judge") for line in lines(results))
    shown = page(results, None)
    assert "What judge thinks" in shown
    assert "What judge thinks" not in page(plain, None)


def test_it_is_not_told_who_answered_and_the_order_is_drawn(tmp_path: Path) -> None:
    orders = []
    for seed in (3, 3, 4):
        backend, seen = judging(fair)
        run(backend, tmp_path / f"{len(orders)}.json", seed=seed)
        assert not any(name in ask.system + ask.user for ask in seen for name in ("alpaca", "beluga"))
        orders.append([ask.user for ask in seen])
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])


@pytest.mark.parametrize(
    ("steps", "trouble"),
    [
        ([Fault(MissReason.SERVER_ERROR)], "server error"),
        (answer({"reason": "x", "grade": 11}), "garbled"),
        (answer({"reason": "x", "grade": True}), "garbled"),
        (answer({"grade": "7"}), "garbled"),
        (answer({"headline": "no"}), "garbled"),
    ],
)
def test_a_judge_that_fails_is_a_missing_figure(steps: Sequence[Step], trouble: str, tmp_path: Path) -> None:
    backend, _ = judging(steps)
    judge = run(backend, tmp_path / "r.json")["judge"]
    assert {one["trouble"] for one in judge["grades"]} == {trouble}
    assert all(one["mean"] is None and not one["graded"] and one["missing"] for one in judge["systems"])


def test_a_judge_that_is_not_there_is_told(tmp_path: Path) -> None:
    results = run(server(SOME, {"alpaca": reference, "beluga": silent}), tmp_path / "r.json", judge="gone")
    assert "gone is not there" in results["judge"]["trouble"]
    assert all(one["grade"] is None for one in results["judge"]["grades"])
    assert results["systems"][0]["intelligence"]


def test_it_is_unloaded_where_it_was_not_loaded_before(tmp_path: Path) -> None:
    backend, _ = judging(fair)
    run(backend, tmp_path / "r.json")
    assert backend.warmed.count("judge") == 2
    assert [one.name for one in backend.loaded] == ["alpaca", "beluga"]


NAME = load_all()[0].name
ROW: Any = {"scenario": NAME, "model": "m", "role": "refine", "repeat": 0, "outcome": "silent", "edit": False}
SAID: Any = {"headline": "", "nextStep": "", "why": ""}


async def test_it_makes_way_for_a_person_and_asks_again() -> None:
    lease = Bell()
    replies: list[Sequence[Step]] = [[Pause(float("inf"))], answer({"reason": "x", "grade": 6})]

    def script(ask: Ask) -> Sequence[Step]:
        reply = replies.pop(0)
        lease.wanted = bool(replies)
        return reply

    backend = FakeBackend(script=script, models=(JUDGE,))
    player = player_of(Role.POLICY, JUDGE, facts_of(JUDGE), "")
    grades = await Judge(backend, player, Turn(lease), made_way_s=0.0).grades([(ROW, load_all()[0], SAID)], seed=0)
    assert [one["grade"] for one in grades] == [6]
    assert backend.cancelled == 1


async def test_a_grade_that_takes_too_long_is_ended() -> None:
    backend = FakeBackend(script=lambda ask: [Pause(float("inf"))], models=(JUDGE,))
    player = player_of(Role.POLICY, JUDGE, facts_of(JUDGE), "")
    judge = Judge(backend, player, Turn(NoLease()), limit_s=0.05)
    grades = await judge.grades([(ROW, load_all()[0], SAID)], seed=0)
    assert grades[0]["trouble"] == "late"
    await asyncio.sleep(0)
    assert backend.running == 0


def test_words_that_no_row_kept_have_no_grade() -> None:
    rows, lost = Answers([ROW], load_all(), {}).to_grade()
    assert (rows, len(lost)) == ([], 1)
    rows, lost = Answers([ROW], load_all(), {("m", "refine", 0, NAME): SAID}).to_grade()
    assert (len(rows), lost) == (1, [])


@pytest.mark.parametrize(("reply", "grade"), [("", None), ("[]", None), ('{"grade": 0}', 0), ('{"grade": -1}', None)])
def test_a_grade_is_a_whole_number_from_0_to_10(reply: str, grade: int | None) -> None:
    assert grade_in(reply) == grade
