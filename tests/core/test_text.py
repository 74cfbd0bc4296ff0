"""Lines, positions and edits, in code points."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.text import LineIndex, Position, Span, TextEdit, apply_edits, clamp, span, split_lines

texts = st.text(st.sampled_from("ab é😀\t\n\r\u2028\f\ufeff"), max_size=40)


@given(texts)
def test_lines_put_together_are_the_text(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(texts)
def test_a_line_has_one_end_at_its_end_and_none_inside(text: str) -> None:
    lines = split_lines(text)
    for line in lines[:-1]:
        assert line.endswith(("\n", "\r"))
    for line in lines:
        assert line
        body = line.removesuffix("\n").removesuffix("\r") if line.endswith("\r\n") else line[:-1]
        assert "\n" not in body
        assert "\r" not in body or not line.endswith(("\n", "\r"))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a\n"]),
        ("a\r\nb\rc\n\n", ["a\r\n", "b\r", "c\n", "\n"]),
        ("a\u2028b\x0cc\x85d", ["a\u2028b\x0cc\x85d"]),
        ("\r\r\n", ["\r", "\r\n"]),
    ],
)
def test_a_line_ends_as_in_lsp(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@given(texts, st.data())
def test_offset_and_position_are_each_others_inverse(text: str, data: st.DataObject) -> None:
    index = LineIndex(split_lines(text))
    offset = data.draw(st.integers(0, len(text)))
    position = index.position(offset)
    assert index.offset(position) == offset
    assert index.size_chars == len(text)


@given(texts, st.integers(-3, 12), st.integers(-3, 60))
def test_clamping_ends_in_the_text_and_changes_nothing_that_is_there(text: str, line: int, column: int) -> None:
    lines = split_lines(text)
    place = clamp(Position(line, column), lines)
    assert clamp(place, lines) == place
    assert 0 <= place.line <= len(lines)
    if place.line < len(lines):
        assert 0 <= place.column <= len(lines[place.line].rstrip("\r\n"))
    if 0 <= line < len(lines) and 0 <= column <= len(lines[line].rstrip("\r\n")):
        assert place == Position(line, column)


@pytest.mark.parametrize(
    ("text", "place", "clamped"),
    [
        ("", Position(3, 4), Position(0, 0)),
        ("ab\n", Position(0, 9), Position(0, 2)),
        ("ab\r\nc", Position(0, 9), Position(0, 2)),
        ("ab\n", Position(7, 7), Position(1, 0)),
        ("ab", Position(7, 7), Position(0, 2)),
        ("ab", Position(-1, 7), Position(0, 0)),
    ],
)
def test_past_the_end_is_the_end(text: str, place: Position, clamped: Position) -> None:
    assert clamp(place, split_lines(text)) == clamped


def test_a_position_past_the_text_has_the_offset_of_its_end() -> None:
    index = LineIndex(["ab\n", "c"])
    assert [index.offset(Position(*p)) for p in ((0, 0), (1, 1), (1, 5), (9, 0))] == [0, 4, 4, 4]


@given(texts, st.data())
def test_edits_replace_what_they_name_and_leave_the_rest(text: str, data: st.DataObject) -> None:
    index = LineIndex(split_lines(text))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [TextEdit(Span(index.position(a), index.position(b)), f"<{i}>") for i, (a, b) in enumerate(pairs)]
    expected, at = "", 0
    for i, (start, end) in enumerate(pairs):
        expected += text[at:start] + f"<{i}>"
        at = end
    assert apply_edits(text, data.draw(st.permutations(edits)) if _apart(pairs) else edits) == expected + text[at:]


def _apart(pairs: list[tuple[int, int]]) -> bool:
    return all(one[1] < other[0] for one, other in itertools.pairwise(pairs))


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcd", [TextEdit(span(0, 0, 0, 3), ""), TextEdit(span(0, 2, 0, 4), "")])


def test_spans_touch_at_their_edges() -> None:
    one, other = span(1, 0, 1, 4), span(1, 4, 2, 0)
    assert one.overlaps(other)
    assert one.contains(Position(1, 4))
    assert not one.contains(Position(1, 5))
    assert span(0, 0, 3, 0).covers(one)
    assert not one.covers(span(1, 0, 1, 5))
    assert one.shifted(2) == span(3, 0, 3, 4)


@pytest.mark.parametrize(
    ("text", "end"),
    [("", Position(0, 0)), ("ab", Position(0, 2)), ("ab\n", Position(1, 0)), ("a\r\nbc", Position(1, 2))],
)
def test_the_end_of_a_text_is_on_its_last_line(text: str, end: Position) -> None:
    index = LineIndex(split_lines(text))
    assert index.position(len(text)) == end
    assert index.offset(end) == len(text)
