"""One running workbench: a code-server with our extension, a browser before it, and what a person does there."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

from tests.e2e.connection import environment
from tests.e2e.vscode.setup import chromium, code_server
from tests.e2e.vscode.window import LIMIT_S, Window, until

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


TRACED = {"spark.trace.server": "verbose"}
ANSWERED = r"response '{} - [^\n]* in (\d+)ms\.\n[^\n]*\] (Result|No result)"


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
        for part in ("User", "Machine"):
            (user / part).mkdir(parents=True, exist_ok=True)
        serve = [sys.executable, "-c", "import sys; from spark_lsp.cli.main import main; sys.exit(main())", "serve"]
        told = {**QUIET, "spark.server.command": serve, **settings}
        # a setting of the machine: in the person's own file it counts only as long as nobody knows whose it is
        machine = {"spark.server.command": told.pop("spark.server.command")}
        (user / "User" / "settings.json").write_text(json.dumps(told))
        (user / "Machine" / "settings.json").write_text(json.dumps(machine))
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

    def open(self, browser: Browser) -> Window:
        """A window on the project."""
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(f"http://127.0.0.1:{self.port}/?folder={self.project}")
        page.wait_for_selector(".monaco-workbench .statusbar", timeout=LIMIT_S * 1000)
        return Window(page)

    def answers(self, method: str) -> list[tuple[int, bool]]:
        """Our server's answers so far, in all sessions: (ms as VS Code's client counts them, whether it said anything).
        For who has set `TRACED`."""
        found = re.findall(ANSWERED.format(re.escape(method)), self.log())
        return [(int(ms), said == "Result") for ms, said in found]

    def log(self) -> str:
        """What our extension wrote into its log, in all sessions."""
        logs = sorted((self.home / "user" / "logs").rglob("Spark.log"))
        return "".join(one.read_text("utf-8", "replace") for one in logs)

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


@contextmanager
def session(
    home: Path, project: Path, vsix: Path, browser: Browser, settings: dict[str, Any], **options: Any
) -> Iterator[tuple[Workbench, Window]]:
    """A workbench with a window on it; `options` are Workbench's."""
    made = Workbench(home, project, vsix, settings, **options)
    made.start()
    try:
        window = made.open(browser)
        yield made, window
        window.page.close()
    finally:
        made.stop()


def shop(home: Path, text: str) -> Path:
    """A project of one file."""
    made = home / "shop"
    made.mkdir(exist_ok=True)
    (made / "orders.py").write_text(text)
    return made


def bare_python(home: Path) -> Path:
    """A folder of the path with a Python in it, as was installed on this machine."""
    folder = home / "python"
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    return folder


def launched(play: Playwright) -> Browser:
    """Debian's Chromium."""
    return play.chromium.launch(executable_path=chromium(), args=list(FLAGS), headless=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
