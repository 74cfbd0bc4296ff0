"""Answers `initialize` before the LSP library is loaded, then hands the stream over to the server.

Importing pygls and lsprotocol takes some 400 ms; an editor that waits for `initialize` would feel each of them.
"""

import json
import os
import sys

from spark_lsp.lsp.capabilities import JSON, initialize_result
from spark_lsp.lsp.codes import NOT_INITIALIZED, PARSE_ERROR
from spark_lsp.lsp.frames import Frames, framed

CHUNK_BYTES = 1 << 16


def main(argv: list[str]) -> int:
    """`spark-lsp serve [--tcp PORT]`; returns the exit code: 0 after shutdown and exit, 1 where the client left."""
    if argv[:1] == ["--tcp"]:
        from spark_lsp.lsp.lean_attrs import import_lean

        import_lean()
        from spark_lsp.lsp.main import run_tcp

        return run_tcp(int(argv[1]))
    stdin, stdout = sys.stdin.fileno(), sys.stdout.fileno()
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(stdin, os.O_BINARY)
        msvcrt.setmode(stdout, os.O_BINARY)
    frames = Frames()
    bodies: list[bytes] = []
    initialize = shake_hands(stdin, stdout, frames, bodies)
    if initialize is None:
        return 1
    from spark_lsp.build import analysis_child

    child = analysis_child()
    child.start()
    try:
        from spark_lsp.lsp.ahead import Ahead

        ahead = Ahead(stdin, child, frames, bodies)
        ahead.start()
        from spark_lsp.lsp.lean_attrs import import_lean

        import_lean()
        from spark_lsp.lsp.main import run_stdio
    except ImportError as error:
        _tell_broken(stdout, error)
        child.close()
        return 1
    return run_stdio(initialize, stdin, stdout, child, ahead)


def shake_hands(stdin: int, stdout: int, frames: Frames, bodies: list[bytes]) -> JSON | None:
    """Reads up to `initialize`, answers it and gives its params; what came in the same read goes to `bodies`. None
    where the client left before."""
    while True:
        data = os.read(stdin, CHUNK_BYTES)
        if not data:
            return None
        waiting = frames.feed(data)
        for i, body in enumerate(waiting):
            message = _message(body, stdout)
            match message.get("method"):
                case "initialize" if "id" in message:
                    raw = message.get("params")
                    params: JSON = raw if isinstance(raw, dict) else {}
                    _write(stdout, {"jsonrpc": "2.0", "id": message["id"], "result": initialize_result(params)})
                    bodies += waiting[i + 1 :]
                    return params
                case "exit":
                    return None
                case str() if "id" in message:
                    error = {"code": NOT_INITIALIZED, "message": "the first request must be `initialize`"}
                    _write(stdout, {"jsonrpc": "2.0", "id": message["id"], "error": error})


def _message(body: bytes, stdout: int) -> JSON:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if isinstance(message, dict):
        return message
    error = {"code": PARSE_ERROR, "message": "that is no JSON-RPC message"}
    _write(stdout, {"jsonrpc": "2.0", "id": None, "error": error})
    return {}


def _tell_broken(stdout: int, error: ImportError) -> None:
    text = f"spark-lsp is not installed whole ({error}); install it again: pip install --force-reinstall spark-lsp"
    _write(stdout, {"jsonrpc": "2.0", "method": "window/showMessage", "params": {"type": 1, "message": text}})
    sys.stderr.write(text + "\n")


def _write(stdout: int, message: JSON) -> None:
    data = framed(json.dumps(message, separators=(",", ":")).encode())
    while data:
        data = data[os.write(stdout, data) :]
