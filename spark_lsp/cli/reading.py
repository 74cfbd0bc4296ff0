"""From a path to a text, or to the reason why there is none."""

import codecs
import io
import tokenize
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.core.analysis import Source
from spark_lsp.errors import UnreadableInput

MAX_BYTES = 2_000_000
MAX_LINE_CHARS = 5_000
"""A file of a folder with a longer line is taken for machine-made; people's longest lines are some hundreds."""
HEAD_BYTES = 8_192
HEAD_LINES = 5


@dataclass(frozen=True, slots=True)
class Coding:
    """How a text was written as bytes."""

    name: str = "utf-8"
    mark: bytes = b""
    """The byte order mark in front."""

    def encoded(self, text: str) -> bytes:
        """The text as bytes. Raises UnicodeEncodeError where the encoding has not all of its characters."""
        return self.mark + text.encode(self.name)


_MARKS = (
    Coding("utf-8", codecs.BOM_UTF8),
    Coding("utf-16-le", codecs.BOM_UTF16_LE),
    Coding("utf-16-be", codecs.BOM_UTF16_BE),
)


def read_source(path: Path, language: str) -> Source:
    """The file as text, without a byte order mark, line ends as they are. Raises UnreadableInput, which names the
    file."""
    return source_of(read_bytes(path), path, language)


def read_bytes(path: Path) -> bytes:
    """The file as it is; of one larger than MAX_BYTES, one byte more than that. Raises UnreadableInput."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableInput(f"{path}: {error.strerror or error}") from error


def source_of(raw: bytes, path: Path, language: str) -> Source:
    """What `read_source` gives for a file that holds these bytes."""
    return Source(decoded(raw, path, language)[0], language, str(path))


def decoded(raw: bytes, path: Path, language: str) -> tuple[str, Coding]:
    """The text, and how to write it back. Raises UnreadableInput, which names the file."""
    if len(raw) > MAX_BYTES:
        raise UnreadableInput(f"{path}: larger than {MAX_BYTES // 1_000_000} MB")
    for coding in _MARKS:
        if raw.startswith(coding.mark):
            return _decode(raw.removeprefix(coding.mark), coding.name, path), coding
    if b"\0" in raw[:HEAD_BYTES]:
        raise UnreadableInput(f"{path}: not text")
    try:
        return raw.decode("utf-8"), Coding()
    except UnicodeDecodeError as error:
        if language != "python":
            raise UnreadableInput(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
    except SyntaxError as error:
        raise UnreadableInput(f"{path}: not UTF-8, and no other encoding is declared") from error
    return _decode(raw, encoding, path), Coding(encoding)


def machine_made(source: Source) -> bool:
    """Whether the text looks minified or generated, so that advice on it would reach nobody."""
    if len(source.text) > MAX_LINE_CHARS and max(map(len, source.text.split("\n"))) > MAX_LINE_CHARS:
        return True
    head = source.text[:HEAD_BYTES].split("\n", HEAD_LINES)[:HEAD_LINES]
    return any(("DO NOT EDIT" in line and "enerated" in line) or "@generated" in line for line in head)


def _decode(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableInput(f"{path}: not {encoding} ({error})") from error
