"""pygls's protocol with three things put right: cancellation of queued requests, an answer to every request, and a
short way for the messages that come at every key.

It is a subclass; dispatch, features and types stay pygls's own.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol, lsp_method

from spark_lsp.lsp.capabilities import initialize_result, position_encoding
from spark_lsp.lsp.codes import INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, REQUEST_CANCELLED
from spark_lsp.lsp.document import SplicedWorkspace
from spark_lsp.lsp.frames import framed

logger = logging.getLogger(__name__)

JSON = dict[str, Any]
Hot = Callable[[JSON], Any]
"""Params as JSON → result as JSON. Raises KeyError, TypeError, ValueError or AttributeError for params of another
shape; the message then goes the long way, which names what is wrong with it."""


class Exit(Protocol):
    """Told that the client said exit."""

    def __call__(self, *, shut_down: bool) -> None: ...


def _nothing(*_: object, **__: object) -> None:
    """Until a server listens."""


class SparkProtocol(LanguageServerProtocol):
    """One message at a time, in order; requests may be cancelled until their turn comes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hot: dict[str, Hot] = {}
        self._queue: deque[JSON] = deque()
        self._cancelled: set[str | int] = set()
        self._scheduled = False
        self._left = False
        self.on_initialize: Callable[[JSON], None] = _nothing
        self.on_change: Callable[[JSON], None] = _nothing
        self.on_exit: Exit = _nothing
        self.on_method: Callable[[object], None] = _nothing

    def receive(self, body: bytes) -> None:
        """Takes one message body; it is handled when all that came with it has been read."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self.refuse(None, PARSE_ERROR, "that is no JSON")
            return
        if not isinstance(message, dict):
            self.refuse(None, INVALID_REQUEST, "a message is one JSON object")
            return
        if message.get("method") == types.CANCEL_REQUEST:
            params = message.get("params")
            wanted = params.get("id") if isinstance(params, dict) else None
            if any(m.get("id") == wanted and "method" in m for m in self._queue):
                self._cancelled.add(wanted)  # type: ignore[arg-type]
                return
            if wanted not in self._request_futures:
                return
        self._queue.append(message)
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        """Handles notifications up to and with the next request, then lets the loop read on: a cancellation that
        is on its way overtakes what is still queued."""
        queue = self._queue
        while queue:
            message = queue.popleft()
            answered = "id" in message and "method" in message
            try:
                if answered and message["id"] in self._cancelled:
                    self._cancelled.discard(message["id"])
                    self.refuse(message["id"], REQUEST_CANCELLED, "cancelled")
                else:
                    self.handle_json(message)
            except TypeError as error:
                # an id that is no string or number
                self.refuse(None, INVALID_REQUEST, str(error))
            if answered:
                break
        if queue:
            asyncio.get_running_loop().call_soon(self._turn)
        else:
            self._scheduled = False
            if self._left:
                self.on_exit(shut_down=False)

    def client_left(self) -> None:
        """The stream ended; what it brought is still handled."""
        self._left = True
        if not self._scheduled:
            self.on_exit(shut_down=False)

    def handle_json(self, message: JSON) -> None:
        """Handles one message; whatever is wrong with it, a request gets its answer."""
        method = message.get("method")
        self.on_method(method)
        hot = self.hot.get(method) if isinstance(method, str) and not self._shutdown else None
        if hot is not None:
            try:
                result = hot(message["params"])
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                logger.debug("%s took the long way: %s", method, type(error).__name__)
                if str(method).startswith("spark/"):
                    if "id" in message:
                        self.refuse(message["id"], INVALID_PARAMS, f"{method}: params of the wrong shape")
                    return
            else:
                if isinstance(result, asyncio.Task):
                    self._reply_later(message["id"], result)
                elif "id" in message:
                    self.reply(message["id"], result)
                return
        self._handle_typed(message)

    def _handle_typed(self, message: JSON) -> None:
        msg_id = message.get("id")
        is_request = "id" in message and "method" in message
        if is_request and not isinstance(msg_id, str | int):
            self.refuse(None, INVALID_REQUEST, "an id is a string or a number")
            return
        if "method" in message and not isinstance(message["method"], str):
            self.refuse(msg_id, INVALID_REQUEST, "a method is a string")
            return
        if self._shutdown and message.get("method") != types.EXIT:
            if is_request:
                self.refuse(msg_id, INVALID_REQUEST, "the server has been shut down")
            return
        if "method" not in message and not ("result" in message or "error" in message):
            self.refuse(msg_id, INVALID_REQUEST, "a message has a method, a result or an error")
            return
        if message.get("method") == types.INITIALIZE:
            self._initialize(message)
            return
        try:
            typed = self.structure_message({"jsonrpc": "2.0", **message})
        except JsonRpcException as error:
            logger.warning("%s: params of the wrong shape", message.get("method"))
            if is_request:
                wrong = JsonRpcInvalidParams() if isinstance(error, JsonRpcInternalError) else error
                self.refuse(msg_id, wrong.code, f"{message['method']}: params of the wrong shape")
            return
        self.handle_message(typed)

    def _initialize(self, message: JSON) -> None:
        if self._workspace is not None:
            self.refuse(message.get("id"), INVALID_REQUEST, "`initialize` comes once")
            return
        raw = message.get("params")
        params = raw if isinstance(raw, dict) else {}
        self.begin(params)
        self.reply(message.get("id"), initialize_result(params))

    # -- out

    def reply(self, msg_id: object, result: object) -> None:
        """Sends a result that is JSON already."""
        self._put({"jsonrpc": "2.0", "id": msg_id, "result": result})

    def _reply_later(self, msg_id: str | int, task: "asyncio.Task[Any]") -> None:
        """Answers when the task is done; a cancellation of the request cancels it."""

        def done(task: "asyncio.Task[Any]") -> None:
            self._request_futures.pop(msg_id, None)
            if task.cancelled():
                self.refuse(msg_id, REQUEST_CANCELLED, "cancelled")
            elif error := task.exception():
                self.refuse(msg_id, INTERNAL_ERROR, type(error).__name__)
            else:
                self.reply(msg_id, task.result())

        self._request_futures[msg_id] = task  # type: ignore[assignment]
        task.add_done_callback(done)

    def refuse(self, msg_id: object, code: int, text: str) -> None:
        """Sends an error."""
        self._put({"jsonrpc": "2.0", "id": msg_id, "error": {"code": code, "message": text}})

    def tell(self, method: str, params: JSON) -> None:
        """Sends a notification whose params are JSON already."""
        self._put({"jsonrpc": "2.0", "method": method, "params": params})

    def _put(self, message: JSON) -> None:
        if self.writer is None:
            return
        body = json.dumps(message, separators=(",", ":")).encode()
        try:
            self.writer.write(framed(body) if self._include_headers else body)
        except (BrokenPipeError, ConnectionError):
            logger.warning("the client does not listen any more")

    # -- pygls's own, where it differs

    def _handle_cancel_notification(self, msg_id: str | int) -> None:
        """As pygls, but an asyncio task that is cancelled stays known until it has answered."""
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.cancel()

    def begin(self, params: JSON) -> None:
        """What pygls does on `initialize`, from the raw params: giving all of a client's capabilities a type takes
        70 ms, and nobody here asks pygls for them."""
        self.trace = types.TraceValue.Off
        self.client_capabilities = types.ClientCapabilities()
        self.server_capabilities = types.ServerCapabilities()
        root = params.get("rootUri")
        given = params.get("workspaceFolders")
        folders = [
            types.WorkspaceFolder(folder["uri"], str(folder.get("name", "")))
            for folder in (given if isinstance(given, list) else ())
            if isinstance(folder, dict) and isinstance(folder.get("uri"), str)
        ]
        encoding = types.PositionEncodingKind(position_encoding(params))
        self._workspace = SplicedWorkspace(
            root if isinstance(root, str) else None, types.TextDocumentSyncKind.Incremental, folders, encoding
        )
        self.on_initialize(params)

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> None:  # type: ignore[override]
        """The server's main function ends the process, so that it can send what is left and stop its children."""
        self.on_exit(shut_down=self._shutdown)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """The same as the short way."""
        self.on_change(self._converter.unstructure(params))

    def _send_response(self, msg_id: str | int, result: Any = None, error: types.ResponseError | None = None) -> None:
        """As pygls, less the traceback that it puts into errors."""
        if error is not None:
            error = types.ResponseError(error.code, error.message.partition("\n")[0])
        super()._send_response(msg_id, result, error)
