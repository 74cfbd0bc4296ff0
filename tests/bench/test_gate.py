"""A model gets a role by what it showed on this machine, and by nothing less; the five conditions are seen to fail."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.bench.booth import Booth, TrialShelf
from spark_lsp.bench.conditions import DEFAULTS, Condition, conditions
from spark_lsp.bench.gate import Candidate, gate
from spark_lsp.bench.scenario import load_all
from spark_lsp.bench.session import measured
from spark_lsp.cli import roles_gate
from spark_lsp.cli.main import main
from spark_lsp.cli.model_server import Answered
from spark_lsp.core.asking import Installed, Server
from spark_lsp.core.bench_results import BenchResults
from spark_lsp.core.budget import Admit, BudgetGate
from spark_lsp.core.casting import Company, cast_roles
from spark_lsp.core.promotion import Promotion
from spark_lsp.core.role import Role
from spark_lsp.engine.packets import Packets
from spark_lsp.engine.players import company_of, players
from spark_lsp.roles.facts import facts_of
from spark_lsp.settings import BackendKind, BackendSettings, RoleSettings, Settings
from spark_lsp.store.promotions import FILE_NAME, PromotionFile
from tests.bench.scripted import SILENCE, reference, server

FAKE = Settings(backend=BackendSettings(kind=BackendKind.FAKE))
EVERY = tuple(load_all())

pytestmark = pytest.mark.usefixtures("folders")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> BenchResults:
    """Of three models in both roles: one that is right, one that is right half the time, one that is silent."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("run")
        patch.setenv("SPARK_LSP_DATA_DIR", str(folder))
        patch.setenv("SPARK_LSP_CACHE_DIR", str(folder))
        half = {one.name for one in EVERY[::2]}
        backend = server(
            EVERY,
            {
                "good": reference,
                "half": lambda scenario, ask: reference(scenario, ask) if scenario.name in half else SILENCE,
                "mute": lambda scenario, ask: SILENCE,
            },
        )
        return measured(
            FAKE,
            folder / "run.json",
            models=("good", "half", "mute"),
            roles=("realtime", "refine"),
            repeats=2,
            profile="strict",
            seed=1,
            displace=False,
            resume=False,
            progress=lambda done, total: None,
            backend=backend,
        )


def candidate(results: BenchResults, name: str, role: Role = Role.REFINE) -> Candidate:
    model = next(one for one in results["models"] if one["name"] == name)
    measured_as = "realtime" if role is Role.REALTIME else "refine"
    return Candidate(role, name, model["digest"], model["prompts"][measured_as])


def failed(results: BenchResults, who: Candidate, holder: str = "", machine: str = "") -> set[str]:
    here = machine or results["environment"]["machine"]
    checks = gate(who, holder, results, machine=here, questions=results["settings"]["scenarioSet"])
    assert all(one.evidence for one in checks)
    return {one.name for one in checks if not one.holds}


@pytest.mark.parametrize("role", [Role.REALTIME, Role.REFINE, Role.CODING])
def test_who_is_right_passes_alone_and_beside_a_worse_holder(results: BenchResults, role: Role) -> None:
    for holder in ("", "half", "mute", "good"):
        assert failed(results, candidate(results, "good", role), holder) == set()


def test_who_is_worse_than_the_holder_does_not_pass(results: BenchResults) -> None:
    assert failed(results, candidate(results, "half")) == set()
    beside = failed(results, candidate(results, "half"), "good")
    assert beside == {"holder", "intelligence beside holder", "usefulness beside holder"}


def test_silence_is_not_better_than_no_model(results: BenchResults) -> None:
    assert {"intelligence over none", "usefulness over none"} <= failed(results, candidate(results, "mute"))


