"""A real server with a model behind it: what a person sees get better, and does not notice when it goes away."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.cli.main import main
from spark_lsp.core.habits import FEATURES
from spark_lsp.core.learned import learned
from spark_lsp.core.planner import Planner
from spark_lsp.store.ledger import SqliteLedger
from tests.e2e.conftest import Connect
from tests.e2e.connection import Connection
from tests.privacy.canaries import canaries, leaks

OURS = {"experimental": {"spark": {"showsAdvisories": True}}}
URI = "file:///work/orders.py"
TEXT = """\
import sqlite3


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()
"""
LINE, COLUMN = 5, 24
AT = {"line": LINE, "character": COLUMN}
GOOD = {
    "headline": "`find` lets `name` rewrite the orders query",
    "next_step": "Hand `name` to `execute` as a parameter",
    "why": "A quote in `name` ends the string of the query in `find`.",
    "first_line": 3,
    "last_line": 3,
    "replacement": '    cursor.execute("SELECT * FROM orders WHERE name = ?", (name,))',
}


class Model(BaseHTTPRequestHandler):
    """Answers as llama-server does."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._say(json.dumps({"data": [{"id": "small", "owned_by": "test", "meta": {"n_ctx_train": 4096}}]}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)  # type: ignore[attr-defined]
        time.sleep(self.server.slow_s)  # type: ignore[attr-defined]
        refining = b"Repair it" in body
        content = "sorry" if refining and self.server.cannot_refine else json.dumps(GOOD)  # type: ignore[attr-defined]
        lines = [
            {"choices": [{"delta": {"content": content}, "finish_reason": None}]},
            {
                "choices": [{"delta": {}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 9, "completion_tokens": 9},
            },
        ]
        said = [f"data: {json.dumps(line)}\n\n" for line in lines]
        self._say("".join([*said, "data: [DONE]\n\n"]).encode())

    def _say(self, raw: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def model() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    server.bodies, server.slow_s, server.cannot_refine = [], 0.0, False  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def url_of(model: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{model.server_address[1]}"


def opened(connect: Connect, backend: dict[str, Any], text: str = TEXT, **settings: Any) -> Connection:
    """A server with the file open, its lanes up."""
    here = connect(OURS, initializationOptions={"backend": backend, **settings})
    here.open(URI, text)
    here.settled(URI)
    here.eventually(lambda: "lanes" in here.ask("spark/status", {}), "the model lanes")
    return here


def shown(here: Connection, line: int = LINE) -> str:
    return str(here.hover(URI, line, COLUMN)["contents"]["value"])


def test_a_hover_gets_better_by_itself_and_says_who_worded_it(connect: Connect, model: ThreadingHTTPServer) -> None:
    here = opened(connect, {"kind": "openai", "url": url_of(model)})
    first = shown(here)
    assert "programmatic" in first
    here.until(lambda: here.told("spark/advisory"), "better words")
    told = here.told("spark/advisory")[0]
    assert told["uri"] == URI
    assert told["emit"]["lane"] in ("realtime", "refined")
    assert told["emit"]["lineage"]["model"] == "small"
    better = shown(here)
    assert GOOD["headline"] in better
    assert "realtime" in better or "refined" in better
    assert "warning · py-sql-injection · CWE-89" in better
    here.eventually(lambda: "refined" in shown(here), "the refined packet")


def test_who_looked_before_the_lanes_were_up_has_looked(connect: Connect, model: ThreadingHTTPServer) -> None:
    backend = {"kind": "openai", "url": url_of(model)}
    here = connect(OURS, initializationOptions={"backend": backend, "prefetch": {"enabled": False}})
    here.open(URI, TEXT)
    assert "programmatic" in shown(here)  # the lanes take longer than this first answer
    here.until(lambda: here.told("spark/advisory"), "better words, though nobody looked again")


def test_a_verified_repair_is_offered_as_an_action_and_leaves_no_finding(
    connect: Connect, model: ThreadingHTTPServer
) -> None:
    here = opened(connect, {"kind": "openai", "url": url_of(model)})
    at = {"line": LINE, "character": COLUMN}
    found = here.ask("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, at]})
    assert found["emit"]["lane"] == "refined"
    (advisory,) = [a for a in found["emit"]["advisories"] if a["evidence"][0]["rule"] == "py-sql-injection"]
    assert advisory["edit"]["edits"][0]["newText"] == GOOD["replacement"]
    assert "no new findings" in advisory["edit"]["checks"]
    assert "intent auth_security, by injection" in found["markdown"]
    titles = [action["title"] for action in here.actions(URI, LINE, COLUMN)]
    assert "Apply the model's repair" in titles


def test_pulling_the_plug_changes_nothing_but_the_lane(connect: Connect, model: ThreadingHTTPServer) -> None:
    here = opened(connect, {"kind": "openai", "url": url_of(model)})
    shown(here)
    here.eventually(lambda: "refined" in shown(here), "the refined packet")
    model.shutdown()
    model.server_close()
    assert GOOD["headline"] in shown(here)
    here.change(URI, 2, {"text": TEXT.replace("orders", "people")})
    here.settled(URI)
    after = shown(here)
    assert "splices values into SQL in `find`" in after
    assert "programmatic" in after
    assert here.told("window/showMessage") == []


def test_with_nobody_there_all_is_as_without_a_model(connect: Connect) -> None:
    here = connect(OURS, initializationOptions={"backend": {"kind": "ollama", "url": "http://127.0.0.1:9"}})
    here.open(URI, TEXT)
    here.settled(URI)
    assert "programmatic" in shown(here)
    here.eventually(lambda: here.ask("spark/status", {})["backend"].get("reachable") is False, "that it is down")
    assert "programmatic" in shown(here)
    status = here.ask("spark/status", {})
    assert "nobody listens" in status["backend"]["trouble"]
    assert here.told("window/showMessage") == []


def test_another_machine_is_not_asked_unless_the_person_says_so(connect: Connect) -> None:
    here = opened(connect, {"kind": "openai", "url": "http://192.0.2.1:8080"})
    shown(here)
    here.eventually(lambda: here.ask("spark/status", {})["backend"].get("trouble"), "the refusal")
    assert "allowRemote" in here.ask("spark/status", {})["backend"]["trouble"]


def test_another_servers_diagnostic_can_be_explained(connect: Connect, model: ThreadingHTTPServer) -> None:
    here = opened(connect, {"kind": "openai", "url": url_of(model)})
    where = {"start": {"line": LINE, "character": 4}, "end": {"line": LINE, "character": 18}}
    theirs = {"range": where, "message": "`name` may be None in the orders query", "code": "x", "source": "types"}
    here.notify("spark/diagnostics", {"textDocument": {"uri": URI}, "diagnostics": [theirs]})
    titles = [action["title"] for action in here.actions(URI, LINE, COLUMN)]
    assert "Spark: explain this diagnostic" in titles
    at = {"line": LINE, "character": COLUMN}
    found = here.ask("workspace/executeCommand", {"command": "spark.explain", "arguments": [URI, at]})
    assert GOOD["headline"] in found["markdown"]


def test_a_workspace_cannot_choose_where_code_is_sent(connect: Connect, model: ThreadingHTTPServer) -> None:
    section = {"backend": {"kind": "openai", "url": url_of(model)}}
    here = connect(OURS | {"workspace": {"configuration": True}}, settings=section)
    here.open(URI, TEXT)
    here.settled(URI)
    here.until(lambda: here.told("window/showMessage"), "the message")
    shown(here)
    assert here.ask("spark/status", {})["backend"] == {"kind": "none"}
    assert model.bodies == []  # type: ignore[attr-defined]


def test_no_secret_reaches_the_wire_the_disk_or_the_logs(
    connect: Connect, model: ThreadingHTTPServer, tmp_path: Path
) -> None:
    secrets = canaries()
    inside = "".join(f'    x{i} = "{secret}"\n' for i, secret in enumerate(secrets.values()))
    text = TEXT.replace("    cursor = db.cursor()\n", inside + "    cursor = db.cursor()\n")
    here = opened(connect, {"kind": "openai", "url": url_of(model)}, text)
    line = LINE + len(secrets)
    shown(here, line)
    here.eventually(lambda: "refined" in shown(here, line), "the refined packet")
    wire = b"\n".join(model.bodies)  # type: ignore[attr-defined]
    assert b"SELECT * FROM orders" in wire
    assert [kind for kind, secret in secrets.items() if leaks(secret, wire)] == []
    assert [kind for kind, secret in secrets.items() if leaks(secret, tmp_path)] == []
    assert [kind for kind, secret in secrets.items() if leaks(secret, here.stderr)] == []
    logged = json.dumps(here.told("window/logMessage")).encode()
    assert [kind for kind, secret in secrets.items() if leaks(secret, logged)] == []


def test_a_private_file_is_shown_to_no_model(connect: Connect, model: ThreadingHTTPServer) -> None:
    here = connect(OURS, initializationOptions={"backend": {"kind": "openai", "url": url_of(model)}})
    private = "file:///work/secrets.py"
    here.open(private, TEXT)
    here.settled(private)
    here.eventually(lambda: "lanes" in here.ask("spark/status", {}), "the model lanes")
    assert here.hover(private, LINE, COLUMN) is not None
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["misses"].get("private"), "the refusal")
    assert model.bodies == []  # type: ignore[attr-defined]


def test_a_model_server_that_is_started_later_is_found_and_one_that_is_not_there_costs_nothing(
    connect: Connect,
) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    here = connect(OURS, initializationOptions={"backend": {"kind": "openai", "url": f"http://127.0.0.1:{port}"}})
    here.open(URI, TEXT)
    here.settled(URI)
    here.eventually(lambda: here.ask("spark/status", {})["backend"].get("reachable") is False, "that nobody is there")
    assert "programmatic" in shown(here)
    found = here.ask("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, AT]})
    assert "the model server is not there" in found["markdown"]
    server = ThreadingHTTPServer(("127.0.0.1", port), Model)
    server.bodies, server.slow_s, server.cannot_refine = [], 0.0, False  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        found = here.ask("workspace/executeCommand", {"command": "spark.refineHere", "arguments": [URI, AT]})
        assert GOOD["headline"] in found["markdown"]
        assert here.ask("spark/status", {})["backend"]["reachable"] is True
    finally:
        server.shutdown()
        server.server_close()


def test_a_cursor_that_rests_on_a_finding_has_its_prompt_evaluated(
    connect: Connect, model: ThreadingHTTPServer
) -> None:
    model.slow_s = 0.2  # type: ignore[attr-defined]
    model.cannot_refine = True  # type: ignore[attr-defined]
    here = opened(connect, {"kind": "openai", "url": url_of(model)})
    shown(here)
    here.until(lambda: here.told("spark/advisory"), "better words, and the pace")
    here.open("file:///work/other.py", TEXT.replace("orders", "items"))
    here.settled("file:///work/other.py")

    def evaluated() -> bool:
        asked = [json.loads(body) for body in model.bodies]  # type: ignore[attr-defined]
        return any(one["max_tokens"] == 1 and "items" in json.dumps(one["messages"]) for one in asked)

    def rested_again() -> bool:
        # first its packet is tried, which comes to nothing here; the pace is known when the first reply is whole
        at_cursor(here, "file:///work/other.py", 0)
        at_cursor(here, "file:///work/other.py")
        end = time.monotonic() + 2
        while not evaluated() and time.monotonic() < end:
            here.ask("spark/status", {})
        return evaluated()

    here.eventually(rested_again, "the prompt")


def counts(here: Connection) -> dict[str, Any]:
    return here.ask("spark/status", {})["lanes"]["prefetch"]  # type: ignore[no-any-return]


def at_cursor(here: Connection, uri: str, line: int = LINE) -> None:
    here.notify("spark/cursor", {"textDocument": {"uri": uri}, "position": {"line": line, "character": COLUMN}})


def test_what_the_cursor_rests_in_has_its_packet_before_anybody_asks(connect: Connect) -> None:
    here = opened(connect, {"kind": "fake"})
    assert counts(here)["jobs"] == 0, "merely opening a file starts no model"
    shown_first = here.ask("spark/packet", {"textDocument": {"uri": URI}, "position": AT})
    assert shown_first["lane"] == "programmatic"
    at_cursor(here, URI)
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "a packet that nobody asked for")
    assert counts(here)["jobs"] == 1
    assert "refined" in shown(here)
    here.eventually(lambda: counts(here)["used"] == 1, "the account")
    assert counts(here)["savedSeconds"] > 0


@pytest.mark.parametrize("enabled", [True, False])
def test_what_was_saved_is_made_again_and_switched_off_nothing_is(connect: Connect, enabled: bool) -> None:
    here = opened(connect, {"kind": "fake"}, prefetch={"enabled": enabled})
    here.change(URI, 2, {"text": TEXT.replace("cursor", "handle")})
    here.settled(URI)
    here.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    here.settled(URI)
    if enabled:
        here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "the saved unit's packet")
        return
    shown(here)  # a look has its packet made all the same, and there is no other
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "what was looked at")
    assert "prefetch" not in here.ask("spark/status", {})["lanes"]


def test_the_account_of_guesses_and_what_was_learned_outlive_the_server(connect: Connect, tmp_path: Path) -> None:
    here = opened(connect, {"kind": "fake"})
    at_cursor(here, URI)
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "a packet that nobody asked for")
    shown(here)
    here.eventually(lambda: counts(here)["used"] == 1, "the account")
    assert here.stop() == 0
    book = SqliteLedger(tmp_path / "data", lambda message: None)
    (job,) = book.made(0.0)
    assert (job.done, job.used) == (True, True)
    assert 0 < job.likely <= 1
    assert book.sum(0.0).hits == 1
    (reason,) = book.reasons("find")
    assert len(reason.features) == len(FEATURES)
    assert book.recall().keys() == learned(Planner(lambda row: "")).keys()
    again = opened(connect, {"kind": "fake"})
    at_cursor(again, URI)
    again.eventually(lambda: counts(again)["week"]["used"] == 1, "what was before")


