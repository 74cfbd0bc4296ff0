"""The spliced document against pygls's own, and against a plain string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument

from spark_lsp.core.drift import Drift
from spark_lsp.core.text import split_lines
from spark_lsp.lsp.document import SplicedDocument

ENCODINGS = [types.PositionEncodingKind.Utf8, types.PositionEncodingKind.Utf16, types.PositionEncodingKind.Utf32]
PLAIN = st.text(alphabet="ab é𝒳\n", max_size=20)
ODD = st.text(alphabet="a𝒳\n\r\x0c\u2028", max_size=12)
PLACE = st.tuples(st.integers(0, 8), st.integers(0, 8))


def document(kind: type[TextDocument], text: str, encoding: types.PositionEncodingKind) -> TextDocument:
    return kind("file:///a.py", source=text, version=1, language_id="python", position_codec=PositionCodec(encoding))


def on_a_character(text: str, place: tuple[int, int], encoding: types.PositionEncodingKind) -> types.Position:
    """A position a client could send: inside the text, never in the middle of a character."""
    lines = split_lines(text) or [""]
    line = min(place[0], len(lines) - 1)
    content = lines[line].rstrip("\r\n")
    head = content[: min(place[1], len(content))]
    match encoding:
        case types.PositionEncodingKind.Utf8:
            units = len(head.encode())
        case types.PositionEncodingKind.Utf16:
            units = len(head.encode("utf-16-le")) // 2
        case _:
            units = len(head)
    return types.Position(line, units)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=PLAIN, edits=st.lists(st.tuples(PLACE, PLACE, PLAIN), max_size=6))
def test_an_edit_gives_the_text_that_pygls_gives(
    encoding: types.PositionEncodingKind, text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]
) -> None:
    ours, theirs = document(SplicedDocument, text, encoding), document(TextDocument, text, encoding)
    for one, other, put in edits:
        places = sorted(
            (on_a_character(ours.source, one, encoding), on_a_character(ours.source, other, encoding)),
            key=lambda p: (p.line, p.character),
        )
        change = types.TextDocumentContentChangePartial(range=types.Range(*places), text=put)
        ours.apply_change(change)
        theirs.apply_change(change)
        assert ours.source == theirs.source


@given(text=ODD, edits=st.lists(st.tuples(PLACE, PLACE, ODD), max_size=6))
def test_the_lines_are_always_those_of_the_text_and_drift_knows_which_changed(
    text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]
) -> None:
    spliced = document(SplicedDocument, text, types.PositionEncodingKind.Utf32)
    assert isinstance(spliced, SplicedDocument)
    analysed, drift = list(spliced.lines_list), Drift()
    for (line, column), (end_line, end_column), put in edits:
        drift.edit(*spliced.splice(line, column, end_line, end_column, put))
        assert spliced.lines_list == split_lines("".join(spliced.lines_list))
        for now, content in enumerate(spliced.lines_list):
            known = drift.analysed_line(now)
            assert known is None or analysed[known] == content


@pytest.mark.parametrize("place", [(-1, -5), (99, 0), (0, 10**9), (10**9, 10**9)])
def test_a_place_outside_the_text_is_moved_inside(place: tuple[int, int]) -> None:
    spliced = document(SplicedDocument, "ab\ncd", types.PositionEncodingKind.Utf16)
    assert isinstance(spliced, SplicedDocument)
    spliced.splice(*place, *place, "X")
    assert sorted(spliced.source) == sorted("abX\ncd")


def test_a_form_feed_or_a_line_separator_ends_no_line() -> None:
    spliced = document(SplicedDocument, "a\x0cb\u2028c\nd", types.PositionEncodingKind.Utf16)
    spliced.apply_change(
        types.TextDocumentContentChangePartial(range=types.Range(types.Position(1, 0), types.Position(1, 1)), text="D")
    )
    assert spliced.source == "a\x0cb\u2028c\nD"