def changed(results: BenchResults, change: Callable[[Any], None]) -> BenchResults:
    made = deepcopy(results)
    change(made)
    return made


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("machine", lambda r: r["environment"].update(machine="another")),
        ("questions", lambda r: r["settings"].update(scenarioSet="others")),
        ("repeats", lambda r: r["settings"].update(repeats=1)),
        ("profile", lambda r: r["settings"].update(profile="isolated")),
        ("model", lambda r: r["models"][0].update(digest="pulled anew")),
        ("model", lambda r: r["models"][0]["prompts"].update(realtime="another prompt")),
        ("model", lambda r: r["models"][0].update(absent="it was not there")),
        ("model", lambda r: r["settings"].update(roles=["refine"])),
        ("asked", lambda r: [row.update(counted=False) for row in r["rows"][:1]]),
        ("valid", lambda r: [row.update(valid=False) for row in r["rows"]]),
        ("quick", lambda r: [row.update(headlineSeconds=7.0) for row in r["rows"]]),
        ("quick", lambda r: [row.update(outcome="late", headlineSeconds=None) for row in r["rows"]]),
    ],
)
def test_each_thing_that_is_missing_is_named(results: BenchResults, name: str, change: Callable[[Any], None]) -> None:
    who = candidate(results, "good", Role.REALTIME)
    made = changed(results, change)
    checks = gate(
        who,
        "",
        made,
        machine=results["environment"]["machine"],
        questions=results["settings"]["scenarioSet"],
    )
    assert [one.name for one in checks if not one.holds] == [name]


def test_a_holder_that_was_not_measured_beside_it_is_no_comparison(results: BenchResults) -> None:
    assert failed(results, candidate(results, "good"), "somebody:7b") == {"holder"}


def said_by(monkeypatch: pytest.MonkeyPatch, *models: Installed) -> None:
    answered = Answered(Server("ollama", "0.15.4", "http://127.0.0.1:1"), models, ())
    monkeypatch.setattr(roles_gate, "ask_server", lambda settings: answered)


