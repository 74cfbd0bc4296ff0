"""`spark-lsp doctor`: says what works, and the way out where something does not."""

import json
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.cli.main import main
from tests.cli.repo import WITH_GIT, Repo


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checks(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
    code = main(["doctor", "--json"])
    return code, {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}


def test_everything_works_here(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = checks(capsys)
    assert [check for check in found.values() if check["state"] == "broken"] == []
    assert code == 0
    assert {"python", "parsers", "rules", "ruff", "server", "data folder"} <= set(found)
    assert "typescript" in found["parsers"]["found"]


def test_it_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checks(capsys)
    assert list(here.iterdir()) == []


def test_a_data_folder_that_cannot_be_is_broken_with_the_way_out(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "data").write_text("a file in the way")
    code, found = checks(capsys)
    assert code == 1
    assert found["data folder"]["state"] == "broken"
    assert "SPARK_LSP_DATA_DIR" in found["data folder"]["way_out"]


def test_rules_of_the_folder_are_told_but_not_loaded(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".spark" / "rules").mkdir(parents=True)
    (here / ".spark" / "rules" / "a.yml").write_text("broken: [")
    code, found = checks(capsys)
    assert code == 0
    assert found["rules of this folder"]["found"].startswith("1 in ")
    assert "trusted" in found["rules of this folder"]["found"]


def test_text_has_one_line_a_check_and_arrows_to_the_ways_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("ok ", "note ", "broken ", "        → ")) for line in lines)


def test_privacy_says_what_may_be_sent_and_what_is_kept(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--privacy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sent"] == []
    kept = [Path(one["file"]).name for one in told["kept"]]
    assert told["kept"][0]["file"] == str(here / "data" / "dismissals.sqlite")
    assert kept == ["dismissals.sqlite", "outcomes.sqlite", "packets.sqlite", "live", "passages"]
    assert main(["doctor", "--privacy"]) == 0
    assert "where one runs and `backend.kind` is not `none`" in capsys.readouterr().out


SECRET = "gh" + "p_" + "a1B2" * 9
PLACE = f"""def find(db, name):
    token = "{SECRET}"
    db.execute(f"SELECT * FROM orders WHERE name = '{{name}}'")
"""


def test_privacy_of_a_place_prints_exactly_what_a_model_would_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.py"
    file.write_text(PLACE)
    assert main(["doctor", "--privacy", f"{file}:3", "--json"]) == 0
    every = json.loads(capsys.readouterr().out)["sent"]
    assert [sent["role"] for sent in every] == ["realtime", "refine"]
    for sent in every:
        assert "SELECT * FROM orders" in sent["user"]
        assert SECRET not in json.dumps(sent)
        assert sum(sent["redacted"].values()) == 1
    assert main(["doctor", "--privacy", f"{file}:3"]) == 0
    told = capsys.readouterr().out
    assert all(sent["user"] in told for sent in every)


@WITH_GIT
def test_privacy_of_a_place_shows_related_code_where_that_is_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "shop").mkdir()
    repo = Repo(tmp_path / "shop")
    seek = PLACE.replace("find", "seek").replace("orders", "users")
    mended = seek.replace("'{name}'\")", '{name}", (name,))')
    assert mended != seek
    caller = "from a import find\n\n\ndef page(db, q):\n    return find(db, q)\n"
    repo.commit({"a.py": PLACE, "b.py": seek, "c.py": caller})
    repo.write({"b.py": mended})
    repo.git("commit", "-qam", "fix wrong quoting")
    place = f"{repo.root / 'a.py'}:3"
    assert main(["doctor", "--privacy", place, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)["sent"]
    assert main(["doctor", "--privacy", place, "--json", "--retrieval"]) == 0
    realtime, refine = json.loads(capsys.readouterr().out)["sent"]
    assert realtime["user"] == plain[0]["user"], "who waits is not kept waiting for a search"
    assert "This calls it (c.py)" in refine["user"]
    assert "This is like code that was fixed" in refine["user"]
    assert '+    db.execute(f"SELECT * FROM users WHERE name = {name}", (name,))' in refine["user"]
    assert SECRET not in refine["user"]


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("secrets.py", [], "hold secrets"),
        ("a.py", ["--url", "http://192.0.2.1:11434"], "another machine"),
    ],
)
def test_privacy_says_why_nothing_would_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, options: list[str], why: str
) -> None:
    (tmp_path / name).write_text(PLACE)
    assert main(["doctor", "--privacy", f"{tmp_path / name}:3", *options]) == 0
    assert why in capsys.readouterr().out


def test_privacy_of_no_place_is_wrong_usage(tmp_path: Path) -> None:
    assert main(["doctor", "--privacy", str(tmp_path / "a.py")]) == 2
    assert main(["doctor", "--privacy", f"{tmp_path / 'gone.py'}:3"]) == 2
