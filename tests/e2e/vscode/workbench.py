"""One running workbench: a code-server with our extension, a browser before it, and what a person does there."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Frame, Page, Playwright

from tests.e2e.connection import environment
from tests.e2e.vscode.setup import CACHE, chromium, code_server

LIMIT_S = 60.0
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
QUIET = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.ignoreRecommendations": True,
    "editor.accessibilitySupport": "off",
    "editor.minimap.enabled": False,
    "chat.commandCenter.enabled": False,
    "git.enabled": False,
    "update.mode": "none",
    "window.commandCenter": False,
}


class Workbench:
    """With its own folders below `home`; the server of ours is this interpreter's."""

    def __init__(
        self,
        home: Path,
        project: Path,
        vsix: Path,
        settings: dict[str, Any],
        *,
        env: dict[str, str] | None = None,
        trusts: bool = True,
        extended: bool = True,
    ) -> None:
        """`trusts`: every folder is trusted, and nobody is asked; `extended`: our extension is installed."""
        self.home, self.project, self.trusts = home, project, trusts
        user = home / "user"
        (user / "User").mkdir(parents=True, exist_ok=True)
        serve = [sys.executable, "-c", "import sys; from spark_lsp.cli.main import main; sys.exit(main())", "serve"]
        told = {**QUIET, "spark.server.command": serve, **settings}
        (user / "User" / "settings.json").write_text(json.dumps(told))
        self._base = [*code_server(), "--user-data-dir", str(user), "--extensions-dir", str(home / "extensions")]
        self._env = environment(home / "data") | {"HOME": str(home)} | (env or {})
        if extended and not any((home / "extensions").glob("spark-lsp*")):
            self._run("--install-extension", str(vsix))
        self._log = (home / "code-server.log").open("ab")
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts code-server; comes back when it listens."""
        self.port = _free_port()  # another each time: the last one's may go on listening for a moment
        words = ["--auth", "none", "--bind-addr", f"127.0.0.1:{self.port}", "--disable-telemetry"]
        words += ["--disable-update-check", *(["--disable-workspace-trust"] if self.trusts else []), str(self.project)]
        self.process = subprocess.Popen(
            [*self._base, *words], env=self._env, stdout=self._log, stderr=self._log, start_new_session=True
        )
        until(lambda: _listens(self.port), "code-server to listen")

    def stop(self) -> None:
        """Ends it, and all that it started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def open(self, browser: Browser) -> "Window":
        """A window on the project."""
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"http://127.0.0.1:{self.port}/?folder={self.project}")
        page.wait_for_selector(".monaco-workbench .statusbar", timeout=LIMIT_S * 1000)
        return Window(page)

    def servers(self) -> list[int]:
        """Process ids of our language servers that belong to this workbench."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
                mine = str(self.home).encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            if mine and words[-2:-1] == [b"serve"]:
                found.append(int(entry.name))
        return found

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            [*self._base, *words], env=self._env, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


class Window:
    """A page with a workbench in it."""

    def __init__(self, page: Page) -> None:
        self.page = page

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
        """Opens a file of the project."""
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

    def status(self) -> str:
        """The accessible words of our item in the status bar."""
        item = self.page.locator("[id='spark-lsp.spark-lsp.spark.status'] a")
        return str(item.first.get_attribute("aria-label") or "") if item.count() else ""

    def notifications(self) -> str:
        """All that is told in toasts."""
        return "\n".join(self.page.locator(".notification-toast").all_inner_texts())

    def picture(self, name: str) -> None:
        """Keeps what is on the screen, as an artefact."""
        folder = CACHE / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(folder / f"{name}.png"))


def launched(play: Playwright) -> Browser:
    """Debian's Chromium."""
    return play.chromium.launch(executable_path=chromium(), args=list(FLAGS), headless=True)


def until(holds: Callable[[], object], what: str, limit_s: float = LIMIT_S) -> Any:
    """Comes back with what holds; fails after the limit."""
    end = time.monotonic() + limit_s
    while not (found := holds()):
        assert time.monotonic() < end, f"waited {limit_s:.0f} s for {what}"
        time.sleep(0.1)
    return found


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
