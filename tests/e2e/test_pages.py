"""The page and the configuration of each editor: short, with the steps it promises, and starting what it says."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.neovim import ROOT

EDITORS = ROOT / "editors"
PAGES = ["emacs", "helix", "jetbrains", "kate", "sublime", "zed"]
LANGUAGES = {"python", "typescript", "tsx", "javascript", "go", "rust", "java", "c", "cpp"}


def held(path: str) -> Any:
    text = (EDITORS / path).read_text("utf-8")
    return tomllib.loads(text) if path.endswith(".toml") else json.loads(text)


@pytest.mark.parametrize("editor", PAGES)
def test_a_page_has_three_steps_says_what_is_lost_and_links_to_what_is_there(editor: str) -> None:
    page = EDITORS / editor / "README.md"
    text = page.read_text("utf-8")
    assert re.findall(r"^(\d)\. ", text, re.MULTILINE) == ["1", "2", "3"]
    assert "**What is lost**" in text
    assert len(text.splitlines()) <= 25
    for link in re.findall(r"\]\(([^)]+)\)", text):
        assert (page.parent / link).exists(), link
    assert f"editors/{editor}/README.md" in (ROOT / "README.md").read_text("utf-8")


def test_helix_starts_the_server_beside_its_own_in_each_language() -> None:
    config = held("helix/languages.toml")
    server = config["language-server"]["spark-lsp"]
    assert [server["command"], *server["args"]] == ["spark-lsp", "serve"]
    assert {one["name"] for one in config["language"]} == LANGUAGES | {"jsx"}
    for one in config["language"]:
        assert one["language-servers"][-1] == "spark-lsp"
        assert len(one["language-servers"]) > 1


def test_kate_sublime_and_zed_start_the_server() -> None:
    for server in held("kate/settings.json")["servers"].values():
        assert server["command"] == ["spark-lsp", "serve"]
        re.compile(server["highlightingModeRegex"])
    assert held("sublime/LSP.sublime-settings")["clients"]["spark-lsp"]["command"] == ["spark-lsp", "serve"]
    zed = held("zed/settings.json")
    binary = zed["lsp"]["spark-lsp"]["binary"]
    assert [binary["path"], *binary["arguments"]] == ["spark-lsp", "serve"]
    assert all("..." in one["language_servers"] for one in zed["languages"].values()), "Zed's own servers stay"


def test_a_page_names_no_command_of_the_server_that_is_not_there() -> None:
    pages = [*EDITORS.glob("*/README.md"), EDITORS / "nvim/doc/spark_lsp.txt"]
    known = {file.stem for file in Path(ROOT / "spark_lsp/cli").glob("*.py")}
    for page in pages:
        for name in re.findall(r"`spark-lsp (\w+)", page.read_text("utf-8")):
            assert name in known, f"{page}: {name}"
