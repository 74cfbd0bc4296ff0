"""From a path to a text, or to the reason why there is none."""

import codecs
import io
import tokenize
from pathlib import Path

from spark_lsp.core.analysis import Source
from spark_lsp.errors import UnreadableInput

MAX_BYTES = 2_000_000
MAX_LINE_CHARS = 5_000
"""A file of a folder with a longer line is taken for machine-made; people's longest lines are some hundreds."""
HEAD_BYTES = 8_192
HEAD_LINES = 5


def read_source(path: Path, language: str) -> Source:
    """The file as text, without a byte order mark, line ends as they are. Raises UnreadableInput, which names the
    file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from error
    if len(raw) > MAX_BYTES:
        raise UnreadableInput(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
    return Source(_decoded(raw, path, language), language, str(path))


def machine_made(source: Source) -> bool:
    """Whether the text looks minified or generated, so that advice on it would reach nobody."""
    if len(source.text) > MAX_LINE_CHARS and max(map(len, source.text.split("\n"))) > MAX_LINE_CHARS:
        return True
    head = source.text[:HEAD_BYTES].split("\n", HEAD_LINES)[:HEAD_LINES]
    return any(("DO NOT EDIT" in line and "enerated" in line) or "@generated" in line for line in head)


def _decoded(raw: bytes, path: Path, language: str) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if raw.startswith(mark):
            return _decode(raw, encoding, path)
    if b"\0" in raw[:HEAD_BYTES]:
        raise UnreadableInput(f"{path}: not text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if language != "python":
            raise UnreadableInput(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    except SyntaxError as error:
        raise UnreadableInput(f"{path}: not UTF-8, and no other encoding is declared") from error
    return _decode(raw, encoding, path)


def _decode(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableInput(f"{path}: not {encoding} ({error})") from error
