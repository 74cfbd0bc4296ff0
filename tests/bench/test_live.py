"""Scenarios of one's own work tell answers apart, and nothing of the work leaves the cache folder."""

import json
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from spark_lsp.backends.fake import Step, answer
from spark_lsp.bench.controls import controls, reference, said
from spark_lsp.bench.live import load_live, made_of
from spark_lsp.bench.looked import looked
from spark_lsp.bench.scenario import Group, Scenario, load_all
from spark_lsp.bench.scenario_files import read_scenario
from spark_lsp.bench.score import score, strict
from spark_lsp.bench.session import measured
from spark_lsp.build import analyst, live_keeper
from spark_lsp.cli.main import main
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Ask
from spark_lsp.core.live import Event, LiveRecord, record_from_json, record_of, record_to_json, without_secrets
from spark_lsp.core.text import split_lines
from spark_lsp.settings import BackendKind, BackendSettings, Settings
from spark_lsp.store.live import RECORDS_MAX, LiveStore
from tests.bench.scripted import SILENCE, server
from tests.bench.scripted import reference as scripted_reference
from tests.e2e.sample import TEXT

FAKE = Settings(backend=BackendSettings(kind=BackendKind.FAKE))
SECRET = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"

pytestmark = pytest.mark.usefixtures("folders")


@pytest.fixture(scope="module")
def records() -> dict[str, LiveRecord]:
    """Rule → its record: what has a fix was taken, what has none was put away."""
    analysis = analyst().analyse(Source(TEXT, "python", "/shop/orders.py"))
    found: dict[str, LiveRecord] = {}
    for finding in analysis.findings:
        edits = finding.fix.edits if finding.fix is not None and finding.fix.checks else ()
        event = Event.ACCEPTED if edits else Event.DISMISSED
        record = record_of(event, finding, analysis, split_lines(TEXT), "python", at_s=1.0, edits=edits)
        assert record is not None
        found[finding.rule] = record
    return found


@pytest.fixture
def scenarios(records: dict[str, LiveRecord], folders: Path) -> tuple[Scenario, Scenario]:
    """The accepted and the dismissed one, as `make` writes them."""
    store = LiveStore(folders / "cache")
    for rule in ("py-yaml-load", "py-sql-injection"):
        assert store.add(records[rule])
    assert main(["bench", "live", "make"]) == 0
    one, other = sorted(load_live(), key=lambda scenario: scenario.group)
    assert (one.group, other.group) == (Group.DEFECT, Group.TRAP)
    return one, other


def test_a_record_holds_the_unit_and_its_imports_alone(records: dict[str, LiveRecord]) -> None:
    record = records["py-yaml-load"]
    assert record.code == "import sqlite3\nimport yaml\ndef read(text: str) -> object:\n    return yaml.load(text)\n"
    assert record.repaired == record.code.replace("yaml.load", "yaml.safe_load")
    assert split_lines(record.code)[record.first_line] == "    return yaml.load(text)\n"
    assert record_from_json(record_to_json(record)) == record
    assert "/shop" not in record_to_json(record)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"event": "accepted"}', "[" * 10_000])
def test_what_is_no_record_is_none(text: str) -> None:
    assert record_from_json(text) is None


def test_what_was_typed_in_place_of_the_advice_is_the_edit_that_was_taken() -> None:
    analysis = analyst().analyse(Source(TEXT, "python", "/shop/orders.py"))
    finding = next(one for one in analysis.findings if one.rule == "py-sql-injection")

    def present(first: int, end: int) -> str:
        return "".join(split_lines(TEXT)[first:end]).replace("execute(", "executemany(")

    record = record_of(
        Event.ACCEPTED, finding, analysis, split_lines(TEXT), "python", at_s=1.0, edits=(), present=present
    )
    assert record is not None
    assert record.repaired == record.code.replace("execute(", "executemany(")


def test_the_controls_hold_on_them(scenarios: tuple[Scenario, Scenario]) -> None:
    assert [one for one in controls([*load_all(), *scenarios]) if not one.holds] == []
    assert main(["bench", "controls", "--live"]) == 0


def test_the_prompt_tells_what_was_accepted_and_not_what_was_put_away(scenarios: tuple[Scenario, Scenario]) -> None:
    accepted, dismissed = scenarios
    _, subject = looked(accepted, analyst())
    assert subject is not None
    assert subject.evidence[0].rule == "py-yaml-load"
    view, subject = looked(dismissed, analyst())
    assert subject is None
    assert view.advisories == ()
    assert looked(replace(dismissed, dismissed=()), analyst())[1] is not None


def test_the_edit_that_was_taken_is_understood_and_another_is_not(scenarios: tuple[Scenario, Scenario]) -> None:
    accepted, _ = scenarios
    right = reference(accepted)
    assert right.edit is not None
    wordless = replace(said(), edit=right.edit)
    assert strict(accepted, wordless, score(accepted, wordless), 6.0)
    other = replace(wordless, edit=(replace(right.edit[0], text="    return yaml.load(text, None)"),))
    assert score(accepted, other).intelligence == 0
    words = said(
        "`yaml.load` builds any object there is",
        "Switch to `safe_load` for plain values",
        "A tag may name a class to run.",
    )
    assert score(accepted, words).intelligence == 100


def test_what_was_put_away_must_not_be_said_again_and_silence_proves_nothing(
    scenarios: tuple[Scenario, Scenario],
) -> None:
    _, dismissed = scenarios
    assert dismissed.twin is not None
    right = reference(dismissed.twin)
    again = said("`execute` gets a value of `name` inside its SQL text", "Pass `name` as a parameter", "")
    elsewhere = said("`find` never closes its `cursor` after the last row", "Close `cursor` at the end of `find`", "")
    worths = [
        score(dismissed, replace(one, twin=twin)).intelligence
        for one in (said(), elsewhere, again)
        for twin in (right, said())
    ]
    assert worths == [100, 0, 100, 0, 0, 0]


