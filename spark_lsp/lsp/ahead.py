"""Reads on while the server is still being imported, and has the first file analysed meanwhile.

The editor sends `didOpen` and the first hover right after `initialize`; importing the LSP library takes this process
another 250 ms, and the analysis process is idle on the other core."""

import json
import os
import select
import sys
import threading
from concurrent.futures import Future

from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.uri import path_of
from spark_lsp.engine.child import Child, ChildGone
from spark_lsp.lsp.frames import Frames

CHUNK_BYTES = 1 << 16
POLL_S = 0.01


class Ahead:
    """What was read and started before the server could take over."""

    def __init__(self, stdin: int, child: Child, frames: Frames, bodies: list[bytes]) -> None:
        self.frames = frames
        self.bodies = bodies
        self.early: dict[Source, Future[Analysis]] = {}
        self.ended = False
        self._stdin = stdin
        self._child = child
        self._enough = threading.Event()
        self._thread: threading.Thread | None = None
        for body in bodies:
            self._consider(body)

    def start(self) -> None:
        """Reads in a thread, where the stream can be polled; elsewhere the server reads all itself."""
        if sys.platform != "win32":
            self._thread = threading.Thread(target=self._read, daemon=True, name="ahead")
            self._thread.start()

    def stop(self) -> None:
        """Nothing is read after this; within 10 ms."""
        self._enough.set()
        if self._thread is not None:
            self._thread.join()

    def _read(self) -> None:
        while not self._enough.is_set():
            try:
                ready, _, _ = select.select([self._stdin], [], [], POLL_S)
                if not ready:
                    continue
                data = os.read(self._stdin, CHUNK_BYTES)
            except (OSError, ValueError):
                return  # cannot be polled, or gone: the server finds out for itself
            if not data:
                self.ended = True
                return
            for body in self.frames.feed(data):
                self.bodies.append(body)
                self._consider(body)

    def _consider(self, body: bytes) -> None:
        """Starts the analysis of the first document that is opened."""
        if self.early or b'"textDocument/didOpen"' not in body:
            return
        try:
            document = json.loads(body)["params"]["textDocument"]
            uri, language_id, text = document["uri"], document["languageId"], document["text"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return
        if not (isinstance(uri, str) and isinstance(language_id, str) and isinstance(text, str)):
            return
        from spark_lsp.languages import for_lsp_id

        path = path_of(uri)
        language = for_lsp_id(language_id, path)
        source = Source(text, language.id if language is not None else language_id, path)
        future: Future[Analysis] = Future()
        self.early[source] = future
        threading.Thread(target=self._analyse, args=(source, future), daemon=True, name="early").start()

    def _analyse(self, source: Source, future: "Future[Analysis]") -> None:
        try:
            future.set_result(self._child.analyse(source))
        except ChildGone as gone:
            future.set_exception(gone)
