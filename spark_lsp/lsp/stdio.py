"""Moves bytes between the standard streams and the protocol: in the event loop where it can, by a thread where not.

pygls reads each header line and body by a hop to a thread pool and back, which is most of a hover's time and all of its
jitter. Windows, and a regular file as stdin, cannot be read in the loop: there one thread reads whole chunks.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from spark_lsp.lsp.frames import Frames

CHUNK_BYTES = 1 << 16

Receive = Callable[[bytes], None]
"""Takes one message body."""


class StdinProtocol(asyncio.Protocol):
    """Feeds what arrives to the receiver, message by message."""

    def __init__(self, frames: Frames, receive: Receive, ended: Callable[[], None]) -> None:
        self._frames = frames
        self._receive = receive
        self._ended = ended

    def data_received(self, data: bytes) -> None:
        """All whole messages of a chunk are handed on before any is answered, so that a cancellation is seen."""
        for body in self._frames.feed(data):
            self._receive(body)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client closed the stream."""
        self._ended()


async def read_stdin(
    stdin: int, frames: Frames, receive: Receive, ended: Callable[[], None], *, in_thread: bool = False
) -> str:
    """Starts reading; says how: `loop` or `thread`."""
    loop = asyncio.get_running_loop()
    protocol = StdinProtocol(frames, receive, ended)
    if not in_thread and sys.platform != "win32":
        try:
            await loop.connect_read_pipe(lambda: protocol, os.fdopen(stdin, "rb", buffering=0, closefd=False))
        except (ValueError, OSError):
            pass  # a regular file, or a stream that cannot be polled: the thread reads it
        else:
            return "loop"
    threading.Thread(target=_read_chunks, args=(stdin, loop, protocol), daemon=True, name="stdin").start()
    return "thread"


def _read_chunks(stdin: int, loop: asyncio.AbstractEventLoop, protocol: StdinProtocol) -> None:
    try:
        while data := os.read(stdin, CHUNK_BYTES):
            loop.call_soon_threadsafe(protocol.data_received, data)
        loop.call_soon_threadsafe(protocol.connection_lost, None)
    except (OSError, RuntimeError) as error:
        # RuntimeError: the loop has closed, since the client said exit; nobody listens any more
        sys.stderr.write(f"stdin: {error}\n" if isinstance(error, OSError) else "")


class LoopWriter:
    """pygls's writer interface over a pipe transport, so that a client which does not read never blocks the loop."""

    def __init__(self, transport: asyncio.WriteTransport, stdout: int) -> None:
        self._transport = transport
        self._stdout = stdout

    def write(self, data: bytes) -> None:
        """Sends now what the pipe takes and keeps the rest."""
        self._transport.write(data)

    def close(self) -> None:
        """Sends what is left, waiting for the client to take it."""
        left = self._transport.get_write_buffer_size()
        if left == 0 or self._transport.is_closing():
            return
        buffer = getattr(self._transport, "_buffer", b"")
        os.set_blocking(self._stdout, True)
        data = bytes(buffer)
        while data:
            data = data[os.write(self._stdout, data) :]


class PlainWriter:
    """The same by blocking writes, where the stream cannot be polled."""

    def __init__(self, stdout: int) -> None:
        self._file: BinaryIO = os.fdopen(stdout, "wb", buffering=0, closefd=False)

    def write(self, data: bytes) -> None:
        """Comes back when all is written."""
        view = memoryview(data)
        while view:
            view = view[self._file.write(view) or 0 :]

    def close(self) -> None:
        """Nothing is held back."""


async def stdout_writer(stdout: int) -> LoopWriter | PlainWriter:
    """The best writer this stream allows."""
    if sys.platform == "win32":
        return PlainWriter(stdout)
    loop = asyncio.get_running_loop()
    try:
        transport, _ = await loop.connect_write_pipe(
            asyncio.BaseProtocol, os.fdopen(stdout, "wb", buffering=0, closefd=False)
        )
    except (ValueError, OSError):
        return PlainWriter(stdout)
    return LoopWriter(transport, stdout)
