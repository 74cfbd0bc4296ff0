"""What a person does in VS Code, done in VS Code (1.100, as code-server): the extension is the .vsix that is shipped.

The scenes of one workbench build on each other, as a session does; some leave a picture in `.cache/vscode/pictures`."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.debian import program
from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import ROOT, run
from tests.e2e.vscode.window import Window, until
from tests.e2e.vscode.workbench import Workbench, session, shop
from tests.windows import Card, model_server

SQL, SQL_COLUMN = 8, 25
YAML, YAML_COLUMN = 13, 23

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def bench(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Without any model."""
    home = tmp_path_factory.mktemp("vscode")
    made = Workbench(home, shop(home, TEXT), vsix, {"spark.backend.kind": "none"})
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def window(bench: Workbench, browser: Browser) -> Window:
    opened = bench.open(browser)
    opened.edit("orders.py")
    until(lambda: opened.squiggles() >= 2, "the marks")
    return opened


def test_the_settings_of_the_extension_are_those_of_the_schema() -> None:
    run([program("node", "nodejs"), "scripts/settings.mjs", "--check"], ROOT / "editors" / "vscode")


def test_a_defect_is_marked_and_the_hover_says_it_without_a_model(window: Window) -> None:
    window.go(SQL, SQL_COLUMN)
    window.hover()
    until(lambda: "programmatic" in window.hover_text(), "the hover")
    assert "SQL" in window.hover_text()
    window.picture("hover")
    window.page.keyboard.press("Escape")
    assert "without a model" in window.status()


def test_the_advisor_follows_the_cursor(window: Window) -> None:
    window.go(SQL, SQL_COLUMN)
    window.command("Spark: Show All Advice Here")
    until(lambda: "SQL" in window.advisor_text(), "the Advisor")
    assert "programmatic, no model" in window.advisor_text()
    frame = window.advisor()
    assert frame is not None
    until(lambda: "SQL" in frame.get_by_role("status").inner_text(), "it to be read out, since it was asked for")
    assert frame.get_by_role("button", name="Dismiss").count() >= 1
    window.picture("advisor")
    window.into_editor()
    window.go(1, 1)
    until(lambda: "SQL" not in window.advisor_text(), "the Advisor to leave")
    window.go(YAML, YAML_COLUMN)
    until(lambda: "yaml" in window.advisor_text(), "the Advisor to follow")
    assert "yaml" not in frame.get_by_role("status").inner_text(), "what comes with the cursor is not read out"
    tree = frame.locator("body").aria_snapshot()
    named = ('article "warning: ', 'button "Apply: ', 'button "Dismiss: ', 'figure "The edit: ')
    for part in ("main", "deletion", "insertion", *named):
        assert part in tree, tree


def test_a_quick_fix_is_applied_and_its_mark_goes(window: Window) -> None:
    before = window.squiggles()
    window.go(YAML, YAML_COLUMN)
    window.page.keyboard.press("Control+.")
    menu = window.page.locator(".action-widget .monaco-list-row", has_text="safe_load")
    menu.first.wait_for(state="visible")
    window.picture("quick-fix")
    focused = window.page.locator(".action-widget .monaco-list-row.focused", has_text="safe_load")
    until(lambda: focused.count() or window.page.keyboard.press("ArrowDown"), "the fix to be chosen")
    window.page.keyboard.press("Enter")
    until(lambda: "yaml.safe_load(text)" in window.text(), "the edit")
    until(lambda: window.squiggles() < before, "the mark to go")
    window.page.keyboard.press("Control+Z")
    until(lambda: window.squiggles() == before, "the mark again")


