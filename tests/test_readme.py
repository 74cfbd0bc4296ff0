"""README against what it speaks of."""

import re
import shlex
from pathlib import Path

import pytest

from spark_lsp.cli.main import COMMANDS, main
from spark_lsp.cli.schemas import settings_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_settings_is_the_generated_one() -> None:
    assert settings_table().strip() in README


def test_each_file_that_it_links_to_is_there() -> None:
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_the_first_command_finds_defects_in_the_sample(capsys: pytest.CaptureFixture[str]) -> None:
    line = next(
        line for line in README.splitlines() if "spark-lsp advise" in line and line.startswith("python3 -m venv")
    )
    words = shlex.split(line.split("spark-lsp advise ")[1])
    assert main(["advise", *[str(ROOT / w) if (ROOT / w).exists() else w for w in words]]) == 0
    printed = capsys.readouterr().out
    for rule in (
        "py-sql-injection",
        "py-pickle-load",
        "go-tls-verify-off",
        "js-command-injection",
        "js-foreach-async",
        "x-sibling-access",
    ):
        assert rule in printed
    assert "count_open" not in printed  # a constant query is no injection
    assert "COLUMNS[column]" not in printed  # nor is a look-up in a constant table


def test_each_command_that_it_names_exists() -> None:
    named = set(re.findall(r"`?spark-lsp ([a-z]+)", README))
    assert named
    assert named - set(COMMANDS) - {"is"} == set()
