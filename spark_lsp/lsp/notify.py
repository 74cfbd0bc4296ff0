"""What the server says on its own: marks, messages, progress. Each message once, none with a person's code in it."""

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.marks import marks
from spark_lsp.lsp.render import as_plain

if TYPE_CHECKING:
    from spark_lsp.lsp.server import SparkServer

logger = logging.getLogger("spark_lsp")

REFRESH_S = 0.05
"""Analyses that end within this of each other cause one refresh, seconds."""


class Notices:
    """Notifications to the client."""

    def __init__(self, server: "SparkServer") -> None:
        self._server = server
        self._said: set[str] = set()
        self._refresh: asyncio.TimerHandle | None = None
        self._progress: dict[str, str] = {}
        self._pushed: dict[str, list[JSON]] = {}
        self.pending: list[str] = []
        """Warnings from before the client could be told."""

    def flush(self) -> None:
        """The client can be told now."""
        for message in self.pending:
            self.warn(message)
        self.pending = []

    def warn(self, message: str) -> None:
        """Tells the person, once."""
        if message not in self._said:
            self._said.add(message)
            self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def log(self, message: str) -> None:
        """A line in the editor's log of this server."""
        logger.info("%s", message)
        self._server.window_log_message(types.LogMessageParams(types.MessageType.Info, message))

    def show(self, markdown: str) -> None:
        """Shows text to a person whose client does not show what a command returns."""
        if not self._server.here.client.shows_advisories:
            message = types.ShowMessageParams(types.MessageType.Info, as_plain(markdown))
            self._server.window_show_message(message)

    def go_to(self, place: JSON) -> None:
        """Moves the cursor there, where the client can be asked to."""
        client = self._server.here.client
        if client.shows_documents and not client.shows_advisories:
            structure = self._server.protocol._converter.structure
            self._server.window_show_document(
                types.ShowDocumentParams(
                    place["uri"], take_focus=True, selection=structure(place["range"], types.Range)
                )
            )

    def marks_changed(self, key: str) -> None:
        """The advice of a document changed: it is pushed, or the client is asked to pull; never both."""
        session = self._server.here
        if session.client.pulls:
            if session.client.refreshes and self._refresh is None:
                self._refresh = asyncio.get_running_loop().call_later(REFRESH_S, self._ask_to_pull)
            return
        document = session.documents.get(key)
        if document is None:
            return
        items = marks(session, key)
        if self._pushed.get(document.uri, []) != items:
            self._pushed[document.uri] = items
            self._push(document.uri, document.version, items)

    def clear_marks(self, uri: str) -> None:
        """The document was closed."""
        if self._pushed.pop(uri, None):
            self._push(uri, None, [])

    def slow(self, path: str, *, running: bool) -> None:
        """An analysis takes long, or has ended after taking long."""
        if not self._server.here.client.progress:
            return
        if running:
            token = self._progress[path] = f"spark-{len(self._progress)}-{path}"
            self._server.work_done_progress.create(token, lambda _: self._begin(path, token))
        elif (token := self._progress.pop(path, "")) and token in self._server.work_done_progress.tokens:
            self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())

    def _begin(self, path: str, token: str) -> None:
        if self._progress.get(path) != token:
            return
        name = path.replace("\\", "/").rpartition("/")[2]
        begin = types.WorkDoneProgressBegin(title=f"Spark: analysing {name}", cancellable=True)
        self._server.work_done_progress.begin(token, begin)

    def cancelled(self, token: str) -> None:
        """The person stopped the progress: that analysis is given up until the file changes."""
        for path, mine in self._progress.items():
            if mine == token:
                self._server.here.engine.give_up(path)

    def _push(self, uri: str, version: int | None, items: list[JSON]) -> None:
        params = {"uri": uri, "diagnostics": items, **({"version": version} if version is not None else {})}
        self._server.protocol.tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def _ask_to_pull(self) -> None:
        self._refresh = None
        self._server.workspace_diagnostic_refresh(None)
