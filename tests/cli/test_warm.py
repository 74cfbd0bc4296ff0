"""`spark-lsp warm` on a checkout, with the scripted model server."""

import json
from pathlib import Path

import pytest

from spark_lsp.cli.main import main
from tests.cli.repo import Repo

OLD = "def find(db, name):\n    return db.execute(f\"select * from t where name = '{name}'\")\n"
NEW = "\n\ndef drop(db, name):\n    return db.execute(f\"delete from t where name = '{name}'\")\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "shop").mkdir()
    made = Repo(tmp_path / "shop")
    made.commit({"a.py": OLD, "b.py": OLD.replace("find", "seek")})
    made.write({"a.py": OLD + NEW})
    return made


def warm(repo: Repo, capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert main(["warm", str(repo.root), "--backend", "fake", "--json", *argv]) == 0
    told = json.loads(capsys.readouterr().out)
    assert isinstance(told, dict)
    return told


def test_changed_units_are_worded_once_it_was_agreed_to(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert warm(repo, capsys)["made"] == 0
    told = warm(repo, capsys, "--yes")
    assert (told["units"], told["missing"], told["made"]) == (1, 1, 1)
    assert warm(repo, capsys, "--yes")["missing"] == 0


def test_all_takes_the_others_after_them_up_to_a_limit(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    told = warm(repo, capsys, "--all", "--yes", "--limit", "1")
    assert (told["units"], told["missing"], told["made"]) == (3, 1, 1)
    assert warm(repo, capsys, "--yes")["missing"] == 0, "the changed one was the first"
    assert warm(repo, capsys, "--all", "--yes")["missing"] == 2


def test_without_a_model_server_it_says_so_and_ends(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warm", str(repo.root), "--url", "http://127.0.0.1:9", "--yes"]) == 1
    assert "nobody listens" in capsys.readouterr().err


def test_outside_git_nothing_has_changed(tmp_path: Path, repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "a.py").write_text(OLD)
    assert main(["warm", str(plain), "--backend", "fake", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["units"] == 0
    assert main(["warm", str(plain / "a.py"), "--backend", "fake", "--json", "--all"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == 1


def test_a_path_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warm", "/no/such/folder"]) == 2


def test_a_heavy_model_says_what_it_made_and_what_is_in_the_way(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    told = warm(repo, capsys, "--heavy", "fake")
    assert (told["missing"], told["made"]) == (1, 0), "it asks first"
    told = warm(repo, capsys, "--heavy", "fake", "--yes")
    assert (told["model"], told["missing"], told["made"], told["trouble"]) == ("fake", 1, 1, "")
    assert warm(repo, capsys, "--heavy", "fake", "--yes")["missing"] == 0
    assert main(["warm", str(repo.root), "--backend", "fake", "--heavy", "gone:70b", "--yes"]) == 1
    assert "gone:70b is not there" in capsys.readouterr().err
