"""What a person does in VS Code, done in VS Code (1.100, as code-server): the extension is the .vsix that is shipped.

The scenes of one workbench build on each other, as a session does; some leave a picture in `.cache/vscode/pictures`."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import extension
from tests.e2e.vscode.workbench import Window, Workbench, launched, until
from tests.windows import Card, model_server

SQL, SQL_COLUMN = 8, 25
YAML, YAML_COLUMN = 13, 23

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = launched(play)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def vsix() -> Path:
    made = extension()
    assert made.stat().st_size <= 500_000
    return made


def project(folder: Path) -> Path:
    made = folder / "shop"
    made.mkdir()
    (made / "orders.py").write_text(TEXT)
    return made


@pytest.fixture(scope="module")
def bench(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """Without any model."""
    home = tmp_path_factory.mktemp("vscode")
    made = Workbench(home, project(home), vsix, {"spark.backend.kind": "none"})
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def window(bench: Workbench, browser: Browser) -> Window:
    opened = bench.open(browser)
    opened.edit("orders.py")
    until(lambda: opened.squiggles() >= 2, "the marks")
    return opened


def test_a_defect_is_marked_and_the_hover_says_it_without_a_model(window: Window) -> None:
    window.go(SQL, SQL_COLUMN)
    window.hover()
    text = until(window.hover_text, "the hover")
    assert "SQL" in text
    assert "programmatic" in text
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
    assert frame.locator("main").get_attribute("aria-live") == "polite"
    assert frame.get_by_role("button", name="Dismiss").count() >= 1
    window.picture("advisor")
    window.page.locator(".monaco-editor .view-line").first.click()
    window.go(1, 1)
    until(lambda: "SQL" not in window.advisor_text(), "the Advisor to leave")
    window.go(YAML, YAML_COLUMN)
    until(lambda: "yaml" in window.advisor_text(), "the Advisor to follow")


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
    time.sleep(1.0)  # a mark that came back would come about now
    assert window.squiggles() < before
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
    assert "SQL" in until(window.hover_text, "the hover of the second server")
    window.page.keyboard.press("Escape")
    for pid in second:
        os.kill(pid, signal.SIGKILL)
    until(lambda: "ended twice" in window.notifications(), "the message")
    assert "off" in window.status()
    assert bench.servers() == []
    window.picture("ended")
    window.command("Spark: Restart the Server")
    until(bench.servers, "a server that a person started")


REPLY = json.dumps(
    {
        "headline": "`name` can rewrite the whole query",
        "next_step": "Hand `name` to `execute` apart from the text",
        "why": "A quote in `name` ends the string.",
    }
)


@pytest.fixture(scope="module")
def card() -> Card:
    return Card(REPLY)


@pytest.fixture(scope="module")
def modelled(
    vsix: Path, card: Card, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Workbench, Window]]:
    """With a scripted model, and nothing ahead of time, so that it is the look that brings it."""
    home = tmp_path_factory.mktemp("modelled")
    with model_server(card) as url:
        settings = {"spark.backend.kind": "openai", "spark.backend.url": url, "spark.prefetch.enabled": False}
        made = Workbench(home, project(home), vsix, settings)
        made.start()
        window = made.open(browser)
        window.edit("orders.py")
        until(lambda: window.squiggles() >= 2, "the marks")
        yield made, window
        made.stop()


def test_an_open_hover_and_the_advisor_get_better_in_place(modelled: tuple[Workbench, Window]) -> None:
    _, window = modelled
    window.command("Spark: Show All Advice Here")
    window.page.locator(".monaco-editor .view-line").first.click()
    window.go(SQL, SQL_COLUMN)
    until(lambda: "SQL" in window.advisor_text(), "the Advisor")
    window.hover()
    until(lambda: "can rewrite the whole query" in window.hover_text(), "the better words, in the hover that is open")
    window.picture("hover-upgraded")
    until(lambda: "can rewrite the whole query" in window.advisor_text(), "the same in the Advisor")
    assert "by small" in window.advisor_text(), "what a model wrote names the model"
    window.picture("advisor-upgraded")


def test_while_a_model_hangs_hovers_and_menus_are_there_at_once(modelled: tuple[Workbench, Window], card: Card) -> None:
    _, window = modelled
    card.hangs = True
    window.go(YAML, YAML_COLUMN)
    window.hover()
    assert "programmatic" in until(window.hover_text, "the hover")
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Control+.")
    window.page.locator(".action-widget .monaco-list-row", has_text="Spark").first.wait_for(state="visible")
    window.page.keyboard.press("Escape")
    card.hangs = False
