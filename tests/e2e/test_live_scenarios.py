"""What a person takes and puts away in an editor becomes scenarios, where the person asked for it and only there."""

import json
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.cli.main import main
from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.e2e.sample import SQL_LINE, TEXT, URI, YAML_LINE, column

OURS = {"experimental": {"spark": {"showsAdvisories": True}}}
ON = {"bench": {"live": True}}


def files(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "live").glob("*.json"))


def accept(server: Connection) -> None:
    """As our VS Code client does: the edit is made first, then it is told."""
    at = {"line": YAML_LINE, "character": column(YAML_LINE, "yaml.load")}
    emit: Any = server.run("spark.showAdvisory", URI, at)
    edits = emit["emit"]["advisories"][0]["edit"]["edits"]
    server.change(URI, 2, *({"range": one["range"], "text": one["newText"]} for one in edits))
    assert server.run("spark.accept", URI, at, "py-yaml-load") == {"accepted": True}


def dismiss(server: Connection) -> None:
    at = {"line": SQL_LINE, "character": 20}
    assert server.run("spark.dismiss", URI, at, "py-sql-injection") == {"dismissed": True}


def test_an_accepted_and_a_dismissed_advisory_become_scenarios_that_a_model_is_asked(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SPARK_LSP_CACHE_DIR", str(tmp_path / "cache"))
    server = connect(OURS, initializationOptions=ON)
    server.open(URI, TEXT)
    server.settled(URI)
    accept(server)
    dismiss(server)
    server.eventually(lambda: len(files(tmp_path)) == 2, "two records")
    assert b"yaml" not in server.stderr
    assert main(["bench", "live", "make", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["made"]) == 2
    assert main(["bench", "controls", "--live"]) == 0
    capsys.readouterr()
    out = tmp_path / "r.json"
    words = ["--backend", "fake", "--models", "fake", "--repeats", "1", "--roles", "refine", "--live", "only"]
    assert main(["bench", "run", *words, "--out", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert sorted(row["group"] for row in rows) == ["defect", "trap"]
    assert all(row["counted"] and "said" not in row for row in rows)


@pytest.mark.parametrize("own", [None, {"bench": {"live": False}}])
def test_nothing_is_kept_unless_the_person_asks_and_a_workspace_cannot(
    own: dict[str, Any] | None, connect: Connect, tmp_path: Path
) -> None:
    server = connect(OURS | {"workspace": {"configuration": True}}, settings=ON, initializationOptions=own or {})
    server.open(URI, TEXT)
    server.settled(URI)
    accept(server)
    dismiss(server)
    server.settle_for(1.0)
    assert files(tmp_path) == []


def test_a_file_that_no_model_is_shown_leaves_nothing(connect: Connect, tmp_path: Path) -> None:
    uri = "file:///shop/secrets.py"
    server = connect(OURS, initializationOptions=ON)
    server.open(uri, TEXT)
    server.settled(uri)
    at = {"line": SQL_LINE, "character": 20}
    assert server.run("spark.dismiss", uri, at, "py-sql-injection") == {"dismissed": True}
    server.open(URI, TEXT)
    server.settled(URI)
    dismiss(server)
    server.eventually(lambda: files(tmp_path), "the record of the other file")
    server.settle_for(0.5)
    assert len(files(tmp_path)) == 1
