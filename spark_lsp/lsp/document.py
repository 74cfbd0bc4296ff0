"""Open documents as a list of lines that edits splice, instead of a text that is cut and joined at every key.

pygls joins and splits the whole text at each change and each look at `.lines` (0.7 ms and 0.3 ms at 5,000 lines), and
splits at form feeds and U+2028, where LSP does not.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from spark_lsp.core.text import Position, clamp, split_lines
from spark_lsp.wire import Encoding, from_units

Edited = Callable[[int, int, int], None]
"""Lines `first:end` became `first:new_end`."""


class SplicedDocument(TextDocument):
    """A document whose `lines_list` always is the present text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        encoding = self.position_codec.encoding
        self.encoding = cast(Encoding, str(getattr(encoding, "value", encoding)))
        self.lines_list: list[str] = split_lines(self._source) if self._source is not None else []
        self._from_disk = self._source is None
        self._joined: str | None = self._source

    @property
    def source(self) -> str:
        """The whole text; joined at most once between edits."""
        if self._from_disk:
            return super().source
        if self._joined is None:
            self._joined = "".join(self.lines_list)
        return self._joined

    @property
    def lines(self) -> Sequence[str]:
        """The lines with their ends."""
        return split_lines(super().source) if self._from_disk else self.lines_list

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """As pygls does it, on the list."""
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = change.range.start, change.range.end
            self.splice(start.line, start.character, end.line, end.character, change.text)
        else:
            self.replace(change.text)

    def replace(self, text: str) -> tuple[int, int, int]:
        """A whole new text. Returns what `splice` returns."""
        was = len(self.lines_list)
        self.lines_list[:] = split_lines(text)
        self._joined = text
        return 0, was, len(self.lines_list)

    def splice(self, line: int, character: int, end_line: int, end_character: int, text: str) -> tuple[int, int, int]:
        """Puts `text` in place of a range in the client's units; a range outside the text is moved inside it, one
        whose end is before its start is empty. Returns (first, end, new_end): lines `first:end` became
        `first:new_end`."""
        lines = self.lines_list
        start = self.position(line, character)
        end = max(start, self.position(end_line, end_character))
        first, last = start.line, end.line
        head = lines[first][: start.column] if first < len(lines) else ""
        tail = lines[last][end.column :] if last < len(lines) else ""
        chunk = head + text + tail
        if first > 0 and chunk.startswith("\n") and lines[first - 1].endswith("\r"):
            first -= 1
            chunk = lines[first] + chunk
        if chunk.endswith("\r") and last + 1 < len(lines) and lines[last + 1].startswith("\n"):
            last += 1
            chunk += lines[last]
        stop = min(last + 1, len(lines))
        put = split_lines(chunk)
        lines[first:stop] = put
        self._joined = None
        return first, stop, first + len(put)

    def position(self, line: int, character: int) -> Position:
        """A place in the client's units as one in code points, inside the text."""
        lines = self.lines_list
        if 0 <= line < len(lines):
            return clamp(Position(line, from_units(lines[line], max(0, character), self.encoding)), lines)
        return clamp(Position(line, 0), lines)


class SplicedWorkspace(Workspace):
    """A workspace of such documents."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        return SplicedDocument(
            doc_uri,
            source=source,
            version=version,
            language_id=language_id,
            sync_kind=self._sync_kind,
            position_codec=self._position_codec,
        )
