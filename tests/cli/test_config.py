"""`spark-lsp config`: the settings and the schemas."""

import json
from pathlib import Path

import pytest

from spark_lsp.cli.main import main
from spark_lsp.cli.schemas import NAMES, schema, settings_table
from spark_lsp.settings import Settings, read_settings


def test_without_options_it_prints_defaults_that_can_be_pasted_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config"]) == 0
    assert read_settings(json.loads(capsys.readouterr().out), None) == (Settings(), [])


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_printed_by_its_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--schema", name]) == 0
    assert json.loads(capsys.readouterr().out) == schema(name)


def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--table"]) == 0
    assert capsys.readouterr().out == settings_table()


def test_schemas_are_written_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--write-schemas", str(tmp_path / "s")]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(NAMES)
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == sorted(f"{name}.schema.json" for name in NAMES)
