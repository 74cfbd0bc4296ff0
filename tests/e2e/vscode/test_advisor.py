"""The Advisor's buttons, pausing, and what a person is told where something is missing; in VS Code itself."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.sample import TEXT
from tests.e2e.vscode.setup import ROOT
from tests.e2e.vscode.workbench import Window, Workbench, until
from tests.windows import Card, model_server

SQL, SQL_COLUMN = 8, 25
YAML, YAML_COLUMN = 13, 23
SAID = {
    "headline": "`find` lets `name` rewrite the orders query",
    "next_step": "Hand `name` to `execute` as a parameter",
    "why": "A quote in `name` ends the string of the query in `find`.",
}

pytestmark = pytest.mark.timeout(900)


@contextmanager
def workbench(
    home: Path, vsix: Path, browser: Browser, settings: dict[str, Any], **options: Any
) -> Iterator[tuple[Workbench, Window]]:
    """One with a project of one file, which is open."""
    shop = home / "shop"
    shop.mkdir(exist_ok=True)
    (shop / "orders.py").write_text(TEXT)
    made = Workbench(home, shop, vsix, settings, **options)
    made.start()
    window = made.open(browser)
    try:
        yield made, window
    finally:
        window.page.close()
        made.stop()


def advise(window: Window, line: int, column: int, word: str) -> None:
    """Has the Advisor show a place; the editor has the focus after it."""
    window.page.locator(".monaco-editor .view-line").first.click()
    window.go(line, column)
    window.command("Spark: Show All Advice Here")
    until(lambda: word in window.advisor_text(), f"the Advisor to speak of {word}")


def press(window: Window, name: str) -> None:
    """Presses a button of the Advisor."""
    frame = window.advisor()
    assert frame is not None
    frame.get_by_role("button", name=name).first.click()


@pytest.fixture(scope="module")
def card() -> Card:
    return Card(json.dumps(SAID))


@pytest.fixture(scope="module")
def window(card: Card, vsix: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """With a model that says SAID where it is asked, and is asked for nothing ahead of time."""
    with model_server(card) as url:
        settings = {"spark.backend.kind": "openai", "spark.backend.url": url, "spark.prefetch.enabled": False}
        home = tmp_path_factory.mktemp("advisor")
        with workbench(home, vsix, browser, settings) as (_, window):
            window.edit("orders.py")
            until(lambda: window.squiggles() >= 2, "the marks")
            yield window


def test_apply_in_the_advisor_makes_the_edit(window: Window) -> None:
    before = window.squiggles()
    advise(window, YAML, YAML_COLUMN, "yaml")
    press(window, "Apply")
    until(lambda: "yaml.safe_load(text)" in window.text(), "the edit")
    until(lambda: window.squiggles() < before, "the mark to go")
    window.page.locator(".monaco-editor .view-line").first.click()
    window.page.keyboard.press("Control+Z")
    until(lambda: window.squiggles() == before, "the mark again")


def test_refine_in_the_advisor_brings_a_models_words_with_its_name(window: Window, card: Card) -> None:
    advise(window, SQL, SQL_COLUMN, "SQL")
    asked, card.piece_s = card.asked, 0.25
    headline, why = (SAID[name].replace("`", "") for name in ("headline", "why"))
    press(window, "Refine")
    part = until(lambda: headline in (text := window.advisor_text()) and text, "the headline, while the model writes")
    assert why not in part
    until(lambda: why in window.advisor_text(), "the rest")
    card.piece_s = 0.01
    assert card.asked > asked
    assert "small" in window.advisor_text()
    until(lambda: "models to word" in window.status(), "the status bar to know of the model")
    window.picture("advisor-refined")


def test_dismiss_in_the_advisor_puts_it_away_and_undo_brings_it_back(window: Window) -> None:
    before = window.squiggles()
    advise(window, SQL, SQL_COLUMN, "SQL" if "SQL" in window.advisor_text() else "query")
    press(window, "Dismiss")
    until(lambda: window.squiggles() < before, "the mark to go")
    until(lambda: "Undo" in window.notifications(), "the offer")
    window.page.locator(".notification-toast").get_by_role("button", name="Undo").first.click()
    until(lambda: window.squiggles() == before, "the mark again")


def test_pausing_shows_at_once_and_no_model_is_asked_until_it_ends(window: Window, card: Card) -> None:
    window.command("Spark: Pause Models for an Hour")
    until(lambda: "Models rest" in window.status(), "the status bar", 3.0)
    asked = card.asked
    window.page.locator(".monaco-editor .view-line").first.click()
    window.go(YAML, YAML_COLUMN)
    window.hover()
    until(lambda: "programmatic" in window.hover_text(), "the hover")
    window.page.keyboard.press("Escape")
    assert card.asked == asked
    window.command("Spark: Let Models Work Again")
    until(lambda: "Models rest" not in window.status(), "the status bar again", 3.0)
    until(lambda: card.asked > asked or window.look_again(), "the model to be asked")


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


def test_where_the_program_is_missing_one_message_has_the_way_out(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    settings = {"spark.server.command": ["no-such-spark", "serve"]}
    with workbench(tmp_path, vsix, browser, settings, env={"PATH": "/usr/bin:/bin"}) as (bench, window):
        window.edit("orders.py")
        until(
            lambda: "does not start" in window.notifications() or "not on this machine" in window.notifications(), "it"
        )
        assert window.page.locator(".notification-toast", has_text="Spark").get_by_role("button").count() >= 1
        assert "off" in window.status().lower()
        assert bench.servers() == []
        window.picture("no-server")


class _Empty(BaseHTTPRequestHandler):
    """An Ollama that nothing was pulled into."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        told = {"/api/version": {"version": "0.15.4"}, "/api/tags": {"models": []}, "/api/ps": {"models": []}}
        raw = json.dumps(told.get(self.path, {})).encode()
        self.send_response(200 if self.path in told else 404)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def test_a_model_that_is_missing_is_offered_with_its_size(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = {"spark.backend.kind": "ollama", "spark.backend.url": f"http://127.0.0.1:{server.server_port}"}
    try:
        with workbench(tmp_path, vsix, browser, settings) as (_, window):
            window.edit("orders.py")
            until(lambda: window.squiggles() >= 2, "the marks")
            window.go(SQL, SQL_COLUMN)
            until(lambda: "missing" in window.status().lower() or window.look_again(), "the status bar")
            until(lambda: "Pull llama3.2:3b (2.0 GB)" in window.notifications(), "the offer")
            assert "ollama pull" in window.status()
            window.picture("missing")
    finally:
        server.shutdown()
        server.server_close()


RULE = """\
id: shop-own-word
language: python
severity: warning
message: "`is_new` is the shop's own word"
note: >
  A rule of this checkout says so.
rule: {kind: identifier, regex: '^is_new$'}
metadata: {category: naming, next: "Ask the shop.", confidence: 0.9}
valid:
  - "def f():\\n    pass\\n"
invalid:
  - "def is_new():\\n    pass\\n"
"""


def test_a_folder_that_nobody_trusts_brings_no_rules_of_its_own(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    rules = tmp_path / "shop" / ".spark" / "rules"
    rules.mkdir(parents=True)
    (rules / "shop-own-word.yml").write_text(RULE)
    settings = {
        "spark.trusted": True,
        "spark.backend.kind": "none",
        "security.workspace.trust.enabled": True,
        "security.workspace.trust.startupPrompt": "never",
        "security.workspace.trust.banner": "always",
    }
    with workbench(tmp_path, vsix, browser, settings, trusts=False) as (_, window):
        window.edit("orders.py")
        until(lambda: window.squiggles() >= 2, "the marks: our own rules are ours")
        without = window.squiggles()
        assert "without a model" in window.status()
        window.picture("untrusted")
        window.command("Workspaces: Manage Workspace Trust")
        window.page.get_by_role("button", name="Trust", exact=True).first.click()
        window.picture("trusted")
        window.page.locator(".tab", has_text="orders.py").first.click()
        until(lambda: window.squiggles() > without, "the mark of the folder's own rule")
