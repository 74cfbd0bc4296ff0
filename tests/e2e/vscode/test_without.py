"""What a person is told where something is missing: the program, a model, trust; in VS Code itself."""

import json
import shlex
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.connection import COMMAND
from tests.e2e.sample import TEXT
from tests.e2e.vscode.window import until
from tests.e2e.vscode.workbench import bare_python, session, shop

SQL, SQL_COLUMN = 8, 25

pytestmark = pytest.mark.timeout(900)


def stand_in(place: Path, note: Path) -> Path:
    """A program that keeps its arguments in a file, and is our server."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f'#!/bin/sh\necho "$@" > {shlex.quote(str(note))}\nexec {shlex.join(COMMAND)}\n')
    place.chmod(0o755)
    return place


def test_where_the_program_is_missing_one_message_has_the_ways_out(
    vsix: Path, browser: Browser, tmp_path: Path
) -> None:
    ran = tmp_path / "uvx-ran"
    stand_in(tmp_path / ".local" / "bin" / "uvx", ran)
    settings = {"spark.server.command": [], "spark.backend.kind": "none"}
    project = shop(tmp_path, TEXT)
    env = {"PATH": f"{bare_python(tmp_path)}:/usr/bin:/bin"}
    with session(tmp_path, project, vsix, browser, settings, env=env) as (bench, window):
        window.edit("orders.py")
        until(lambda: "not on this machine" in window.notifications(), "the message")
        toast = window.page.locator(".notification-toast", has_text="Spark's server")
        assert toast.count() == 1
        for name in ("Install", "Choose the program…"):
            assert toast.get_by_role("button", name=name, exact=True).count() == 1
        assert "off" in window.status().lower()
        assert bench.servers() == []
        assert not ran.exists(), "nothing is fetched that nobody asked for"
        window.picture("no-server")
        toast.get_by_role("button", name="Run it by uvx").click()
        until(lambda: window.squiggles() >= 2, "the marks")
        assert ran.read_text().split() == ["spark-lsp", "serve"]


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
        with session(tmp_path, shop(tmp_path, TEXT), vsix, browser, settings) as (_, window):
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


def test_a_folder_that_nobody_trusts_brings_neither_rules_nor_a_program_of_its_own(
    vsix: Path, browser: Browser, tmp_path: Path
) -> None:
    rules = tmp_path / "shop" / ".spark" / "rules"
    rules.mkdir(parents=True)
    (rules / "shop-own-word.yml").write_text(RULE)
    theirs = stand_in(tmp_path / "shop" / "bin" / "theirs", tmp_path / "theirs-ran")
    own = tmp_path / "shop" / ".vscode" / "settings.json"
    own.parent.mkdir()
    own.write_text(json.dumps({"spark.server.command": [str(theirs), "serve"]}))
    settings = {
        "spark.trusted": True,
        "spark.backend.kind": "none",
        "security.workspace.trust.enabled": True,
        "security.workspace.trust.startupPrompt": "never",
        "security.workspace.trust.banner": "always",
    }
    with session(tmp_path, shop(tmp_path, TEXT), vsix, browser, settings, trusts=False) as (_, window):
        window.edit("orders.py")
        until(lambda: window.squiggles() >= 2, "the marks: our own rules are ours")
        without = window.squiggles()
        assert "without a model" in window.status()
        assert not (tmp_path / "theirs-ran").exists()
        window.picture("untrusted")
        window.command("Workspaces: Manage Workspace Trust")
        window.page.get_by_role("button", name="Trust", exact=True).first.click()
        window.picture("trusted")
        window.page.locator(".tab", has_text="orders.py").first.click()
        until(lambda: window.squiggles() > without, "the mark of the folder's own rule")
        assert (tmp_path / "theirs-ran").exists(), "what is trusted may name the program"
