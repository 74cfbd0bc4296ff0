"""`bench run` asks as an editor does, keeps apart what is not the model's, and leaves everything as it was."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from spark_lsp.backends.fake import FakeBackend, Fault, Pause, Step, answer
from spark_lsp.bench import booth as booths
from spark_lsp.bench.booth import Asked, booth
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.order import Plan, blocks
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.session import measured
from spark_lsp.build import analyst
from spark_lsp.cli.main import main
from spark_lsp.cli.schemas import schema
from spark_lsp.core.asking import Ask, Cost, Done, Finish, MissReason, Resident, Words
from spark_lsp.core.bench_results import BenchResults
from spark_lsp.core.plan import Memory, MemoryKind
from spark_lsp.core.role import Role
from spark_lsp.core.text import apply_edits
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.players import player_of
from spark_lsp.errors import UsageError
from spark_lsp.roles.facts import facts_of
from spark_lsp.settings import BackendKind, BackendSettings, Settings
from tests.bench.scripted import SILENCE, reference, server

FAKE = Settings(backend=BackendSettings(kind=BackendKind.FAKE))
EVERY = {one.name: one for one in load_all()}
SOME = tuple(one for one in EVERY.values() if one.group.value in ("fix", "trap"))

pytestmark = pytest.mark.usefixtures("folders")


@pytest.fixture(scope="module")
def analyzers() -> Analyst:
    return analyst()


def run(
    backend: FakeBackend,
    out: Path,
    *models: str,
    roles: tuple[str, ...] = ("refine",),
    scenarios: tuple[Scenario, ...] = SOME,
    repeats: int = 1,
    profile: str = "strict",
    displace: bool = False,
    resume: bool = False,
) -> BenchResults:
    return measured(
        FAKE,
        out,
        models=models,
        roles=roles,
        repeats=repeats,
        profile=profile,
        seed=3,
        displace=displace,
        resume=resume,
        progress=lambda done, total: None,
        scenarios=scenarios,
        backend=backend,
    )


def silent(scenario: Scenario, ask: Ask) -> Sequence[Step]:
    return SILENCE


async def ask_once(
    reply: Sequence[Step], analyzers: Analyst, *, role: Role = Role.REFINE, budget_s: float | None = 5.0
) -> Asked:
    scenario = EVERY["fix-overlap"]
    backend = server((scenario,), {"m": lambda scenario, ask: reply})
    model = backend.models[0]
    one = booth(FAKE, backend, player_of(role, model, facts_of(model), ""), analyzers, Clock(), [])
    try:
        return await one.ask(scenario, budget_s)
    finally:
        await one.close()


def test_two_runs_of_a_deterministic_model_give_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.json"
        command = "import sys; from spark_lsp.cli.main import main; sys.exit(main(sys.argv[1:]))"
        words = ["bench", "run", "--backend", "fake", "--models", "fake", "--repeats", "2", "--scenarios", "fix,defect"]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", command, *words, "--out", str(out)], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        found.append(out.read_bytes())
    assert found[0] == found[1]
    results = json.loads(found[0])
    jsonschema.validate(results, schema("bench"))
    asked = 2 * 2 * sum(one.group.value in ("fix", "defect") for one in EVERY.values())
    assert len(results["rows"]) == asked


def test_the_order_is_drawn_by_the_seed_and_each_ask_is_made_once() -> None:
    def order(seed: int) -> list[tuple[str, int, str, str]]:
        plan = Plan(("a", "b"), (Role.REALTIME, Role.REFINE), tuple(EVERY.values()), repeats=3, seed=seed)
        return [(b.model, b.repeat, role.value, one.name) for b in blocks(plan) for role, one in b.asks]

    assert order(1) == order(1)
    assert order(1) != order(2)
    assert sorted(order(1)) == sorted(order(2))
    assert len(set(order(1))) == 2 * 2 * 3 * len(EVERY)


def test_the_better_answers_score_higher_through_the_path_of_an_editor(tmp_path: Path) -> None:
    backend = server(SOME, {"good": reference, "mute": silent})
    results = run(backend, tmp_path / "r.json", "good", "mute")
    good, mute = results["systems"]
    assert (good["model"], mute["model"]) == ("good", "mute")
    assert (good["intelligence"] or 0) > 70
    assert (good["usefulness"] or 0) > 70
    assert (good["strictPass"] or 0) > 70
    assert mute["intelligence"] == mute["usefulness"] == mute["strictPass"] == 0
    edits = [row["edit"] for row in results["rows"] if row["model"] == "good" and row["group"] == "fix"]
    assert sum(edits) > len(edits) / 2


async def test_an_edit_is_one_of_the_scenarios_own_code(analyzers: Analyst) -> None:
    scenario = EVERY["fix-overlap"]
    reply = {"headline": "`or` in `clashes` is true for almost any two", "next_step": "Use `and`", "why": ""}
    text = "    return begin < other_end and other_begin < end"
    asked = await ask_once(answer({**reply, "first_line": 3, "last_line": 3, "replacement": text}), analyzers)
    assert asked.answer.edit is not None
    assert apply_edits(scenario.code, asked.answer.edit) == scenario.code.replace(" or other", " and other")


@pytest.mark.parametrize("role", [Role.REALTIME, Role.REFINE])
@pytest.mark.parametrize(
    ("reply", "miss", "valid"),
    [
        ([Words("no JSON at all"), Done(Finish.STOP, Cost())], MissReason.GARBLED, False),
        ([Words('{"headline": "`clas'), Done(Finish.LENGTH, Cost())], MissReason.CUT_SHORT, False),
        ([Fault(MissReason.SERVER_ERROR)], MissReason.SERVER_ERROR, False),
        (answer({"headline": "`frobnicate` is `quux`", "next_step": "", "why": ""}), MissReason.UNGROUNDED, True),
        (SILENCE, None, True),
    ],
)
async def test_why_nothing_was_shown_is_told(
    role: Role, reply: Sequence[Step], miss: MissReason | None, valid: bool, analyzers: Analyst
) -> None:
    asked = await ask_once(reply, analyzers, role=role)
    assert (asked.miss, asked.answer.valid, asked.answer.headline) == (miss, valid, "")
    assert asked.answer.silent == (miss is None)


@pytest.mark.parametrize("role", [Role.REALTIME, Role.REFINE])
async def test_a_reply_past_its_budget_is_late_and_ended(role: Role, analyzers: Analyst) -> None:
    scenario = EVERY["fix-overlap"]
    replies: list[Sequence[Step]] = [[Pause(float("inf"))], answer({"headline": "`clashes` is wrong"})]
    backend = server((scenario,), {"m": lambda scenario, ask: replies.pop(0)})
    model = backend.models[0]
    one = booth(FAKE, backend, player_of(role, model, facts_of(model), ""), analyzers, Clock(), [])
    late = await one.ask(scenario, 0.05)
    good = await one.ask(scenario, 5.0)
    await one.close()
    assert late.miss is MissReason.LATE
    assert (backend.cancelled, backend.running) == (1, 0)
    assert good.answer.headline == "`clashes` is wrong"


async def test_queue_and_load_are_no_latency_of_the_model(analyzers: Analyst) -> None:
    cost = Cost(load_s=3.0, prompt_s=0.5, generation_s=0.5, total_s=9.0, tokens=20)
    held_up = [*answer({"headline": "`clashes` is wrong"})[:-1], Done(Finish.STOP, cost)]
    asked = await ask_once(held_up, analyzers)
    assert asked.taken.queue_s == pytest.approx(5.0)
    assert asked.taken.held_up_s == pytest.approx(8.0)
    assert asked.answer.seconds == 0.0, "it came sooner than what held it up"


def test_a_run_that_was_ended_goes_on_and_asks_nothing_twice(tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    whole = run(server(SOME, {"good": reference}), tmp_path / "whole.json", "good", repeats=2)
    asked = 0

    def until_ended(scenario: Scenario, ask: Ask) -> Sequence[Step]:
        nonlocal asked
        asked += 1
        if asked == 5:
            raise KeyboardInterrupt
        return reference(scenario, ask)

    with pytest.raises(KeyboardInterrupt):
        run(server(SOME, {"good": until_ended}), out, "good", repeats=2)
    rows = out.with_name("r.json.rows")
    kept = rows.read_text().count('{"row"')
    assert 0 < kept < len(whole["rows"])
    rows.write_text(rows.read_text() + '{"row": {"scen')
    with pytest.raises(UsageError, match="--resume"):
        run(server(SOME, {"good": reference}), out, "good", repeats=2)
    with pytest.raises(UsageError, match="settings changed"):
        run(server(SOME, {"good": reference}), out, "good", repeats=3, resume=True)
    backend = server(SOME, {"good": reference})
    resumed = run(backend, out, "good", repeats=2, resume=True)
    twins = sum(one.twin is not None for one in SOME)
    assert len(backend.asked) <= 2 * (len(SOME) + twins) - kept
    figures = [[(row["scenario"], row["repeat"], row["intelligence"]) for row in r["rows"]] for r in (whole, resumed)]
    assert figures[0] == figures[1]
    assert not rows.exists()


def test_a_missing_model_is_rows_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.json"
    words = ["--backend", "fake", "--models", "fake,gone", "--repeats", "1", "--scenarios", "fix", "--out", str(out)]
    assert main(["bench", "run", *words]) == 1
    assert "gone is not there" in capsys.readouterr().out
    rows = [row for row in json.loads(out.read_text())["rows"] if row["model"] == "gone"]
    assert {row["outcome"] for row in rows} == {"not pulled"}
    assert not any(row["counted"] for row in rows)


def test_a_dead_server_is_rows_with_a_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "r.json"
    words = ["--url", "http://127.0.0.1:9", "--models", "m", "--repeats", "1", "--scenarios", "fix", "--out", str(out)]
    assert main(["bench", "run", *words, "--json"]) == 1
    results: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {row["outcome"] for row in results["rows"]} == {"down"}
    assert results["environment"]["server"] is None
    jsonschema.validate(results, schema("bench"))


def test_a_server_that_dies_in_between_costs_the_rows_after_it_alone(tmp_path: Path) -> None:
    asked = 0

    def dying(scenario: Scenario, ask: Ask) -> Sequence[Step]:
        nonlocal asked
        asked += 1
        if asked == 3:
            backend.down = MissReason.DOWN
        return reference(scenario, ask)

    backend = server(SOME, {"good": dying})
    rows = run(backend, tmp_path / "r.json", "good")["rows"]
    assert {row["outcome"] for row in rows if not row["counted"]} == {"down"}
    assert any(row["counted"] for row in rows)


def test_a_cold_load_is_in_no_latency_and_is_undone(tmp_path: Path) -> None:
    backend = server(SOME, {"good": reference}, loaded=())
    results = run(backend, tmp_path / "r.json", "good", repeats=2)
    assert [load["model"] for load in results["loads"]] == ["good", "good"]
    assert [sum(row["cold"] for row in results["rows"] if row["repeat"] == at) for at in (0, 1)] == [1, 1]
    assert results["systems"][0]["coldLatency"] is not None
    assert backend.loaded == ()


@pytest.mark.parametrize(
    ("profile", "displace", "warmed"),
    [("strict", False, False), ("strict", True, True), ("isolated", True, False)],
)
def test_nobodys_model_loses_its_place_unless_the_person_says_so(
    profile: str, displace: bool, warmed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spark_lsp.bench.runner.memory_now", lambda ours_mib: Memory(MemoryKind.VRAM, 500))
    backend = server(SOME, {"good": reference}, loaded=())
    backend.loaded = (Resident("somebody's"),)
    results = run(backend, tmp_path / "r.json", "good", profile=profile, displace=displace)
    assert bool(backend.warmed) == warmed
    assert {row["outcome"] for row in results["rows"]} == ({"answered", "silent"} if warmed else {"not loaded"})
    assert Resident("somebody's") in backend.loaded


def test_nothing_of_a_run_is_in_the_store_of_the_editor(tmp_path: Path, folders: Path) -> None:
    run(server(SOME, {"good": reference}), tmp_path / "r.json", "good", roles=("realtime", "refine"))
    kept = {file.name for file in folders.rglob("*") if file.is_file() and "rules" not in file.name}
    assert not any(name.endswith((".sqlite", ".sqlite-wal")) for name in kept), kept


def test_no_answer_is_taken_from_an_earlier_one(tmp_path: Path) -> None:
    backend = server(SOME, {"good": reference})
    run(backend, tmp_path / "r.json", "good", roles=("realtime", "refine"), repeats=3)
    twins = sum(one.twin is not None for one in SOME)
    assert len(backend.asked) == 2 * 3 * (len(SOME) + twins)


def test_a_trial_is_no_person_for_whom_others_make_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr("spark_lsp.engine.turn.Turn.person_came", lambda turn: called.append("came"))
    run(server(SOME, {"good": reference}), tmp_path / "r.json", "good", roles=("realtime",))
    assert called == []


def test_an_ask_that_made_way_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booths, "MADE_WAY_S", 0.0)
    faults: list[Sequence[Step]] = [[Fault(MissReason.SUPERSEDED)]]

    def interrupted(scenario: Scenario, ask: Ask) -> Sequence[Step]:
        return faults.pop() if faults else reference(scenario, ask)

    rows = run(server(SOME, {"good": interrupted}), tmp_path / "r.json", "good")["rows"]
    assert all(row["counted"] for row in rows)


@pytest.mark.parametrize(
    "wrong", [["--models", ""], ["--models", "a", "--repeats", "0"], ["--models", "a", "--scenarios", "nothing"]]
)
def test_wrong_usage_says_what_is_wrong(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "run", "--backend", "fake", *wrong]) == 2
    assert "spark-lsp: " in capsys.readouterr().err
