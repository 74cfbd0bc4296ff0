"""Who has VS Code and Python, and nothing of ours but a .vsix: three clicks to a right hover."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.debian import program
from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import ROOT, run
from tests.e2e.vscode.window import Window, until
from tests.e2e.vscode.workbench import bare_python, session, shop

SQL, SQL_COLUMN = 8, 25
INSTALL_S = 300.0
"""Longest that pip may take, seconds."""

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel in it, as an index has it."""
    folder = tmp_path_factory.mktemp("release")
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(words, check=True, timeout=INSTALL_S)
    return folder


def person(python: Path, *wheels: Path) -> dict[str, str]:
    """The environment of a person whose Python has nothing of ours, and who finds releases there."""
    links = " ".join(str(one) for one in wheels)
    path = f"{python}:/usr/bin:/bin"
    return {"PATH": path, "PIP_FIND_LINKS": links, "VIRTUAL_ENV": "", "PYTHONPATH": ""}


def open_file(window: Window, name: str) -> None:
    """With one click."""
    window.page.locator(".explorer-folders-view .monaco-list-row", has_text=name).first.click()


def test_three_clicks_from_a_vsix_to_a_right_hover(vsix: Path, browser: Browser, tmp_path: Path, release: Path) -> None:
    project = shop(tmp_path, TEXT)
    shutil.copy(vsix, project / "spark.vsix")
    settings = {"spark.server.command": [], "spark.backend.kind": "none"}
    env = person(bare_python(tmp_path), release)
    with session(tmp_path, project, vsix, browser, settings, env=env, extended=False) as (bench, window):
        window.page.locator(".explorer-folders-view .monaco-list-row", has_text="spark.vsix").click(button="right")
        entry = window.page.get_by_role("menuitem", name="Install Extension VSIX")
        entry.wait_for(state="visible")
        until(lambda: not entry.is_visible() or entry.click(), "the menu to take it")  # none that comes at once
        until(lambda: any((bench.home / "extensions").glob("spark-lsp*")), "the extension")
        open_file(window, "orders.py")
        until(lambda: "Spark's server is not on this machine" in window.notifications(), "the offer")
        window.picture("install")
        offer = window.page.locator(".notification-toast", has_text="Spark's server")
        offer.get_by_role("button", name="Install").click()
        until(lambda: window.squiggles() >= 2, "the marks", INSTALL_S)
        window.into_editor()
        window.go(SQL, SQL_COLUMN)
        window.hover()
        text = until(lambda: "programmatic" in (text := window.hover_text()) and text, "the hover")
        assert "name" in text
        assert "SQL" in text
        assert any((bench.home / "user").rglob("spark-lsp.spark-lsp/server-*/bin/spark-lsp"))
        window.reload()
        until(lambda: window.squiggles() >= 2, "the marks, with nothing to ask")
        assert "not on this machine" not in window.notifications()


def test_an_installation_that_comes_to_nothing_says_why_and_what_else_there_is(
    vsix: Path, browser: Browser, tmp_path: Path
) -> None:
    settings = {"spark.server.command": [], "spark.backend.kind": "none"}
    env = person(bare_python(tmp_path), tmp_path) | {"PIP_NO_INDEX": "1"}
    with session(tmp_path, shop(tmp_path, TEXT), vsix, browser, settings, env=env) as (bench, window):
        open_file(window, "orders.py")
        until(lambda: "Spark's server is not on this machine" in window.notifications(), "the offer")
        window.command("Spark: Install the Server")
        until(lambda: "could not be installed: No matching distribution" in window.notifications(), "the reason")
        failed = window.page.locator(".notification-toast", has_text="could not be installed")
        names = ("Try again", "Show the log", "Choose the program…")
        assert [failed.get_by_role("button", name=name).count() for name in names] == [1, 1, 1]
        assert not any((bench.home / "user").rglob("spark-lsp.spark-lsp/server-*"))
        assert bench.servers() == []


def test_a_package_of_this_checkout_has_the_server_of_this_checkout_in_it(vsix: Path, tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("node_modules", "dist*", "*.vsix", "__pycache__")
    copy = tmp_path / "editors" / "vscode"
    shutil.copytree(ROOT / "editors" / "vscode", copy, ignore=ignored)
    (copy / "node_modules").symlink_to(vsix.parent / "node_modules")
    shutil.copytree(ROOT / "spark_lsp", tmp_path / "spark_lsp", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    run([program("npm", "npm"), "run", "-s", "package:whole"], copy, {"PYTHON": sys.executable})
    (made,) = copy.glob("*-whole.vsix")
    (wheel,) = [name for name in zipfile.ZipFile(made).namelist() if name.endswith(".whl")]
    assert wheel.startswith("extension/server/spark_lsp-")
    assert not any(name.endswith(".whl") for name in zipfile.ZipFile(vsix).namelist())