def test_what_is_dismissed_stays_away_after_a_restart_and_can_be_brought_back(
    bench: Workbench, window: Window, browser: Browser
) -> None:
    before = window.squiggles()
    window.go(SQL, SQL_COLUMN)
    window.command("Spark: Dismiss the Advice Here")
    until(lambda: window.squiggles() < before, "the mark to go")
    until(lambda: "Undo" in window.notifications(), "the offer to undo")
    window.page.close()
    bench.stop()
    bench.start()
    window.page = bench.open(browser).page
    window.edit("orders.py")
    until(lambda: window.squiggles() >= 1, "the other mark")
    until(lambda: "without a model" in window.status(), "the server to be up")
    assert not any("SELECT" in line for line in window.marked())
    window.go(YAML, YAML_COLUMN)
    window.command("Copy Line Down")
    until(lambda: sum("yaml" in line for line in window.marked()) >= 2, "the marks of another analysis of the file")
    assert not any("SELECT" in line for line in window.marked())
    window.page.keyboard.press("Control+Z")
    until(lambda: window.squiggles() < before, "the marks as they were")
    window.command("Spark: Undo the Last Dismissal")
    until(lambda: window.squiggles() == before, "the mark again")


def test_a_server_that_dies_is_started_once_more_and_then_left_alone(bench: Workbench, window: Window) -> None:
    first = until(bench.servers, "the server")
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    second = until(lambda: [pid for pid in bench.servers() if pid not in first], "another server")
    until(lambda: "without a model" in window.status(), "the status bar to say so")
    window.go(SQL, SQL_COLUMN)
    window.hover()
    until(lambda: "programmatic" in window.hover_text(), "the hover of the second server")
    window.page.keyboard.press("Escape")
    for pid in second:
        os.kill(pid, signal.SIGKILL)
    until(lambda: "ended twice" in window.notifications(), "the message")
    assert "off" in window.status()
    assert bench.servers() == []
    window.picture("ended")
    window.command("Spark: Restart the Server")
    until(bench.servers, "a server that a person started")


@contextmanager
def started(home: Path, vsix: Path, browser: Browser, backend: dict[str, str]) -> Iterator[Window]:
    """With a model, and nothing ahead of time, so that it is the look that brings it."""
    told = {f"spark.backend.{name}": value for name, value in backend.items()}
    with session(home, shop(home, TEXT), vsix, browser, {**told, "spark.prefetch.enabled": False}) as (_, window):
        window.edit("orders.py")
        until(lambda: window.squiggles() >= 2, "the marks")
        yield window


def test_an_open_hover_and_the_advisor_get_better_in_place(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    # the scripted model of the server itself, which is quick on any machine: later words are not to jump
    with started(tmp_path, vsix, browser, {"kind": "fake"}) as window:
        window.command("Spark: Show All Advice Here")
        until(window.advisor_text, "the Advisor, which takes the focus")
        window.into_editor()
        window.go(SQL, SQL_COLUMN)
        until(lambda: "programmatic, no model" in window.advisor_text(), "the Advisor")
        window.hover()
        until(
            lambda: "realtime" in window.hover_text() or "refined" in window.hover_text(), "better words in the hover"
        )
        window.picture("hover-upgraded")
        seen = window.drawings_of_hover(2.0)
        assert seen <= 2, f"the hover was drawn again {seen} times for words that it had"
        until(lambda: "by fake" in window.advisor_text(), "the same in the Advisor, with the model's name")
        window.picture("advisor-upgraded")


def test_while_a_model_hangs_hovers_and_menus_are_there(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    card = Card(hangs=True)
    with model_server(card) as url, started(tmp_path, vsix, browser, {"kind": "openai", "url": url}) as window:
        window.go(YAML, YAML_COLUMN)
        window.hover()
        until(lambda: "programmatic" in window.hover_text(), "the hover")
        window.page.keyboard.press("Escape")
        until(lambda: card.running or window.look_again(), "the model to be asked, and to hang")
        window.hover()
        until(lambda: "programmatic" in window.hover_text(), "another hover")
        window.page.keyboard.press("Escape")
        window.page.keyboard.press("Control+.")
        row = window.page.locator(".action-widget .monaco-list-row", has_text="Spark")
        row.first.wait_for(state="visible")
        window.page.keyboard.press("Escape")
        assert card.running, "it hung all the time"
