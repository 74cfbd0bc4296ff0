"""`file:` URIs and local paths, for Windows and for the rest."""

import os
from urllib.parse import quote_from_bytes, unquote_to_bytes


def uri_to_path(uri: str, *, windows: bool = os.name == "nt") -> str | None:
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
        path = os.fsdecode(unquote_to_bytes(rest)) if not windows else unquote_to_bytes(rest).decode("utf-8", "replace")
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


def path_to_uri(path: str, *, windows: bool = os.name == "nt") -> str:
    """The `file:` URI of an absolute path, with the drive's letter small and its colon escaped, as VS Code has it."""
    if not windows:
        return "file://" + quote_from_bytes(os.fsencode(path), safe="/~")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return "file:" + quote_from_bytes(path.encode("utf-8", "surrogatepass"), safe="/~")
    if path[1:2] == ":":
        path = "/" + path[0].lower() + path[1:]
    return "file://" + quote_from_bytes(path.encode("utf-8", "surrogatepass"), safe="/~")
