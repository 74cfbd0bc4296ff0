"""`file:` URIs and local paths, for Windows and for the rest."""

import sys
from urllib.parse import quote_from_bytes, unquote_to_bytes

ON_WINDOWS = sys.platform == "win32"
_FILE_NAMES = (sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())


def uri_to_path(uri: str, *, windows: bool = ON_WINDOWS) -> str | None:
    """The local path of a `file:` URI: `file:///c%3A/a%20b` is `c:\\a b` on Windows, `file://host/s` is `\\\\host\\s`
    there. None for any other scheme, for another host's file elsewhere, and for what no path can be."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() != "file" or not rest.startswith("/"):
        return None
    rest = rest.partition("#")[0].partition("?")[0]
    host = ""
    if rest.startswith("//"):
        host, slash, tail = rest[2:].partition("/")
        rest = slash + tail
    try:
        raw = unquote_to_bytes(rest)
        path = raw.decode("utf-8", "replace") if windows else raw.decode(*_FILE_NAMES)
    except UnicodeError:
        return None
    if "\0" in path or not path:
        return None
    local = host.lower() in ("", "localhost")
    if not windows:
        return path if local else None
    if not local:
        path = f"//{host}{path}"
    elif len(path) > 2 and path[2] == ":" and path[1].isalpha():
        path = path[1:]
    return path.replace("/", "\\")


def path_to_uri(path: str, *, windows: bool = ON_WINDOWS) -> str:
    """The `file:` URI of an absolute path, with the drive's letter small and its colon escaped, as VS Code has it."""
    if not windows:
        return "file://" + quote_from_bytes(path.encode(*_FILE_NAMES), safe="/~")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return "file:" + quote_from_bytes(path.encode("utf-8", "surrogatepass"), safe="/~")
    if path[1:2] == ":":
        path = "/" + path[0].lower() + path[1:]
    return "file://" + quote_from_bytes(path.encode("utf-8", "surrogatepass"), safe="/~")


def path_of(uri: str) -> str:
    """The path that tools choose by: the file's, or for an unsaved or virtual document the end of its uri."""
    return uri_to_path(uri) or uri.rpartition(":")[2].lstrip("/") or "untitled"
