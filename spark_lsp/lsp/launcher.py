"""Answers `initialize` before the LSP library is loaded, then hands the stream over to the server.

Importing pygls and lsprotocol takes some 400 ms; an editor that waits for `initialize` would feel each of them.
"""

import json
import os
import sys

from spark_lsp.lsp.capabilities import JSON, initialize_result
from spark_lsp.lsp.frames import Frames, framed

CHUNK_BYTES = 1 << 16
NOT_INITIALIZED = -32002
PARSE_ERROR = -32700


class Handshake:
    """What the launcher has already read and answered. No dataclass: importing those takes 11 ms."""

    __slots__ = ("bodies", "initialize", "rest")

    def __init__(self, initialize: JSON, bodies: tuple[bytes, ...], rest: bytes) -> None:
        """The whole `initialize` message, the messages that came in the same read, and the start of one that is not
        whole yet."""
        self.initialize = initialize
        self.bodies = bodies
        self.rest = rest


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
    handshake = shake_hands(stdin, stdout)
    if handshake is None:
        return 1
    from spark_lsp.build import analysis_child

    child = analysis_child()
    child.start()
    try:
        from spark_lsp.lsp.lean_attrs import import_lean

        import_lean()
        from spark_lsp.lsp.main import run_stdio
    except ImportError as error:
        _tell_broken(handshake, stdout, error)
        child.close()
        return 1
    return run_stdio(handshake, stdin, stdout, child)


def shake_hands(stdin: int, stdout: int) -> Handshake | None:
    """Reads up to `initialize` and answers it; None where the client left before."""
    frames = Frames()
    while True:
        data = os.read(stdin, CHUNK_BYTES)
        if not data:
            return None
        bodies = frames.feed(data)
        for i, body in enumerate(bodies):
            message = _message(body, stdout)
            match message.get("method"):
                case "initialize" if "id" in message:
                    params = message.get("params")
                    result = initialize_result(params if isinstance(params, dict) else {})
                    _write(stdout, {"jsonrpc": "2.0", "id": message["id"], "result": result})
                    return Handshake(message, tuple(bodies[i + 1 :]), frames.rest())
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


def _tell_broken(handshake: Handshake, stdout: int, error: ImportError) -> None:
    text = f"spark-lsp is not installed whole ({error}); install it again: pip install --force-reinstall spark-lsp"
    _write(stdout, {"jsonrpc": "2.0", "method": "window/showMessage", "params": {"type": 1, "message": text}})
    sys.stderr.write(text + "\n")


def _write(stdout: int, message: JSON) -> None:
    data = framed(json.dumps(message, separators=(",", ":")).encode())
    while data:
        data = data[os.write(stdout, data) :]
