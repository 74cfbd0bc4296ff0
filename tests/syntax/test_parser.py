"""Parsing: always a tree, the same one however it came about, and places in code points."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from spark_lsp.core.language import Language
from spark_lsp.core.text import Position, split_lines
from spark_lsp.languages import LANGUAGES, by_id
from spark_lsp.syntax.parser import Parsed, error_count, parse, reparse
from tests.syntax.edits import edited, edits, languages
from tests.syntax.samples import SAMPLES


def language(name: str) -> Language:
    found = by_id(name)
    assert found is not None
    return found


def nodes(parsed: Parsed) -> list[tuple[int, int, int, bool]]:
    """Every node in order, as kind, place and whether it was made up."""
    cursor = parsed.tree.walk()
    found = []
    while True:
        node = cursor.node
        assert node is not None
        found.append((node.kind_id, node.start_byte, node.end_byte, node.is_missing))
        if cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found


@pytest.mark.parametrize("entry", LANGUAGES, ids=lambda entry: entry.id)
def test_a_sample_of_every_language_parses_without_errors(entry: Language) -> None:
    assert error_count(parse(SAMPLES[entry.id], entry)) == 0


@settings(max_examples=150, deadline=None)
@given(languages, st.lists(edits, min_size=1, max_size=5))
def test_parsing_again_after_edits_equals_parsing_anew(name: str, changes: list[tuple[float, int, str]]) -> None:
    text = SAMPLES[name]
    parsed = parse(text, language(name))
    for change in changes:
        text = edited(text, change)
        parsed = reparse(parsed, text)
        assert parsed.text == text
        assert nodes(parsed) == nodes(parse(text, language(name)))


@settings(max_examples=80, deadline=None)
@given(languages, st.floats(0, 1), st.sampled_from(["x", " ", "\n", "1", "é", "a.b()", "😀"]))
def test_it_does_so_where_one_small_edit_keeps_the_text_whole(name: str, at: float, new: str) -> None:
    text = SAMPLES[name]
    before = parse(text, language(name))
    after = edited(text, (at, 0, new))
    assert nodes(reparse(before, after)) == nodes(parse(after, language(name)))


def test_an_unchanged_text_is_not_parsed_again() -> None:
    parsed = parse("x = 1\n", language("python"))
    assert reparse(parsed, "x = 1\n") is parsed


@given(st.text(st.sampled_from("aé😀\u2028\ufeff\t\n\r\ud800"), max_size=30))
@example("")
@example("\r\r\n\ra")
def test_every_node_starts_and_ends_where_the_text_has_a_place(text: str) -> None:
    parsed = parse(text, language("python"))
    lines = split_lines(text)
    for node in parsed.tree.root_node.children:
        for point in (node.start_point, node.end_point):
            place = parsed.position(point)
            assert place.line <= len(lines)
            if place.line < len(lines):
                assert place.column <= len(lines[place.line])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_count_code_points_and_lines_end_at_any_line_end(end: str) -> None:
    text = f"a = 1{end}s = '😀é'; b{end}"
    parsed = parse(text, language("python"))
    assert error_count(parsed) == 0
    last = parsed.tree.root_node.children[-1]
    assert parsed.text_of(last) == "b"
    assert parsed.position(last.start_point) == Position(1, 10)


def test_errors_and_what_had_to_be_made_up_are_counted() -> None:
    assert error_count(parse("def f(:\n  return )\n", language("python"))) >= 1
    assert error_count(parse("int f() { return 1 }\n", language("c"))) == 1


def test_counting_errors_ends() -> None:
    assert 0 < error_count(parse("{ ) ( ] = " * 5000, language("java"))) <= 200
