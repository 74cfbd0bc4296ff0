"""A page with a workbench in it, and what a person does and sees there."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Frame, Page

from tests.e2e.vscode.setup import CACHE

LIMIT_S = 60.0

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

SHOWN = """words => { window.spark = new Promise(done => {
    const main = document.getElementById('advice');
    const look = () => main.textContent.includes(words) && done(Date.now());
    new MutationObserver(look).observe(main, {subtree: true, childList: true, characterData: true});
    look();
}) }"""

KEPT = """async () => {
    const done = asked => new Promise((yes, no) => { asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        if (name.startsWith('vscode-web-state-db')) {
            const base = await done(indexedDB.open(name));
            const table = base.transaction('ItemTable').objectStore('ItemTable');
            found.push(await done(table.get('spark-lsp.spark-lsp')));
            base.close();
        }
    }
    return found.join();
}"""


class Window:
    """A page with a workbench in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reload(self) -> None:
        """Makes the window anew; what the person has set and put away is kept."""
        self.page.reload()
        self.page.wait_for_selector(".monaco-workbench .statusbar", timeout=LIMIT_S * 1000)

    def command(self, title: str) -> None:
        """Runs a command of the palette by its title."""
        self.page.keyboard.press("F1")
        box = self.page.locator(".quick-input-widget input")
        box.wait_for(state="visible")
        box.fill(f">{title}")
        row = self.page.locator(".quick-input-list .monaco-list-row", has_text=title).first
        row.wait_for(state="visible")
        row.click()

    def edit(self, name: str) -> None:
        """Opens a file of the project, or goes to where it is open."""
        self.page.keyboard.press("Control+P")
        box = self.page.locator(".quick-input-widget input")
        box.wait_for(state="visible")
        box.fill(name)
        self.page.locator(".quick-input-list .monaco-list-row", has_text=name).first.wait_for(state="visible")
        self.page.keyboard.press("Enter")
        self.page.locator(".tab.active", has_text=name).wait_for(state="visible")
        self.page.locator(".monaco-editor .view-line").first.wait_for(state="visible")

    def go(self, line: int, column: int) -> None:
        """Puts the cursor there; 1-based."""
        self.page.keyboard.press("Control+G")
        box = self.page.locator(".quick-input-widget input")
        box.wait_for(state="visible")
        box.fill(f":{line}:{column}")
        self.page.keyboard.press("Enter")
        box.wait_for(state="hidden")

    def hover(self) -> None:
        """Opens the hover at the cursor from the keyboard."""
        self.page.keyboard.press("Control+K")
        self.page.keyboard.press("Control+I")

    def look_again(self) -> None:
        """Closes the hover, and opens it once more."""
        self.page.keyboard.press("Escape")
        self.hover()
        self.page.wait_for_timeout(500)

    def hover_text(self) -> str:
        """What the open hover says; `""` where none is open."""
        shown = self.page.locator(".monaco-hover:not(.hidden) .monaco-hover-content")
        return "\n".join(shown.all_inner_texts())

    def drawings_of_hover(self, while_s: float) -> int:
        """How often a hover is opened in the next seconds."""
        count = """ms => new Promise(done => {
            let opened = 0;
            let open = !!document.querySelector('.monaco-hover:not(.hidden) .monaco-hover-content');
            const seen = new MutationObserver(() => {
                const now = !!document.querySelector('.monaco-hover:not(.hidden) .monaco-hover-content');
                opened += now && !open;
                open = now;
            });
            seen.observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['class']});
            setTimeout(() => { seen.disconnect(); done(opened); }, ms);
        })"""
        return int(self.page.evaluate(count, while_s * 1000))

    def squiggles(self) -> int:
        """Marks in the text."""
        return self.page.locator(".squiggly-info, .squiggly-warning, .squiggly-error, .squiggly-hint").count()

    def marked(self) -> list[str]:
        """The lines that have a mark, once for each."""
        return [str(line) for line in self.page.evaluate(MARKED)]

    def text(self) -> str:
        """The lines of the editor that are on the screen."""
        lines = self.page.locator(".monaco-editor .view-lines .view-line")
        rows = lines.evaluate_all("all => all.map(one => [parseInt(one.style.top), one.textContent])")
        rows = sorted(rows, key=lambda row: row[0])
        return "\n".join(str(text).replace("\xa0", " ") for _, text in rows)

    def advisor(self) -> Frame | None:
        """The document inside the Advisor's view."""
        for frame in self.page.frames:
            with suppress(Error):  # a frame that goes while it is asked
                if frame.locator("#advice").count():
                    return frame
        return None

    def advisor_text(self) -> str:
        """What the Advisor says."""
        frame = self.advisor()
        with suppress(Error):
            return frame.locator("#advice").inner_text(timeout=2000) if frame is not None else ""
        return ""

    def press(self, name: str) -> None:
        """Presses a button of the Advisor."""
        frame = self.advisor()
        assert frame is not None
        frame.get_by_role("button", name=name).first.click()

    def watch_for(self, words: str) -> Callable[[], float]:
        """Looks out for words in the Advisor; what comes back waits for them, and gives when they were there, seconds
        by the clock on the wall."""
        frame = self.advisor()
        assert frame is not None
        frame.evaluate(SHOWN, words)
        return lambda: float(frame.evaluate("() => window.spark")) / 1000

    def into_editor(self) -> None:
        """Has the editor take the keys."""
        self.page.keyboard.press("Control+1")
        self.page.wait_for_function("() => document.activeElement?.closest('.monaco-editor')")

    def status(self) -> str:
        """The accessible words of our item in the status bar."""
        item = self.page.locator("[id='spark-lsp.spark-lsp.spark.status'] a")
        return str(item.first.get_attribute("aria-label") or "") if item.count() else ""

    def notifications(self) -> str:
        """All that is told in toasts."""
        return "\n".join(self.page.locator(".notification-toast").all_inner_texts())

    def kept(self) -> str:
        """What the workbench has written down for our extension: it takes its time with it."""
        return str(self.page.evaluate(KEPT))

    def picture(self, name: str) -> None:
        """Keeps what is on the screen, as an artefact."""
        folder = CACHE / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(folder / f"{name}.png"))


def until(holds: Callable[[], object], what: str, limit_s: float = LIMIT_S) -> Any:
    """Comes back with what holds; fails after the limit."""
    end = time.monotonic() + limit_s
    while not (found := holds()):
        assert time.monotonic() < end, f"waited {limit_s:.0f} s for {what}"
        time.sleep(0.1)
    return found
