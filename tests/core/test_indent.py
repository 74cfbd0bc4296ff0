"""Blocks by indentation."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.indent import DEPTH_MAX, indentation_units
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit, UnitKind


def units(text: str) -> tuple[Unit, ...]:
    return indentation_units(split_lines(text), "x")


def places(text: str) -> list[tuple[str, int, int]]:
    return [(unit.symbol, unit.span.start.line, unit.span.end.line) for unit in units(text)[1:]]


def test_a_line_with_deeper_lines_below_is_a_block() -> None:
    assert places("a\n  b c\n\n    d\n  e\nf\n") == [("a", 0, 4), ("a.b c", 1, 3)]


def test_a_block_takes_the_line_that_closes_it() -> None:
    assert places("if a {\n  b\n}\nc\n") == [("if a", 0, 2)]
    assert places("def f\n  b\nend\n") == [("def f", 0, 2)]


def test_a_closing_line_that_opens_another_block_is_that_ones() -> None:
    assert places("if a {\n  b\n} else {\n  c\n}\n") == [("if a", 0, 1), ("} else", 2, 4)]


def test_tabs_and_spaces_are_columns() -> None:
    assert places("a\n\tb\n        c\n") == [("a", 0, 2)]


def test_what_is_right_of_a_header_is_its_signature() -> None:
    (_, block) = units("  task  build: [a,\n      b]\n")
    assert (block.kind, block.name, block.signature) == (UnitKind.BLOCK, "task build: [a,", "task build: [a,")
    assert (block.span.start.column, block.body_line) == (2, 1)


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["a", "b c:", "}", "# d", "", "end", "x {"])), max_size=25)
)
def test_blocks_lie_within_their_parents_in_order(rows: list[tuple[int, str]]) -> None:
    text = "".join(" " * depth + word + "\n" for depth, word in rows)
    found = units(text)
    for i, unit in enumerate(found[1:], start=1):
        assert 0 <= unit.parent < i
        assert found[unit.parent].span.covers(unit.span)
        assert found[i - 1].span.start < unit.span.start or i == 1
        assert unit.span.covers(unit.name_span)
        assert unit.span.start.line < unit.body_line <= unit.span.end.line
    for one, other in itertools.pairwise(found):
        if one.parent == other.parent:
            assert one.span.end <= other.span.start


def test_blocks_nest_no_deeper_than_allowed() -> None:
    text = "".join(" " * i + "a\n" for i in range(500))
    assert max(len(unit.path) for unit in units(text)) == DEPTH_MAX


def keys(text: str) -> list[str]:
    return [unit.key for unit in units(text)]


def test_layout_comments_and_what_is_around_change_no_key_of_a_block() -> None:
    text = "a:\n  b = 1\n  if c:\n    d\n"
    assert keys("a:\n    b=1\n\n    # why\n    if c:\n      d\n") == keys(text)
    assert keys("z\n" + text)[1:] == keys(text)[1:]
    inside = "x:\n" + "".join("  " + line for line in split_lines(text))
    assert [unit.name for unit in units(inside)][2:] == ["a", "if c"]


def test_words_signs_and_depth_change_keys() -> None:
    text = "a:\n  b 1\n  c\n"
    others = ["a:\n  b 2\n  c\n", "a:\n  b 1\n    c\n", "a:\n  b 1;\n  c\n", "a:\n  b\n  1 c\n"]
    assert len({keys(other)[1] for other in [text, *others]}) == 5
