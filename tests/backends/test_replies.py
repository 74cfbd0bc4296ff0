"""Tests of replies read as they grow."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.backends.replies import BLANKS_MAX, REPLY_CHARS_MAX, ReplyReader
from spark_lsp.core.asking import MissReason
from spark_lsp.core.question import Draft
from spark_lsp.errors import BackendFailed

GOOD = {"headline": 'A "quoted" \\ {one}', "next_step": "é – ]", "first_line": 12, "last_line": 13, "replacement": "x"}


def read(text: str, size: int = 1) -> Draft:
    """The reply, in pieces of this size."""
    reader = ReplyReader()
    for at in range(0, len(text), size):
        reader.feed(text[at : at + size])
    return reader.finish()


def feed_often(reader: ReplyReader, piece: str, times: int) -> None:
    for _ in range(times):
        reader.feed(piece)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    "around", ["%s", "\ufeff \n%s", "```json\n%s\n```", "<think>\n{a}</think>\n%s", "%s<|end|> {left} }"]
)
def test_a_reply_is_read_whatever_stands_around_it(around: str, size: int) -> None:
    assert read(around.replace("%s", json.dumps(GOOD)), size) == Draft(**GOOD)  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text() | st.integers(0, 10**6) | st.none()), st.integers(1, 9))
def test_a_growing_reply_never_shows_a_field_that_is_not_its_last_word(said: dict[str, object], size: int) -> None:
    text = json.dumps(said)
    reader, seen = ReplyReader(), Draft()
    drafts = [reader.feed(text[at : at + size]) for at in range(0, len(text), size)]
    last = reader.finish()
    for draft in drafts:
        for name in GOOD:
            before, now = getattr(seen, name), getattr(draft, name)
            assert now == before or now == getattr(last, name)
        seen = draft


def test_a_field_shows_as_soon_as_it_is_complete() -> None:
    reader = ReplyReader()
    assert reader.feed('{"headline": "Half').headline == ""
    assert reader.feed(' of it"').headline == "Half of it"
    assert reader.feed(', "first_line": 1').first_line is None
    assert reader.feed("2,").first_line == 12


@pytest.mark.parametrize("value", ["5", "null", "true", "[]", '{"a": "b"}'])
def test_a_field_of_a_wrong_type_is_dropped_alone(value: str) -> None:
    assert read(f'{{"headline": {value}, "why": "Because"}}') == Draft(why="Because")


@pytest.mark.parametrize("text", ["", "No JSON here", "[1, 2]", '{"headline": "cut', '{"headline": x}', "{]}"])
def test_what_is_no_reply_is_garbled(text: str) -> None:
    with pytest.raises(BackendFailed) as caught:
        read(text)
    assert caught.value.reason == MissReason.GARBLED


@pytest.mark.parametrize("before", ["", "{", '{"headline": "a",'])
def test_white_space_without_end_is_garbled_soon(before: str) -> None:
    reader = ReplyReader()
    reader.feed(before)
    with pytest.raises(BackendFailed) as caught:
        feed_often(reader, "\n", BLANKS_MAX + 1)
    assert caught.value.reason == MissReason.GARBLED


@pytest.mark.parametrize("piece", ["x", '"a":1,', "[1,", '\\"'])
def test_a_reply_without_end_is_too_long_and_read_once(piece: str) -> None:
    reader = ReplyReader()
    reader.feed('{"headline": "a", ')
    with pytest.raises(BackendFailed) as caught:
        feed_often(reader, piece, REPLY_CHARS_MAX)
    assert caught.value.reason == MissReason.TOO_LONG
