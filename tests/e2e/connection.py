"""A raw connection to a real `spark-lsp serve`: JSON or bytes out, messages in, requests matched with answers."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from spark_lsp.lsp.frames import Frames, framed

JSON = dict[str, Any]

ANSWER_S = 20.0
"""Longest that any answer is waited for, seconds; far above what one takes on a busy machine."""

COMMAND = [sys.executable, "-c", "import sys; from spark_lsp.cli.main import main; sys.exit(main())", "serve"]
"""What the console script does, with this very interpreter."""


class Connection:
    """One server process. Its data folder is `data`, so that no test sees what another dismissed."""

    def __init__(self, data: Path, *, env: dict[str, str] | None = None, command: list[str] | None = None) -> None:
        self._data = data
        self.process = subprocess.Popen(
            command or COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(data) | (env or {}),
        )
        self.notices: list[JSON] = []
        """Notifications from the server, oldest first."""
        self.asked: list[JSON] = []
        """Requests from the server."""
        self.answers: dict[Any, list[JSON]] = {}
        self.settings: object = None
        """The `spark` section, which `workspace/configuration` is answered with."""
        self.stderr = b""
        self._next_id = 0
        self._came: queue.SimpleQueue[JSON | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._errors = threading.Thread(target=self._read_errors, daemon=True)
        self._errors.start()

    # -- out

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, *messages: object) -> None:
        """Messages in one write."""
        self.send_bytes(b"".join(framed(json.dumps(message).encode()) for message in messages))

    def notify(self, method: str, params: object) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def post(self, method: str, params: object) -> int:
        """Sends a request without waiting; its id."""
        self._next_id += 1
        self.send({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})
        return self._next_id

    def ask(self, method: str, params: object) -> Any:
        """The result of a request; an assertion fails where it is an error."""
        answer = self.answer(self.post(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    # -- in

    def answer(self, msg_id: object) -> JSON:
        """The answer to a request."""
        self.until(lambda: msg_id in self.answers, f"the answer to {msg_id}")
        return self.answers[msg_id][0]

    def until(self, holds: Callable[[], bool], what: str, limit_s: float = ANSWER_S) -> None:
        """Takes messages until something holds; fails where none comes for `limit_s`."""
        while not holds():
            try:
                message = self._came.get(timeout=limit_s)
            except queue.Empty:
                raise AssertionError(f"waited {limit_s} s for {what}; {self.stderr.decode()[-2000:]}") from None
            if message is None:
                raise AssertionError(f"the server ended; waited for {what}; {self.stderr.decode()[-2000:]}")
            self._take(message)

    def take_all(self) -> None:
        """Takes what has come, without waiting."""
        while not self._came.empty():
            message = self._came.get()
            if message is not None:
                self._take(message)

    def told(self, method: str) -> list[Any]:
        """Params of the notifications of a method so far."""
        self.take_all()
        return [notice["params"] for notice in self.notices if notice["method"] == method]

    def _take(self, message: JSON) -> None:
        if "method" not in message:
            self.answers.setdefault(message.get("id"), []).append(message)
        elif "id" in message:
            self.asked.append(message)
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": self._result(message)})
        else:
            self.notices.append(message)

    def _result(self, request: JSON) -> Any:
        if request["method"] == "workspace/configuration":
            return [self.settings for _ in request["params"]["items"]]
        return None

    def _read(self) -> None:
        assert self.process.stdout is not None
        frames = Frames()
        while data := os.read(self.process.stdout.fileno(), 1 << 16):
            for body in frames.feed(data):
                self._came.put(json.loads(body))
        self._came.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        while data := os.read(self.process.stderr.fileno(), 1 << 16):
            self.stderr += data

    # -- life

    def initialize(self, **params: object) -> JSON:
        """`initialize` and `initialized`; the result of the first."""
        result = self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}} | params)
        self.notify("initialized", {})
        return dict(result)

    def open(self, uri: str, text: str, language: str = "python", version: int = 1) -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: JSON) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def settled(self, uri: str) -> None:
        """Comes back when the present text of a document has been analysed."""
        self.eventually(lambda: self.ask("spark/status", {})["documents"][uri]["analysed"], f"the analysis of {uri}")

    def eventually(self, holds: Callable[[], object], what: str) -> None:
        """Asks again and again until something holds that no message tells of; fails after `ANSWER_S`."""
        end = time.monotonic() + ANSWER_S
        while not holds():
            assert time.monotonic() < end, f"waited {ANSWER_S} s for {what}; {self.stderr.decode()[-2000:]}"
            self.settle_for(0.02)

    def settle_all_for(self, seconds: float) -> None:
        """Takes whatever comes for so long: a person does something else."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.settle_for(left)

    def settle_for(self, limit_s: float) -> None:
        """Takes what comes within a time."""
        try:
            message = self._came.get(timeout=limit_s)
        except queue.Empty:
            return
        assert message is not None, "the server ended"
        self._take(message)

    def hover(self, uri: str, line: int, character: int) -> Any:
        where = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self.ask("textDocument/hover", where)

    def actions(self, uri: str, line: int, character: int, **context: object) -> list[JSON]:
        at = {"line": line, "character": character}
        params = {
            "textDocument": {"uri": uri},
            "range": {"start": at, "end": at},
            "context": {"diagnostics": []} | context,
        }
        return list(self.ask("textDocument/codeAction", params) or ())

    def run(self, command: str, *arguments: object) -> Any:
        return self.ask("workspace/executeCommand", {"command": command, "arguments": list(arguments)})

    def stop(self) -> int:
        """Shuts down as a client should; the exit code."""
        self.ask("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(ANSWER_S)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        share_rules(self._data)
        self._reader.join(ANSWER_S)
        self._errors.join(ANSWER_S)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()


def environment(data: Path) -> dict[str, str]:
    """This process's environment, with what a person keeps put into `data`, and packets beside it; only the rules that
    another test's server has read are shared."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    cache, shared = data.parent / "cache", data.parent.parent / "rules"
    cache.mkdir(parents=True, exist_ok=True)
    for rules in shared.glob("rules-*.json"):
        shutil.copy(rules, cache)
    return kept | {"SPARK_LSP_DATA_DIR": str(data), "SPARK_LSP_CACHE_DIR": str(cache)}


def share_rules(data: Path) -> None:
    """What a server of this test has read of the rules is there for the next test's."""
    shared = data.parent.parent / "rules"
    shared.mkdir(parents=True, exist_ok=True)
    for rules in (data.parent / "cache").glob("rules-*.json"):
        with contextlib.suppress(OSError):  # a test may take the folder away
            shutil.copy(rules, shared)
