"""A state machine over LSP messages: any order, any shape. After each step every request has its one answer, the
server lives, and its documents are the model's."""

import os
import sys
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule

from spark_lsp.lsp.frames import framed
from tests.e2e.connection import Connection
from tests.e2e.sample import TEXT
from tests.fuzz.model import ENCODINGS, Model

RSS_MAX_MIB = 400
"""The server's own process; it starts below 60."""

URIS = [
    "file:///shop/a.py",
    "file:///shop/b.ts",
    "file:///shop/c%20d.go",
    "untitled:Untitled-1",
    "file:///shop/deep/e.rs",
    "nonsense",
]
LANGUAGES = ["python", "typescript", "go", "plaintext", "rust", "klingon"]
PIECES = [
    TEXT,
    TEXT.replace("\n", "\r\n"),
    "",
    "\n",
    "\r",
    "\ufeffx = 1\r\n",
    "def f(x):\n    return x is 'a'\n",
    "😀" * 5 + "\n" + "é" * 3,
    "eval(input())\n",
    "\x00\x0c\u2028\u2029\x85",
    "((((" * 50,
    "func f() { go func() {}() }\n",
    "`${a}`; el.innerHTML = q\n",
    "    " * 40 + "x",
]
KEYS = ["", "a", "\n", "\r", "\r\n", "😀", "é", "(", "    ", "if x is 'a':\n        pass\n", "\u2028", "\ud800"]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=4).map("".join)
choices = st.integers(0, 11)
"""Which document: mostly one that is open, see `_uri`."""
near = st.integers(0, 25)
anywhere = st.one_of(near, near, near, near, st.sampled_from([-1, -(2**31), 2**31 - 1, 2**31, 2**63, 10**30]))
ranges = st.tuples(anywhere, anywhere, anywhere, anywhere)
change_lists = st.lists(st.tuples(st.one_of(st.none(), ranges, ranges, ranges), texts), min_size=0, max_size=4)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
METHODS = [
    "textDocument/hover",
    "textDocument/codeAction",
    "textDocument/diagnostic",
    "codeAction/resolve",
    "workspace/executeCommand",
    "spark/status",
    "spark/packet",
    "workspace/symbol",
    "$/unknown",
    "x",
]
NOTIFICATIONS = [
    "textDocument/didSave",
    "spark/cursor",
    "spark/diagnostics",
    "spark/feedback",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "window/workDoneProgress/cancel",
    "$/setTrace",
    "$/cancelRequest",
    "notebookDocument/didOpen",
    "y",
]
COMMANDS = ["showAdvisory", "nextAdvisory", "previousAdvisory", "dismiss", "restore", "accept", "nothing"]


