"""The demo in VS Code: an omitted check is marked on save, its packet is there before anybody asks, it is put back."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.demo import owner_check
from tests.e2e.demo.ahead import AFTER_SAVE_S, CHECK, REPLY
from tests.e2e.demo.project import ORDERS, make
from tests.e2e.vscode.workbench import Window, Workbench, until
from tests.windows import Card, model_server

pytestmark = pytest.mark.timeout(600)

HEAD, _, TAIL = ORDERS.partition("async def charge")
CHARGE = HEAD.count("\n") + 1
"""Its line, 1-based, as are all here."""
OMITTED = CHARGE + TAIL[: TAIL.index(CHECK)].count("\n")
ELSEWHERE = ORDERS[: ORDERS.index("store.pay_back")].count("\n") + 1

MARKED = """() => {
    const lines = [...document.querySelectorAll('.monaco-editor .view-lines .view-line')];
    const marks = [...document.querySelectorAll('.squiggly-info, .squiggly-warning, .squiggly-error, .squiggly-hint')];
    return marks.map(mark => {
        const top = mark.getBoundingClientRect().top;
        const on = lines.find(line => {
            const box = line.getBoundingClientRect();
            return box.top <= top && top < box.bottom;
        });
        return on ? on.textContent.replaceAll('\\u00a0', ' ') : '';
    });
}"""


def marked(window: Window) -> list[str]:
    """The lines that have a mark."""
    return [str(line) for line in window.page.evaluate(MARKED)]


def holds(file: Path) -> bool:
    """Whether the project keeps what it is to keep."""
    words = [sys.executable, str(owner_check.__file__), str(file)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_the_demo(vsix: Path, browser: Browser, tmp_path: Path) -> None:
    target = make(tmp_path / "project")
    card = Card(REPLY)
    with model_server(card) as url:
        settings = {"spark.backend.kind": "openai", "spark.backend.url": url}
        bench = Workbench(tmp_path / "home", tmp_path / "project", vsix, settings)
        bench.start()
        window = bench.open(browser)
        try:
            window.edit("orders.py")
            until(lambda: "def charge" in window.text(), "the file")
            until(bench.servers, "the server")
            until(lambda: window.status() not in ("", "Spark: Spark starts"), "it to be up")
            before = marked(window)
            assert not any("charge" in line for line in before)
            assert holds(target)

            window.go(OMITTED, 5)
            window.page.keyboard.press("Control+Shift+K")
            window.page.keyboard.press("Control+Shift+K")
            until(lambda: CHECK.splitlines()[0] not in window.text().partition("def charge")[2], "the omission")
            window.go(CHARGE, 12)
            window.page.keyboard.press("Control+S")
            until(lambda: len(marked(window)) > len(before), "the mark")
            window.page.wait_for_timeout(AFTER_SAVE_S * 1000)
            new = [line for line in marked(window) if line not in before]
            assert len(new) == 1, new
            assert "def charge" in new[0]
            assert not holds(target), "the omission is one"
            made = card.background

            window.hover()
            said = ("refined", "realtime", "programmatic")
            until(lambda: any(lane in window.hover_text() for lane in said), "the hover")
            assert "refined" in window.hover_text()
            for word in ("charge", "refund", "owner_id"):
                assert word in window.hover_text()
            assert card.background == made >= 1, "it was there before it was asked for"
            window.picture("demo")
            window.page.keyboard.press("Escape")
            window.go(ELSEWHERE, 13)
            window.hover()
            window.page.wait_for_timeout(1000)
            assert "refined" not in window.hover_text()
            assert "programmatic" not in window.hover_text()
            window.page.keyboard.press("Escape")

            window.go(CHARGE, 12)
            window.page.keyboard.press("Control+.")
            title = "as `refund()` does"
            rows = window.page.locator(".action-widget .monaco-list-row", has_text=title)
            rows.first.wait_for(state="visible")
            chosen = window.page.locator(".action-widget .monaco-list-row.focused", has_text=title)
            until(lambda: chosen.count() or window.page.keyboard.press("ArrowDown"), "the repair to be chosen")
            window.page.keyboard.press("Enter")
            until(lambda: "owner_id" in window.text().partition("def charge")[2], "the repair")
            window.page.keyboard.press("Control+S")
            until(lambda: marked(window) == before, "the mark to go")
            until(lambda: target.read_text("utf-8") == ORDERS, "the file as it was, to the byte")
            assert holds(target)
        finally:
            window.page.close()
            bench.stop()
