"""A model server that lists a model, takes every question and never says a word of an answer."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Stuck:
    """What it was asked so far. Closing lets go of who waits."""

    url: str
    asked: list[bytes] = field(default_factory=list)
    """Bodies of the questions."""
    seen: threading.Event = field(default_factory=threading.Event)
    """Set once there is a question."""
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def stuck_model() -> Iterator[Stuck]:
    """One that answers as llama-server does, but for the words."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            models = {"data": [{"id": "small", "owned_by": "test", "meta": {"n_ctx_train": 4096}}]}
            raw = json.dumps(models).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_POST(self) -> None:
            stuck.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            stuck.seen.set()
            stuck.over.wait()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    stuck = Stuck(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stuck
    finally:
        stuck.over.set()
        server.shutdown()
        server.server_close()
