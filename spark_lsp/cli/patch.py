"""A change of one file as `git apply` and `patch -p1` take it."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

_ESCAPES = {ord("\\"): b"\\\\", ord('"'): b'\\"', ord("\n"): b"\\n", ord("\t"): b"\\t", ord("\r"): b"\\r"}


def patch(path: Path, *, was: bytes, now: bytes) -> bytes:
    """Unified, with git's header; `b""` where nothing changes. The path in it starts at the repository's root, where
    `git apply` starts from, or else at the folder that the command runs in. Made of bytes, so that it fits files in
    any encoding and with any line ends."""
    if was == now:
        return b""
    name = os.fsencode(_relative(path).replace(os.sep, "/"))
    old, new = _quoted(b"a/" + name), _quoted(b"b/" + name)
    tab = b"\t" if b" " in name and not old.startswith(b'"') else b""  # or `patch` ends the name at the space
    head = b"diff --git %s %s\n--- %s%s\n+++ %s%s\n" % (old, new, old, tab, new, tab)
    return head + b"".join(_hunks(_lines(was), _lines(now)))


def _hunks(was: list[bytes], now: list[bytes]) -> Iterator[bytes]:
    lines = difflib.diff_bytes(difflib.unified_diff, was, now, lineterm=b"\n")
    for number, line in enumerate(lines):
        if number >= 2:  # the first two are difflib's own header
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(raw: bytes) -> list[bytes]:
    """As git splits them: at \\n alone."""
    lines = [line + b"\n" for line in raw.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _relative(path: Path) -> str:
    whole = Path(os.path.realpath(path.parent)) / path.name
    root = next((folder for folder in whole.parents if (folder / ".git").exists()), Path(os.path.realpath(os.curdir)))
    try:
        return os.path.relpath(whole, root)
    except ValueError:  # another drive
        return str(whole)


def _quoted(name: bytes) -> bytes:
    """As git writes a name that holds a quote, a backslash or a control character."""
    if all(byte >= 0x20 and byte not in (0x22, 0x5C, 0x7F) for byte in name):
        return name
    escaped = (_ESCAPES.get(b) or (b"\\%03o" % b if b < 0x20 or b == 0x7F else bytes([b])) for b in name)
    return b'"' + b"".join(escaped) + b'"'
