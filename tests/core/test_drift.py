"""Drift against a model that carries each line's origin along."""

from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.drift import Drift

EDIT = st.tuples(st.integers(0, 12), st.integers(0, 4), st.integers(0, 4))


def play(edits: list[tuple[int, int, int]]) -> tuple[Drift, list[int | None]]:
    drift, lines = Drift(), list[int | None](range(12))
    for at, gone, put in edits:
        first = min(at, len(lines))
        end = min(first + gone, len(lines))
        lines[first:end] = [None] * put
        drift.edit(first, end, first + put)
    return drift, lines


@given(st.lists(EDIT, max_size=12))
def test_a_line_said_to_be_unchanged_is_that_very_line(edits: list[tuple[int, int, int]]) -> None:
    drift, lines = play(edits)
    for now, origin in enumerate(lines):
        told = drift.analysed_line(now)
        if told is not None:
            assert told == origin
            assert drift.present_line(told) == now


@given(st.lists(EDIT, max_size=12))
def test_an_untouched_stretch_is_still_there_whole(edits: list[tuple[int, int, int]]) -> None:
    drift, lines = play(edits)
    for first in range(12):
        for last in range(first, 12):
            if not drift.touches(first, last):
                at = drift.present_line(first)
                assert lines[at : at + last - first + 1] == list(range(first, last + 1))


@given(st.lists(EDIT, max_size=12))
def test_only_what_changed_or_touches_it_is_called_changed(edits: list[tuple[int, int, int]]) -> None:
    drift, lines = play(edits)
    kept = {origin for origin in lines if origin is not None}
    known = {drift.analysed_line(now) for now in range(len(lines))} - {None}
    assert known <= kept
    assert drift.clean == (not edits)


def test_an_edit_of_one_line_leaves_its_neighbours_known() -> None:
    drift = Drift()
    drift.edit(5, 6, 7)
    assert [drift.analysed_line(line) for line in range(4, 9)] == [4, None, None, 6, 7]
    assert drift.touches(5, 5)
    assert not drift.touches(0, 4)
    assert not drift.touches(6, 9)
    assert drift.present_end(6) == 7
