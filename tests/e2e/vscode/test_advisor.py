"""The Advisor's buttons, pausing and high contrast; in VS Code itself."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import ROOT
from tests.e2e.vscode.window import Window, until
from tests.e2e.vscode.workbench import session, shop
from tests.windows import Card, model_server

SQL, SQL_COLUMN = 8, 25
YAML, YAML_COLUMN = 13, 23
SAID = {
    "headline": "`find` lets `name` rewrite the orders query",
    "next_step": "Hand `name` to `execute` as a parameter",
    "why": "A quote in `name` ends the string of the query in `find`.",
}

pytestmark = pytest.mark.timeout(900)


def advise(window: Window, line: int, column: int, word: str) -> None:
    """Has the Advisor show a place; the editor has the focus after it."""
    window.into_editor()
    window.go(line, column)
    window.command("Spark: Show All Advice Here")
    until(lambda: word in window.advisor_text(), f"the Advisor to speak of {word}")


@pytest.fixture(scope="module")
def card() -> Card:
    return Card(json.dumps(SAID))


@pytest.fixture(scope="module")
def window(card: Card, vsix: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """With a model that says SAID where it is asked, and is asked for nothing ahead of time."""
    with model_server(card) as url:
        settings = {"spark.backend.kind": "openai", "spark.backend.url": url, "spark.prefetch.enabled": False}
        home = tmp_path_factory.mktemp("advisor")
        with session(home, shop(home, TEXT), vsix, browser, settings) as (_, window):
            window.edit("orders.py")
            until(lambda: window.squiggles() >= 2, "the marks")
            yield window


def test_apply_in_the_advisor_makes_the_edit(window: Window) -> None:
    before = window.squiggles()
    advise(window, YAML, YAML_COLUMN, "yaml")
    window.press("Apply")
    until(lambda: "yaml.safe_load(text)" in window.text(), "the edit")
    until(lambda: window.squiggles() < before, "the mark to go")
    window.into_editor()
    window.page.keyboard.press("Control+Z")
    until(lambda: window.squiggles() == before, "the mark again")


def test_refine_in_the_advisor_brings_a_models_words_with_its_name(window: Window, card: Card) -> None:
    advise(window, SQL, SQL_COLUMN, "SQL")
    asked, card.piece_s = card.asked, 0.25
    headline, why = (SAID[name].replace("`", "") for name in ("headline", "why"))
    shown_s = window.watch_for(why)
    window.press("Refine")
    part = until(lambda: headline in (text := window.advisor_text()) and text, "the headline, while the model writes")
    assert why not in part
    until(lambda: why in window.advisor_text(), "the rest")
    print(f"packet ready to shown: {1000 * (shown_s() - card.told_s):.0f} ms")
    card.piece_s = 0.01
    assert card.asked > asked
    assert "small" in window.advisor_text()
    until(lambda: "models to word" in window.status(), "the status bar to know of the model")
    window.picture("advisor-refined")


def test_dismiss_in_the_advisor_puts_it_away_and_undo_brings_it_back(window: Window) -> None:
    before = window.squiggles()
    advise(window, SQL, SQL_COLUMN, "SQL" if "SQL" in window.advisor_text() else "query")
    window.press("Dismiss")
    until(lambda: window.squiggles() < before, "the mark to go")
    until(lambda: "Undo" in window.notifications(), "the offer")
    window.page.locator(".notification-toast").get_by_role("button", name="Undo").first.click()
    until(lambda: window.squiggles() == before, "the mark again")


def test_pausing_shows_at_once_and_no_model_is_asked_until_it_ends(window: Window, card: Card) -> None:
    window.command("Spark: Pause Models for an Hour")
    until(lambda: "Models rest" in window.status(), "the status bar", 3.0)
    asked = card.asked
    window.into_editor()
    window.go(YAML, YAML_COLUMN)
    window.hover()
    until(lambda: "programmatic" in window.hover_text(), "the hover")
    window.page.keyboard.press("Escape")
    assert card.asked == asked
    window.command("Spark: Let Models Work Again")
    until(lambda: "Models rest" not in window.status(), "the status bar again", 3.0)
    until(lambda: card.asked > asked or window.look_again(), "the model to be asked")


def choose_in_menu(window: Window, title: str) -> None:
    """Chooses an entry of the status bar's menu."""
    window.page.locator("[id='spark-lsp.spark-lsp.spark.status'] a").first.click()
    row = window.page.locator(".quick-input-list .monaco-list-row", has_text=title)
    row.first.wait_for(state="visible")
    row.first.click()


def test_a_folder_that_is_paused_stays_so_in_the_next_session(window: Window, card: Card) -> None:
    choose_in_menu(window, "Pause models in this folder")
    until(lambda: "Models rest" in window.status(), "the status bar")
    asked = card.asked
    until(lambda: "pausedHere" in window.kept(), "it to be kept")
    reopen(window)
    until(lambda: "Models rest" in window.status(), "the same in the next session")
    window.go(SQL, SQL_COLUMN)
    window.hover()
    until(window.hover_text, "the hover")
    window.page.keyboard.press("Escape")
    assert card.asked == asked
    choose_in_menu(window, "Let models work again")
    until(lambda: "Models rest" not in window.status(), "the end of the pause")
    until(lambda: "pausedHere" not in window.kept(), "it to be forgotten")
    reopen(window)
    until(lambda: window.status() not in ("", "Spark: Spark starts"), "the session after it")
    assert "Models rest" not in window.status()


def reopen(window: Window) -> None:
    """Another session: the window and all that ran for it is made anew."""
    window.reload()
    window.edit("orders.py")
    until(lambda: window.squiggles() >= 2, "the marks")


def test_high_contrast_has_its_colours_from_the_theme(window: Window) -> None:
    for file in (ROOT / "editors" / "vscode" / "media").glob("*.css"):
        style = file.read_text("utf-8")
        assert "var(--vscode-" in style
        assert not any(word in style for word in ("#", "rgb(", "hsl(")), "a colour that no theme can change"
    window.page.keyboard.press("Control+K")
    window.page.keyboard.press("Control+T")
    box = window.page.locator(".quick-input-widget input")
    box.wait_for(state="visible")
    box.fill("Dark High Contrast")
    window.page.locator(".quick-input-list .monaco-list-row", has_text="Dark High Contrast").first.wait_for()
    window.page.keyboard.press("Enter")
    until(lambda: window.page.locator(".monaco-workbench.hc-black").count(), "the theme")
    advise(window, YAML, YAML_COLUMN, "yaml")
    window.picture("high-contrast")