class Session(RuleBasedStateMachine):
    """One server, told anything."""

    folder: Path
    steps = 0
    """Messages sent by all sessions, for the report."""
    peak_mib = 0.0

    pending = Bundle("pending")

    def __init__(self) -> None:
        super().__init__()
        self.connection: Connection | None = None
        self.model = Model("utf-16")
        self.open_requests: set[Any] = set()

    @property
    def server(self) -> Connection:
        assert self.connection is not None
        return self.connection

    @initialize(encoding=st.sampled_from([*ENCODINGS]), pulls=st.booleans(), always=st.booleans())
    def start(self, encoding: str, pulls: bool, always: bool) -> None:
        self.connection = Connection(self.folder / "data")
        self.model = Model(encoding)
        capabilities: dict[str, Any] = {"general": {"positionEncodings": [encoding]}}
        if pulls:
            capabilities["textDocument"] = {"diagnostic": {}}
        self.server.initialize(capabilities=capabilities, initializationOptions={"hover": {"always": always}})
        for uri, text in zip(URIS, PIECES, strict=False):
            self._open(uri, text, 1)

    # -- documents

    @rule(uri=st.sampled_from(URIS), text=texts, version=near)
    def opens(self, uri: str, text: str, version: int) -> None:
        self._open(uri, text, version)

    def _open(self, uri: str, text: str, version: int) -> None:
        self._count()
        self.server.open(uri, text, LANGUAGES[URIS.index(uri)], version)
        self.model.open(uri, text, version)

    @rule(choice=choices, version=st.integers(-3, 99), changed=change_lists)
    def changes(self, choice: int, version: int, changed: list[tuple[tuple[int, int, int, int] | None, str]]) -> None:
        uri = self._uri(choice)
        self._count()
        self.server.change(uri, version, *(change_to_json(where, text) for where, text in changed))
        self.model.change(uri, version, changed)

    @rule(choice=choices, line=near, character=near, width=st.integers(0, 3), keys=st.sampled_from(KEYS))
    def types_a_key(self, choice: int, line: int, character: int, width: int, keys: str) -> None:
        uri = self._uri(choice)
        self._count()
        where = (line, character, line, character + width)
        version = self.model.documents[uri].version + 1 if uri in self.model.documents else 1
        self.server.change(uri, version, change_to_json(where, keys))
        self.model.change(uri, version, [(where, keys)])

    @rule(choice=choices, changed=change_lists, wrong=json_values)
    def changes_with_one_that_is_wrong(self, choice: int, changed: list[Any], wrong: object) -> None:
        """All or nothing."""
        uri = self._uri(choice)
        self._count()
        sent = [change_to_json(where, text) for where, text in changed]
        self.server.change(uri, 7, *sent, {"range": None, "text": ["no", "text", wrong]})

    @rule(choice=choices)
    def closes(self, choice: int) -> None:
        uri = self._uri(choice)
        self._count()
        self.server.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.model.close(uri)

    # -- questions

    @rule(target=pending, choice=choices, line=anywhere, character=anywhere)
    def hovers(self, choice: int, line: int, character: int) -> int:
        uri = self._uri(choice)
        where = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}
        return self._post("textDocument/hover", where)

    @rule(target=pending, choice=choices, at=ranges, kind=st.sampled_from([1, 2, None, "x"]))
    def lists_actions(self, choice: int, at: tuple[int, int, int, int], kind: object) -> int:
        uri = self._uri(choice)
        context = {"diagnostics": [], "triggerKind": kind}
        params = {"textDocument": {"uri": uri}, "range": range_to_json(at), "context": context}
        return self._post("textDocument/codeAction", params)

    @rule(
        target=pending,
        choice=choices,
        name=st.sampled_from(COMMANDS),
        line=anywhere,
        rule_id=st.text(max_size=4),
    )
    def runs_a_command(self, choice: int, name: str, line: int, rule_id: str) -> int:
        uri = self._uri(choice)
        arguments = [uri, {"line": line, "character": 0}, rule_id]
        return self._post("workspace/executeCommand", {"command": f"spark.{name}", "arguments": arguments})

    @rule(target=pending, method=st.sampled_from(METHODS), params=json_values)
    def asks_anything(self, method: str, params: object) -> int:
        return self._post(method, params)

    @rule(method=st.sampled_from(NOTIFICATIONS), params=json_values)
    def tells_anything(self, method: str, params: object) -> None:
        self._count()
        self.server.notify(method, params)

    @rule(msg_id=pending)
    def cancels(self, msg_id: int) -> None:
        self._count()
        self.server.notify("$/cancelRequest", {"id": msg_id})

    # -- noise

    @rule(body=st.one_of(st.binary(max_size=30), json_values.map(lambda v: repr(v).encode("utf-8", "surrogatepass"))))
    def sends_no_json(self, body: bytes) -> None:
        self._count()
        self.server.send_bytes(framed(body))

    @rule(message=json_values)
    def sends_no_message(self, message: object) -> None:
        self._count()
        if not isinstance(message, dict) or "method" not in message:
            self.server.send(message)

    @rule(data=st.binary(max_size=40))
    def sends_noise(self, data: bytes) -> None:
        """Bytes that end like a header, so that what follows is a message again."""
        self._count()
        if b"content-length" not in data.lower():
            self.server.send_bytes(data + b"\r\n\r\n")

    # -- what must hold

    @precondition(lambda self: self.connection is not None)
    @rule()
    def agrees(self) -> None:
        """Every request has one answer, and both sides hold the same texts."""
        status = self.server.ask("spark/status", {"digests": True})
        held = {uri: (d["version"], d["sha256"]) for uri, d in status["documents"].items()}
        wanted = {unquoted(uri): value for uri, value in self.model.digests().items()}
        assert held == wanted
        for msg_id in self.open_requests:
            self.server.answer(msg_id)
            assert len(self.server.answers[msg_id]) == 1, self.server.answers[msg_id]
            assert "Traceback" not in str(self.server.answers[msg_id])
        self.open_requests.clear()
        assert self.server.process.poll() is None
        type(self).peak_mib = max(self.peak_mib, rss_mib(self.server.process.pid))
        assert self.peak_mib < RSS_MAX_MIB

    def teardown(self) -> None:
        if self.connection is None:
            return
        with self.connection:
            self.agrees()
            assert self.connection.stop() == 0
            assert b"Traceback" not in self.connection.stderr, self.connection.stderr.decode()

    def _uri(self, choice: int) -> str:
        held = sorted(self.model.documents)
        return held[choice % len(held)] if held and choice < 9 else URIS[choice % len(URIS)]

    def _post(self, method: str, params: object) -> int:
        self._count()
        msg_id = self.server.post(method, params)
        self.open_requests.add(msg_id)
        return msg_id

    def _count(self) -> None:
        type(self).steps += 1


def change_to_json(where: tuple[int, int, int, int] | None, text: str) -> dict[str, Any]:
    return {"text": text} if where is None else {"range": range_to_json(where), "text": text}


def range_to_json(at: tuple[int, int, int, int]) -> dict[str, Any]:
    return {"start": {"line": at[0], "character": at[1]}, "end": {"line": at[2], "character": at[3]}}


def unquoted(uri: str) -> str:
    return uri.replace("%20", " ")


def rss_mib(pid: int) -> float:
    """Resident memory of a process; 0 where this system has no /proc."""
    if sys.platform != "linux":
        return 0.0
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