def test_promote_is_refused_then_granted_and_undone(
    results: BenchResults, folders: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = Installed("good", "digest of good", context_tokens=4096)
    phi = Installed("phi4-mini", "phi")
    said_by(monkeypatch, good, phi)
    assert main(["roles", "promote", "refine", "good"]) == 1
    refused = capsys.readouterr().out
    assert "bench run --models phi4-mini,good --roles refine" in refused
    assert not (folders / "data" / FILE_NAME).exists()

    run = folders / "run.json"
    made = changed(results, lambda r: [row.update(model="phi4-mini") for row in r["rows"] if row["model"] == "half"])
    made["models"][1]["name"] = "phi4-mini"
    run.write_text(json.dumps(made), "utf-8")
    assert main(["roles", "promote", "refine", "good", "--results", str(run), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["promoted"] is True

    kept = PromotionFile(folders / "data", print).read()
    ollama = Server("ollama", "0.15.4", "http://127.0.0.1:1")
    parts = players(Settings(), ollama, (good, phi), (), kept)
    refining = parts[Role.REFINE]
    assert getattr(refining, "model", "") == "good"
    assert "roles demote refine" in getattr(refining, "why", "")
    own = players(Settings(roles=RoleSettings(refine="mine")), ollama, (good, phi, Installed("mine", "m")), (), kept)
    assert getattr(own[Role.REFINE], "model", "") == "mine"
    anew = players(Settings(), ollama, (Installed("good", "pulled anew"), phi), (), kept)
    assert getattr(anew[Role.REFINE], "model", "") == "phi4-mini"

    assert main(["roles", "demote", "refine"]) == 0
    assert PromotionFile(folders / "data", print).read() == {}
    assert main(["roles", "demote", "refine"]) == 2


def test_a_promoted_model_may_have_a_role_that_its_entry_does_not_give_it() -> None:
    heavy = Installed("gpt-oss:20b", "d")
    assert Role.REALTIME not in facts_of(heavy).roles
    passed = {Role.REALTIME: Promotion("gpt-oss:20b", "d", "f", "2026-11-24", "it passed")}
    for promoted, name in (({}, ""), (passed, "gpt-oss:20b")):
        part = cast_roles(company_of(Settings(), (heavy, Installed("other", "o")), "ollama", promoted))[Role.REALTIME]
        assert getattr(getattr(part, "model", None), "name", "") == name


@pytest.mark.parametrize("words", [["promote", "embed", "x"], ["promote", "refine"], ["demote"], ["status", "x"]])
def test_wrong_usage_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roles", *words]) == 2
    assert capsys.readouterr().err


def test_a_file_of_promotions_that_is_none_is_said_once_and_left_out(folders: Path) -> None:
    said: list[str] = []
    kept = PromotionFile(folders, said.append)
    for text in ("{", "[]", '{"refine": {"model": 1}}', '{"refine": 3}'):
        kept.file.write_text(text, "utf-8")
        assert kept.read() == {}
    assert len(said) == 1


def test_status_tells_the_conditions_with_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roles", "status", "--backend", "fake", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["conditions"]
    assert len(told) == 5
    assert all(one["holds"] and one["evidence"] for one in told)


def looked(installed: tuple[Installed, ...] = ()) -> dict[str, Condition]:
    company = company_of(Settings(), installed, "ollama", {})
    return {one.name: one for one in conditions(company, cast_roles(company))}


def test_advice_that_waits_for_a_model_fails_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Packets, "worded", lambda self, view, advisories: [])
    assert [one.name for one in looked().values() if not one.holds] == ["fallback"]


def test_a_gate_that_lets_everything_through_fails_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BudgetGate, "decide", lambda self, model, **told: Admit(4096, None))
    assert [one.name for one in looked().values() if not one.holds] == ["budget gate"]


@pytest.mark.parametrize(("role", "name"), [(Role.REFINE, "refine default"), (Role.REALTIME, "realtime default")])
def test_another_default_fails_the_third_and_the_fourth(role: Role, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DEFAULTS, role, "what was decided")
    assert [one.name for one in looked().values() if not one.holds] == [name]


@pytest.mark.parametrize(("role", "name"), [(Role.REFINE, "refine default"), (Role.REALTIME, "realtime default")])
def test_somebody_else_in_the_role_without_a_word_fails_it(role: Role, name: str) -> None:
    installed = (Installed(DEFAULTS[role], "d"), Installed("qwen2.5-coder:3b", "q"))
    company = company_of(Settings(), installed, "ollama", {})
    swapped = Company({**company.wanted, role: "qwen2.5-coder:3b"}, installed, facts_of, "ollama")
    parts = cast_roles(swapped)
    told = {one.name: one.holds for one in conditions(company, parts)}
    assert not told[name]
    assert all(holds for other, holds in told.items() if other != name)
    assert all(one.holds for one in conditions(swapped, parts))  # the person's own word


class Leaky(TrialShelf):
    """Puts a trial's packet where production would."""

    def put(self, slot: str, held: object) -> bool:
        from spark_lsp.store.folders import cache_folder

        cache_folder().mkdir(parents=True, exist_ok=True)
        (cache_folder() / "packets.sqlite").write_text("a packet", "utf-8")
        return True


def test_a_trial_that_leaves_something_fails_the_fifth(monkeypatch: pytest.MonkeyPatch) -> None:
    from spark_lsp.bench import booth as booths

    monkeypatch.setattr(booths, "TrialShelf", Leaky)
    assert [one.name for one in looked().values() if not one.holds] == ["isolated trials"]


def test_a_trial_that_throws_somebody_out_fails_the_fifth(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = Booth.ask

    async def greedy(self: Booth, *given: Any) -> Any:
        backend = self.lanes.crew.connect
        made = await backend()
        assert made is not None
        await made.warm("somebody's", context_tokens=4096, keep_alive_s=0.0)
        return await ask(self, *given)

    monkeypatch.setattr(Booth, "ask", greedy)
    assert [one.name for one in looked().values() if not one.holds] == ["isolated trials"]
