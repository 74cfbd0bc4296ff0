"""What the documents say is so: links, commands, settings and pins; each check is also shown a text that is wrong."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from spark_lsp.cli.main import COMMANDS
from spark_lsp.core.options import members
from spark_lsp.settings import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "spark_lsp/*.md", "editors/**/*.md", "editors/**/*.txt")
    for path in ROOT.glob(pattern)
    if "node_modules" not in path.parts
)


def dead_links(text: str, folder: Path) -> list[str]:
    """Relative links that lead nowhere."""
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    return [t for t in targets if "://" not in t and not (folder / t.partition("#")[0]).exists()]


def unknown_commands(text: str) -> list[str]:
    """`spark-lsp …` in code whose subcommand there is none of."""
    code = " ".join(re.findall(r"```.*?```|`[^`]+`", text, re.S))
    named = re.findall(r"(?<![\w/-])(?:\.venv/bin/)?spark-lsp (\w[\w-]*)", code)
    return [name for name in named if name not in COMMANDS]


def unknown_editor_commands(text: str, plugin: str) -> list[str]:
    """`:Spark …` that the Neovim plugin does not have."""
    listed = re.search(r"COMMANDS = \{([^}]*)\}", plugin)
    held = re.findall(r"'(\w+)'", listed[1]) if listed else []
    return [name for name in re.findall(r":Spark (\w+)|<Cmd>Spark (\w+)", text) if "".join(name) not in held]


def unknown_settings(text: str) -> list[str]:
    """Settings in a Lua table that there are none of."""
    known = {member.json for member in members(Settings())}
    found: list[str] = re.findall(r"init_options = \{ (\w+)", text)
    for table in re.findall(r"spark = \{ (.*) \} \},", text):
        found += re.findall(r"(\w+) = ", re.sub(r"\{.*?\}", "", table))
    return [name for name in found if name not in known]


def unpinned(project: str, constraints: str) -> list[str]:
    """Direct dependencies of what CI installs that no constraint pins within their own bounds."""
    tables = tomllib.loads(project)["project"]
    wanted = [*tables["dependencies"], *(r for name in ("test", "dev") for r in tables["optional-dependencies"][name])]
    pins = {r.name.lower(): r for r in map(Requirement, re.findall(r"^[\w.-]+==\S+$", constraints, re.M))}
    found = []
    for requirement in map(Requirement, wanted):
        pin = pins.get(requirement.name.lower())
        version = next(iter(pin.specifier)).version if pin else None
        if requirement.name != tables["name"] and (version is None or not requirement.specifier.contains(version)):
            found.append(requirement.name)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_names_only_what_there_is(document: Path) -> None:
    text = document.read_text("utf-8")
    plugin = (ROOT / "editors/nvim/plugin/spark_lsp.lua").read_text("utf-8")
    assert dead_links(text, document.parent) == []
    assert unknown_commands(text) == []
    assert unknown_editor_commands(text, plugin) == []
    assert unknown_settings(text) == []


def test_what_is_not_there_is_seen(tmp_path: Path) -> None:
    assert dead_links("see [it](gone.md) and [that](https://a.example)", tmp_path) == ["gone.md"]
    assert unknown_commands("run `spark-lsp prophesy now`, not `spark-lsp advise x`") == ["prophesy"]
    assert unknown_editor_commands(":Spark fly :Spark show", "local COMMANDS = { 'show' }") != []
    assert unknown_settings("init_options = { trustd = true },") == ["trustd"]
    assert unknown_settings("settings = { spark = { hover = { always = true }, volume = 11 } },") == ["volume"]
    assert unpinned(
        '[project]\nname="a"\ndependencies=["b>2"]\n[project.optional-dependencies]\ntest=[]\ndev=[]', "b==1"
    ) == ["b"]


def test_every_dependency_is_pinned() -> None:
    assert (
        unpinned((ROOT / "pyproject.toml").read_text("utf-8"), (ROOT / ".ci/constraints.txt").read_text("utf-8")) == []
    )


def readme_commands() -> list[str]:
    """README's two commands, as they stand there."""
    return re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text("utf-8"), re.M)


def test_readmes_two_commands_are_there_and_ci_runs_the_second() -> None:
    first, second = readme_commands()
    assert " advise " in first
    assert second.endswith("/pytest")
    pattern = re.search(r"grep -m1 -E '([^']+)' README\.md", (ROOT / ".ci/run").read_text("utf-8"))
    assert pattern is not None
    assert re.match(pattern[1].removeprefix("^"), second)
    assert not re.match(pattern[1].removeprefix("^"), first)
