"""Cuts a byte stream into LSP message bodies; knows nothing of what is in them."""

HEADER_MAX_BYTES = 8_192
"""A header longer than this is noise."""

BODY_MAX_BYTES = 256 * 1024 * 1024
"""A body longer than this is a broken length, bytes."""

_KEY = b"content-length:"


class Frames:
    """Bytes in, whole bodies out. Noise between messages is skipped up to the next header."""

    __slots__ = ("_buffer", "_skip")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._skip = 0

    def rest(self) -> bytes:
        """What has come but is no whole message yet."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that this data completes."""
        buffer = self._buffer
        buffer += data
        bodies: list[bytes] = []
        while True:
            if self._skip:
                gone = min(self._skip, len(buffer))
                del buffer[:gone]
                self._skip -= gone
                if self._skip:
                    return bodies
            head = buffer.find(b"\r\n\r\n")
            if head < 0:
                if len(buffer) > HEADER_MAX_BYTES:
                    self._resume(1)
                    if len(buffer) > HEADER_MAX_BYTES:
                        continue
                return bodies
            size = _length(bytes(buffer[:head]))
            if size is None:
                self._resume(1)
                continue
            if size > BODY_MAX_BYTES:
                del buffer[: head + 4]
                self._skip = size
                continue
            end = head + 4 + size
            if len(buffer) < end:
                return bodies
            bodies.append(bytes(buffer[head + 4 : end]))
            del buffer[:end]

    def _resume(self, at: int) -> None:
        """Drops noise up to the next thing that looks like a header, at `at` or later."""
        found = bytes(self._buffer).lower().find(_KEY, at)
        if found < 0:
            found = max(at, len(self._buffer) - len(_KEY))
        del self._buffer[:found]


def _length(header: bytes) -> int | None:
    """The Content-Length of a header; None where there is none that can be read."""
    size = None
    for line in header.split(b"\r\n"):
        if line[:15].lower() == _KEY:
            number = line[15:].strip()
            if not number.isdigit():
                return None
            size = int(number)
    return size


def framed(body: bytes) -> bytes:
    """The body with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
