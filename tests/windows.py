"""Three windows of one person on one model server, edited by a script: what the model server saw, and what is wrong."""

import json
import random
import select
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.e2e.connection import Connection

OURS = {"experimental": {"spark": {"showsAdvisories": True}}}
UNITS = 6
COLUMN = 6
PIECE_S = 0.01
STALE_S = 1.5
"""Between a keystroke and the moment at which no request for the text before it may come any more, seconds: the
analysis of the new text lies between."""

REPLY = json.dumps(
    {
        "headline": "`find` lets `name` rewrite the query",
        "next_step": "Hand `name` over apart",
        "why": "A quote ends it.",
    }
)


@dataclass
class Card:
    """What one card computes, as its server sees it."""

    reply: str = REPLY
    piece_s: float = PIECE_S
    """Between two pieces of a reply."""
    hangs: bool = False
    """Whether it says nothing until it is hung up on."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    running: dict[int, socket.socket] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    background: int = 0
    packet: str = ""
    """What is said where a packet is asked for; `""`: the same as `reply`."""
    told_s: float = 0.0
    """When the end of the last field of the last packet was sent, by the clock on the wall."""
    asked: int = 0
    versions: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    """Unit → (version of its text, since when), as the script typed it."""

    def begin(self, connection: socket.socket, prompt: str) -> None:
        with self.lock:
            self.asked += 1
            alive = [other for other in self.running.values() if not _is_closed(other)]
            self.running[id(connection)] = connection
            if _is_packet(prompt):
                self.background += 1
                if alive:
                    self.wrong.append(f"a packet is made while {len(alive)} other replies are")
                self._look_for_stale(prompt)

    def end(self, connection: socket.socket) -> None:
        with self.lock:
            self.running.pop(id(connection), None)

    def typed(self, unit: str, version: int) -> None:
        with self.lock:
            self.versions.setdefault(unit, []).append((version, time.monotonic()))

    def _look_for_stale(self, prompt: str) -> None:
        for unit, versions in self.versions.items():
            at = prompt.find(f"{unit}_v")
            if at < 0:
                continue
            shown = int("".join(c for c in prompt[at + len(unit) + 2 : at + len(unit) + 8] if c.isdigit()))
            newer = [since for version, since in versions if version > shown]
            if newer and time.monotonic() - newer[0] > STALE_S:
                self.wrong.append(f"{unit}: a packet of a text that is gone for {time.monotonic() - newer[0]:.1f} s")


def _is_packet(prompt: str) -> bool:
    return "Repair it" in prompt or "if a repair is asked for" in prompt


def _is_closed(connection: socket.socket) -> bool:
    try:
        ready, _, _ = select.select([connection], [], [], 0)
        return bool(ready) and connection.recv(1, socket.MSG_PEEK) == b""
    except (OSError, ValueError):
        return True


class _Model(BaseHTTPRequestHandler):
    """Answers as llama-server does, piece by piece."""

    card: Card

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        raw = json.dumps({"data": [{"id": "small", "owned_by": "test", "meta": {"n_ctx_train": 4096}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.card.begin(self.connection, body)
        try:
            self.send_response(200)
            self.end_headers()
            while self.card.hangs and not _is_closed(self.connection):
                time.sleep(PIECE_S)
            is_packet = _is_packet(body)
            reply = (self.card.packet if is_packet else "") or self.card.reply
            for at in range(0, len(reply), 12):
                if is_packet and at <= len(reply) - 2 < at + 12:
                    self.card.told_s = time.time()
                self._say({"choices": [{"delta": {"content": reply[at : at + 12]}, "finish_reason": None}]})
                time.sleep(self.card.piece_s)
            usage = {"prompt_tokens": 9, "completion_tokens": len(reply) // 4}
            self._say({"choices": [{"delta": {}, "finish_reason": "stop"}], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            pass  # hung up on, as a reply that nobody wants is
        finally:
            self.card.end(self.connection)
            self.close_connection = True

    def _say(self, piece: object) -> None:
        self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())


@contextmanager
def model_server(card: Card) -> Iterator[str]:
    """The server's address."""
    handler = type("Model", (_Model,), {"card": card})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Window:
    """One server process and what its person typed."""

    name: str
    here: Connection
    versions: list[int] = field(default_factory=lambda: [1] * UNITS)
    at: int = 1

    @property
    def uri(self) -> str:
        return f"file:///work/{self.name}.py"

    def unit(self, number: int) -> str:
        return f"{self.name}{number}"

    def text(self) -> str:
        units = (
            f"def {self.unit(i)}(db, name):\n"
            f"    {self.unit(i)}_v{version} = f\"SELECT * FROM t WHERE name = '{{name}}'\"\n"
            f"    return db.execute({self.unit(i)}_v{version})\n\n\n"
            for i, version in enumerate(self.versions)
        )
        return "import sqlite3\n\n\n" + "".join(units)

    def line(self, number: int) -> int:
        return 3 + 5 * number + 1

    def open(self) -> None:
        self.here.open(self.uri, self.text())

    def edit(self, number: int, card: Card) -> None:
        self.versions[number] += 1
        self.at += 1
        card.typed(self.unit(number), self.versions[number])
        self.here.change(self.uri, self.at, {"text": self.text()})

    def save(self) -> None:
        self.here.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}})

    def move(self, number: int) -> None:
        place = {"line": self.line(number), "character": COLUMN}
        self.here.notify("spark/cursor", {"textDocument": {"uri": self.uri}, "position": place})

    def look(self, number: int) -> None:
        self.here.hover(self.uri, self.line(number), COLUMN)

    def own_kib(self) -> int:
        """Memory of the server process alone, KiB."""
        with open(f"/proc/{self.here.process.pid}/smaps_rollup", encoding="ascii") as rollup:
            rows = (line.split() for line in rollup)
            return sum(int(row[1]) for row in rows if row[0] in ("Private_Clean:", "Private_Dirty:"))

    def status(self) -> dict[str, Any]:
        return dict(self.here.ask("spark/status", {}))


