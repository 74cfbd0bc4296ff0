"""Starting, being spoken to badly, and stopping."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.lsp.frames import Frames, framed
from tests.e2e.connection import ANSWER_S, COMMAND, Connection, environment
from tests.e2e.sample import RULES, SQL_LINE, TEXT, URI, column

INITIALIZE: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
AT_SQL = (SQL_LINE, column(SQL_LINE, "SELECT"))
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, NOT_INITIALIZED = -32700, -32600, -32601, -32602, -32002
CANCELLED = -32800

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="ps tells whose child a process is")


@pytest.fixture
def server(tmp_path: Path) -> Any:
    with Connection(tmp_path / "data") as connection:
        yield connection


def works(server: Connection) -> None:
    """The server still gives advice."""
    uri = "file:///shop/still.py"
    server.open(uri, TEXT)
    server.settled(uri)
    assert "splices" in server.hover(uri, *AT_SQL)["contents"]["value"]
    server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


# -- starting


def test_initialize_is_answered_before_the_lsp_library_is_loaded(tmp_path: Path) -> None:
    for library in ("pygls", "lsprotocol"):
        (tmp_path / "broken" / library).mkdir(parents=True)
        (tmp_path / "broken" / library / "__init__.py").write_text("raise ImportError('this one is broken')\n")
    broken = {"PYTHONPATH": str(tmp_path / "broken")}
    with Connection(tmp_path / "data", env=broken) as server:
        assert server.ask("initialize", INITIALIZE)["serverInfo"]["name"] == "spark-lsp"
        server.until(lambda: bool(server.told("window/showMessage")), "a message about the broken library")
        (told,) = server.told("window/showMessage")
        assert "install it again" in told["message"]
        assert server.process.wait(ANSWER_S) == 1


def test_a_whole_session_in_one_write_is_answered_whole(server: Connection) -> None:
    item = {"uri": URI, "languageId": "python", "version": 1, "text": TEXT}
    where = {"textDocument": {"uri": URI}, "position": {"line": AT_SQL[0], "character": AT_SQL[1]}}
    server.send(
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}},
        {"jsonrpc": "2.0", "id": 2, "method": "textDocument/hover", "params": where},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    )
    first = server.answer(2)
    # the shutdown may overtake a hover that waits for the analyzers to load, which then is cancelled
    assert "splices" in str(first.get("result")) or first["error"]["code"] == CANCELLED
    assert server.answer(3)["result"] is None
    assert server.process.wait(ANSWER_S) == 0
    assert [len(server.answers[n]) for n in (1, 2, 3)] == [1, 1, 1]


def test_messages_may_come_byte_by_byte(server: Connection) -> None:
    for byte in framed(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}).encode()):
        server.send_bytes(bytes([byte]))
    assert "result" in server.answer(1)
    for byte in framed(b'{"jsonrpc":"2.0","id":2,"method":"spark/status","params":{}}'):
        server.send_bytes(bytes([byte]))
    assert "result" in server.answer(2)


def test_stdin_is_read_by_a_thread_where_the_loop_cannot(tmp_path: Path) -> None:
    with Connection(tmp_path / "data", env={"SPARK_LSP_STDIN": "thread"}) as server:
        server.initialize()
        works(server)
        assert server.stop() == 0


def test_a_file_as_stdin_is_read_to_its_end(tmp_path: Path) -> None:
    messages: list[dict[str, Any]] = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 2, "method": "spark/status", "params": {}},
        {"jsonrpc": "2.0", "id": 3, "method": "shutdown", "params": None},
        {"jsonrpc": "2.0", "method": "exit", "params": None},
    ]
    session = tmp_path / "session"
    session.write_bytes(b"".join(framed(json.dumps(message).encode()) for message in messages))
    with session.open("rb") as stdin:
        env = environment(tmp_path / "data")
        done = subprocess.run(COMMAND, stdin=stdin, capture_output=True, timeout=ANSWER_S * 2, env=env)
    answers = [json.loads(body) for body in Frames().feed(done.stdout)]
    assert [answer["id"] for answer in answers if "id" in answer] == [1, 2, 3]
    assert done.returncode == 0


def test_a_client_may_come_by_tcp_on_loopback(tmp_path: Path) -> None:
    command = [*COMMAND, "--tcp", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(tmp_path / "data"))
    try:
        assert process.stderr is not None
        host, port = process.stderr.readline().decode().split()[-1].rsplit(":", 1)
        assert host == "127.0.0.1"
        with socket.create_connection((host, int(port)), timeout=ANSWER_S) as client:
            client.sendall(
                framed(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}).encode())
            )
            frames = Frames()
            bodies: list[bytes] = []
            while not bodies:
                bodies = frames.feed(client.recv(65536))
            assert json.loads(bodies[0])["result"]["serverInfo"]["name"] == "spark-lsp"
            client.sendall(
                framed(b'{"jsonrpc":"2.0","id":2,"method":"shutdown"}') + framed(b'{"jsonrpc":"2.0","method":"exit"}')
            )
            assert process.wait(ANSWER_S) == 0
    finally:
        process.kill()
        process.communicate()


# -- stopping


def test_exit_after_shutdown_is_0(server: Connection) -> None:
    server.initialize()
    server.open(URI, TEXT)
    assert server.stop() == 0


def test_exit_without_shutdown_is_1(server: Connection) -> None:
    server.initialize()
    server.notify("exit", None)
    assert server.process.wait(ANSWER_S) == 1


def test_exit_before_initialize_is_1(server: Connection) -> None:
    server.notify("exit", None)
    assert server.process.wait(ANSWER_S) == 1


def test_a_client_that_leaves_ends_the_server_with_1(server: Connection) -> None:
    server.initialize()
    server.open(URI, TEXT)
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.process.wait(ANSWER_S) == 1


def test_after_shutdown_requests_are_refused_and_notifications_dropped(server: Connection) -> None:
    server.initialize()
    server.ask("shutdown", None)
    for method in ("textDocument/hover", "spark/status", "initialize", "no/such"):
        assert server.answer(server.post(method, {}))["error"]["code"] == INVALID_REQUEST
    server.open(URI, TEXT)
    server.notify("exit", None)
    assert server.process.wait(ANSWER_S) == 0


@POSIX
def test_no_process_is_left_behind(server: Connection) -> None:
    server.initialize()
    works(server)
    children = _children(server.process.pid)
    assert children
    server.process.kill()
    server.process.wait()
    end = time.monotonic() + ANSWER_S
    while any(map(_runs, children)):
        assert time.monotonic() < end, "the analysis process ends when its pipe does"
        time.sleep(0.05)


def _children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()[1:]]
    return [int(child) for child, parent in rows if int(parent) == pid]


def _runs(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


# -- bad input


def test_requests_before_initialize_are_refused_and_the_server_waits_on(server: Connection) -> None:
    for method in ("textDocument/hover", "shutdown", "no/such"):
        assert server.answer(server.post(method, {}))["error"]["code"] == NOT_INITIALIZED
    server.notify("textDocument/didOpen", {"textDocument": {}})
    server.send_bytes(framed(b"no json"))
    assert server.answer(None)["error"]["code"] == PARSE_ERROR
    server.initialize()
    works(server)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (framed(b"{"), PARSE_ERROR),
        (framed(b"\xff\xfe\x00"), PARSE_ERROR),
        (framed(b""), PARSE_ERROR),
        (framed(b"[" * 100_000), PARSE_ERROR),
        (framed(b"[]"), INVALID_REQUEST),
        (framed(b'"text"'), INVALID_REQUEST),
        (framed(b"{}"), INVALID_REQUEST),
        (framed(b'{"jsonrpc":"2.0","id":{},"method":"spark/status","params":{}}'), INVALID_REQUEST),
        (framed(b'{"jsonrpc":"2.0","id":null,"method":"textDocument/hover","params":{}}'), INVALID_REQUEST),
        (framed(b'{"jsonrpc":"2.0","id":[1],"method":"shutdown"}'), INVALID_REQUEST),
    ],
)
def test_what_is_no_message_is_answered_with_an_error_and_the_server_goes_on(
    server: Connection, data: bytes, code: int
) -> None:
    server.initialize()
    server.send_bytes(data)
    server.until(lambda: any("error" in a for answers in server.answers.values() for a in answers), "an error")
    (error,) = [a["error"] for answers in server.answers.values() for a in answers if "error" in a]
    assert error["code"] == code
    works(server)


@pytest.mark.parametrize(
    "noise",
    [b"\r\n\r\n", b"hello\r\n\r\n", b"Content-Length: x\r\n\r\n", b"Content-Length: -5\r\n\r\n", b"\x00" * 20_000],
)
def test_noise_between_messages_is_skipped(server: Connection, noise: bytes) -> None:
    server.initialize()
    server.send_bytes(noise)
    works(server)


@pytest.mark.parametrize("params", [None, [], {}, {"textDocument": None}, {"textDocument": 3, "position": 4}])
def test_wrong_params_are_an_error_that_names_the_method(server: Connection, params: object) -> None:
    server.initialize()
    for method in (
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "workspace/executeCommand",
        "spark/packet",
    ):
        answer = server.answer(server.post(method, params))
        assert answer["error"]["code"] == INVALID_PARAMS, (method, answer)
        assert method in answer["error"]["message"]
        assert "Traceback" not in json.dumps(answer)
    for method in (
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "spark/cursor",
        "no/such",
    ):
        server.notify(method, params)
    works(server)


def test_methods_that_nobody_knows_are_refused_and_optional_ones_ignored(server: Connection) -> None:
    server.initialize()
    assert server.answer(server.post("textDocument/telepathy", {}))["error"]["code"] == METHOD_NOT_FOUND
    assert server.answer(server.post("$/telepathy", {}))["error"]["code"] == METHOD_NOT_FOUND
    server.notify("$/telepathy", {})
    server.notify("$/setTrace", {"value": "verbose"})
    works(server)


def test_an_answer_to_nothing_and_a_cancellation_of_nothing_are_ignored(server: Connection) -> None:
    server.initialize()
    server.send(
        {"jsonrpc": "2.0", "id": 999, "result": None}, {"jsonrpc": "2.0", "id": 9, "error": {"code": 1, "message": ""}}
    )
    nothing: tuple[object, ...] = ({"id": 999}, {"id": "x"}, {"id": None}, {}, None, [])
    for params in nothing:
        server.notify("$/cancelRequest", params)
    works(server)


def test_a_file_that_is_binary_or_gone_is_a_document_like_any_other(server: Connection) -> None:
    server.initialize()
    binary = bytes(range(256)).decode("latin-1") * 40
    for uri, text in (("file:///shop/a.bin", binary), ("file:///shop/a.py", binary), ("nonsense", TEXT), ("", TEXT)):
        server.open(uri, text)
        server.hover(uri, 0, 0)
        server.actions(uri, 3, 0)
    works(server)


@POSIX
def test_a_killed_analysis_process_is_replaced(server: Connection) -> None:
    server.initialize()
    works(server)
    for child in _children(server.process.pid):
        os.kill(child, 9)
    works(server)


def test_marks_of_the_first_document_come_without_a_second_message(server: Connection) -> None:
    server.initialize()
    server.open(URI, TEXT)
    server.until(lambda: bool(server.told("textDocument/publishDiagnostics")), "marks")
    (pushed,) = server.told("textDocument/publishDiagnostics")
    assert [mark["code"] for mark in pushed["diagnostics"]] == RULES
