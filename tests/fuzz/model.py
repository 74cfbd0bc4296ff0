"""What a correct server holds: the texts of open documents, spliced the plain way."""

import hashlib
from dataclasses import dataclass, field

ENCODINGS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@dataclass(slots=True)
class Document:
    """An open text."""

    text: str
    version: int


@dataclass(slots=True)
class Model:
    """Open documents by URI, and how columns are counted."""

    encoding: str
    documents: dict[str, Document] = field(default_factory=dict)

    def open(self, uri: str, text: str, version: int) -> None:
        self.documents[uri] = Document(text, version)

    def close(self, uri: str) -> None:
        self.documents.pop(uri, None)

    def change(self, uri: str, version: int, changes: list[tuple[tuple[int, int, int, int] | None, str]]) -> None:
        """Each change is a range (line, character, line, character), or None for the whole, and what comes there."""
        document = self.documents.get(uri)
        if document is None:
            return
        for where, new in changes:
            if where is None:
                document.text = new
                continue
            start = self._offset(document.text, where[0], where[1])
            end = max(start, self._offset(document.text, where[2], where[3]))
            document.text = document.text[:start] + new + document.text[end:]
        document.version = version

    def digests(self) -> dict[str, tuple[int, str]]:
        """Version and sha256 of each open text."""
        return {
            uri: (d.version, hashlib.sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest())
            for uri, d in self.documents.items()
        }

    def _offset(self, text: str, line: int, character: int) -> int:
        """Offset in code points of a place; outside the text it is the nearest one inside."""
        if line < 0:
            return 0
        at = 0
        for _ in range(line):
            following = next_line(text, at)
            if following is None:
                return len(text)
            at = following
        codec, size = ENCODINGS[self.encoding]
        units = 0
        while at < len(text) and text[at] not in "\r\n":
            units += len(text[at].encode(codec, "surrogatepass")) // size
            if units > character:
                break
            at += 1
        return at


def next_line(text: str, at: int) -> int | None:
    """Where the line after the one at `at` starts; None for the last."""
    for i in range(at, len(text)):
        if text[i] == "\n":
            return i + 1
        if text[i] == "\r":
            return i + 2 if text[i + 1 : i + 2] == "\n" else i + 1
    return None