@dataclass
class Day:
    """What a stretch of work came to."""

    steps: int
    asked: int
    background: int
    wrong: list[str]
    own_kib: list[tuple[int, ...]]
    """Of the servers, at each sixth of the time."""
    jobs: int
    used: int
    misses: dict[str, int]


def opened_window(stack: ExitStack, data: Path, url: str, name: str) -> Window:
    """A window on the model server, its file open."""
    here = stack.enter_context(Connection(data))
    settings = {"backend": {"kind": "openai", "url": url}, "roles": {"refine": "small", "realtime": "small"}}
    here.initialize(capabilities=OURS, initializationOptions=settings)
    window = Window(name, here)
    window.open()
    here.settled(window.uri)
    return window


def worked(folder: Path, seconds: float, *, windows: int = 3, seed: int = 0) -> Day:
    """Has the windows edited, saved, moved about and looked at, one thing every 0.1 to 0.8 s."""
    chance, card = random.Random(seed), Card()
    with ExitStack() as stack:
        url = stack.enter_context(model_server(card))
        open_windows = [opened_window(stack, folder / "data", url, f"w{i}x") for i in range(windows)]
        end, steps, sizes = time.monotonic() + seconds, 0, [tuple(w.own_kib() for w in open_windows)]
        marks = [end - seconds + seconds * k / 6 for k in range(1, 7)]
        while time.monotonic() < end:
            _step(chance, open_windows, card)
            steps += 1
            if time.monotonic() > marks[0]:
                marks.pop(0)
                sizes.append(tuple(w.own_kib() for w in open_windows))
            for window in open_windows:
                window.here.take_all()
                del window.here.notices[:]
                window.here.answers.clear()
            time.sleep(chance.uniform(0.1, 0.8))
        lanes = [window.status()["lanes"] for window in open_windows]
        misses: dict[str, int] = {}
        for one in lanes:
            for reason, count in one["misses"].items():
                misses[reason] = misses.get(reason, 0) + count
        for window in open_windows:
            assert window.here.stop() == 0
            assert not window.here.stderr, window.here.stderr.decode()[-2000:]
    jobs, used = (sum(one["prefetch"][name] for one in lanes) for name in ("jobs", "used"))
    return Day(steps, card.asked, card.background, card.wrong, sizes, jobs, used, misses)


def _step(chance: random.Random, windows: list[Window], card: Card) -> None:
    window, number = chance.choice(windows), chance.randrange(UNITS)
    match chance.choices(("edit", "save", "move", "look"), (4, 3, 6, 1))[0]:
        case "edit":
            window.edit(number, card)
        case "save":
            window.save()
        case "move":
            window.move(number)
        case _:
            window.look(number)