def test_a_run_scores_them_and_keeps_no_word_of_them(
    scenarios: tuple[Scenario, Scenario], folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def good(scenario: Scenario, ask: Ask) -> Sequence[Step]:
        return SILENCE if scenario.group is Group.TRAP else scripted_reference(scenario, ask)

    def alarmed(scenario: Scenario, ask: Ask) -> Sequence[Step]:
        return answer({"headline": "`name` goes into the SQL text of `find`", "next_step": "", "why": ""})

    backend = server(scenarios, {"good": good, "alarmed": alarmed})
    out = folders / "r.json"
    results = measured(
        FAKE, out, models=("good", "alarmed"), roles=("refine",), repeats=1, profile="strict", seed=1,
        displace=False, resume=False, progress=lambda done, total: None, live="only", backend=backend,
    )  # fmt: skip
    passes = {(one["model"], one["strictPass"]) for one in results["systems"]}
    assert passes == {("good", 100.0), ("alarmed", 0.0)}
    assert len(results["rows"]) == 4
    for word in ("yaml", "safe_load", "cursor", "SELECT"):
        assert word not in out.read_text()
    capsys.readouterr()
    assert main(["bench", "run", "--list", "--json", "--live"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(load_all()) + 2


def test_where_nothing_was_accepted_silence_is_asked_nothing(records: dict[str, LiveRecord]) -> None:
    made = made_of([records["py-sql-injection"]], ())
    assert made.texts == {}
    assert "silence" in made.left_out[records["py-sql-injection"].id]


def test_one_that_is_like_another_is_left_out(records: dict[str, LiveRecord]) -> None:
    one = records["py-yaml-load"]
    other = replace(one, code=one.code.replace("read", "load_all"), repaired=one.repaired.replace("read", "load_all"))
    made = made_of([one, other], ())
    assert list(made.texts) == [f"live-{one.id}"]
    assert "like" in made.left_out[other.id]


def test_code_that_holds_marks_of_the_format_comes_back_as_it_is(records: dict[str, LiveRecord]) -> None:
    one = records["py-yaml-load"]
    doc = '    """Reads:\n    ```\n    +++\n    # x\n    ```python code\n    ```` \x7f "\\\\" é\n    """\n'
    code, repaired = (text.replace("object:\n", "object:\n" + doc) for text in (one.code, one.repaired))
    down = doc.count("\n")
    spoilt = replace(
        one, code=code, repaired=repaired, first_line=one.first_line + down, last_line=one.last_line + down,
        headline='`yaml.load` of "\\" makes \x01 any object',
    )  # fmt: skip
    made = made_of([spoilt], ())
    assert made.left_out == {}
    assert read_scenario("x", made.texts[f"live-{spoilt.id}"]).code == code


def test_secrets_are_taken_out_and_files_that_are_excluded_left_out(
    records: dict[str, LiveRecord], folders: Path
) -> None:
    keeper, store = live_keeper(), LiveStore(folders / "cache")
    one = records["py-yaml-load"]
    above = f'TOKEN = "{SECRET}"\n'
    held = replace(one, code=above + one.code, repaired=above + one.repaired, first_line=one.first_line + 1,
                   last_line=one.last_line + 1)  # fmt: skip
    assert not keeper.keep(held, "/shop/.env", (), ())
    assert not keeper.keep(held, "/shop/own/a.py", ("own/",), ("/shop",))
    assert store.records() == ()
    assert keeper.keep(held, "/shop/a.py", (), ())
    assert SECRET not in "".join(file.read_text() for file in store.folder.glob("*.json"))
    assert len(store.records()) == 1
    flagged = replace(one, code=one.code.replace("(text)", f'("{SECRET}")'))
    assert without_secrets(flagged, keeper.redact) is None
    mended = replace(one, repaired=one.repaired.replace("(text)", f'("{SECRET}")'))
    assert without_secrets(mended, keeper.redact) is None


def test_what_is_kept_is_bounded_private_and_can_be_forgotten(
    records: dict[str, LiveRecord], folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, one = LiveStore(folders / "cache"), records["py-yaml-load"]
    for n in range(RECORDS_MAX + 5):
        assert store.add(replace(one, rule=f"rule-{n}", at_s=float(n)))
    kept = store.records()
    assert len(kept) == RECORDS_MAX
    assert kept[-1].rule == f"rule-{RECORDS_MAX + 4}"
    assert not store.add(replace(one, code="x" * 100_000))
    file = store.folder / f"{kept[0].id}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert main(["bench", "live", "forget", kept[0].id]) == 0
    assert not file.exists()
    assert main(["bench", "live", "list"]) == 0
    listed = capsys.readouterr().out
    assert f"{RECORDS_MAX - 1} kept" in listed
    assert "yaml.load" not in listed
    assert main(["bench", "live", "forget", "--all"]) == 0
    assert list(store.folder.rglob("*.json")) == []
    assert main(["bench", "live", "list"]) == 1
    assert main(["bench", "live", "forget"]) == 2
    assert main(["bench", "live", "forget", "nonsense"]) == 2
    assert main(["bench", "live", "make", "--all"]) == 2


def test_a_run_without_any_says_how_they_are_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "run", "--backend", "fake", "--models", "fake", "--live", "only"]) == 2
    assert "bench live make" in capsys.readouterr().err
