"""`spark-lsp dismissed` lists what was put away and brings it back."""

import json
from pathlib import Path

import pytest

from spark_lsp.cli.main import main
from spark_lsp.core.dismissal import Dismissal, DismissalKeys, Scope, wide
from spark_lsp.store.dismissals import open_dismissals
from spark_lsp.store.folders import data_folder


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with three dismissals: two of one moment, and a wide one before."""
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path))
    held, _ = open_dismissals(data_folder())
    held.dismiss([wide(Scope.FILE, "py-eval", "/shop/a.py", at_s=1_000.0)])
    held.dismiss(
        [
            Dismissal("py-is", DismissalKeys("aa" * 16, "bb" * 16), "pay", 2_000.0),
            Dismissal("ruff-F632", DismissalKeys("cc" * 16, "dd" * 16), "pay", 2_000.0),
        ]
    )
    return tmp_path


def rules_left() -> list[str]:
    held, _ = open_dismissals(data_folder())
    return sorted(row.rule for row in held.listed())


def test_the_list_has_the_newest_first_and_no_path(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dismissed", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines[:3]] in (
        ["py-is", "ruff-F632", "py-eval"],
        ["ruff-F632", "py-is", "py-eval"],
    )
    assert lines[2].endswith("(file)")
    assert lines[3] == "3 dismissed."
    assert "shop" not in "".join(lines)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--last"], ["py-eval"]),
        (["--rule", "py-eval"], ["py-is", "ruff-F632"]),
        (["--all"], []),
        (["a" * 10], ["py-eval", "ruff-F632"]),
        (["aaa", "ccc"], ["py-eval"]),
    ],
    ids=["last", "rule", "all", "id", "ids"],
)
def test_what_is_chosen_is_brought_back(store: Path, words: list[str], left: list[str]) -> None:
    assert main(["dismissed", "restore", *words]) == 0
    assert rules_left() == left


def test_json_tells_the_same(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dismissed", "restore", "--rule", "py-is", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["restored"]
    assert row == {"id": "a" * 10, "rule": "py-is", "where": "pay", "at": "1970-01-01T00:33:20+00:00"}


@pytest.mark.parametrize(
    "words", [["restore"], ["restore", "--all", "--last"], ["list", "--all"], ["restore", "nothing"], ["restore", ""]]
)
def test_wrong_usage_is_told_and_changes_nothing(store: Path, words: list[str]) -> None:
    assert main(["dismissed", *words]) == 2
    assert len(rules_left()) == 3


def test_bringing_back_what_is_not_there_is_1_and_looking_makes_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "none"))
    assert main(["dismissed", "list"]) == 0
    assert main(["dismissed", "restore", "--all"]) == 1
    assert "Nothing was dismissed" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()