def test_other_servers_requests_announce_where_a_person_goes(connect: Connect) -> None:
    text = TEXT + "\n\ndef page(db: sqlite3.Connection) -> None:\n    return find(db, 'x')\n"
    here = opened(connect, {"kind": "fake"}, text)
    place = {"line": 10, "character": 12}
    assert here.ask("textDocument/definition", {"textDocument": {"uri": URI}, "position": place}) is None
    here.eventually(
        lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "the packet of what is defined there"
    )
    assert "refined" in shown(here)
    for method in ("references", "documentHighlight", "signatureHelp"):
        assert here.ask(f"textDocument/{method}", {"textDocument": {"uri": URI}, "position": place}) is None
    assert here.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}}) is None
    assert here.ask("textDocument/selectionRange", {"textDocument": {"uri": URI}, "positions": [place]}) is None


def test_a_session_is_recorded_where_it_was_asked_for_and_can_be_replayed(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = opened(connect, {"kind": "fake"}, prefetch={"record": True})
    at_cursor(here, URI)
    here.eventually(lambda: here.ask("spark/status", {})["lanes"]["refined"] == 1, "a packet that nobody asked for")
    shown(here)
    for version in (2, 3):
        here.change(URI, version, {"text": TEXT.replace("cursor", "handle" * version)})
        here.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
        here.settled(URI)
        here.eventually(lambda n=version: here.ask("spark/status", {})["lanes"]["refined"] == n, "the save was taken")
    assert here.stop() == 0
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    assert main(["replay", "--record", str(tmp_path / "out")]) == 0
    assert main(["replay", str(tmp_path / "out"), "--policy", "spark", "--draws", "1"]) == 0
    assert "Saves: 1 transitions" in capsys.readouterr().out
    (trace,) = (tmp_path / "data" / "traces").iterdir()
    assert not any(word in trace.read_text() for word in ("orders", "find", "cursor", "SELECT"))
