"""Verdicts are found again, samples keep still, and belief follows the counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spark_lsp.core.calibration import belief, sampled
from spark_lsp.core.verdict import LINE_CHARS, Place, Ruling, Verdict, counted, verdicts_in, verdicts_text


def place(line: str = "x = f( a )", *, path: str = "a.py", rule: str = "r", row: int = 3, project: str = "p") -> Place:
    return Place(project, path, rule, line, "says", row)


def verdict(where: Place, ruling: Ruling = Ruling.KEEP, note: str = "") -> Verdict:
    return Verdict(where.key, where, ruling, note)


def test_a_place_is_the_same_after_a_move_a_new_layout_and_in_another_checkout() -> None:
    assert place().key == place("x=f(a)", row=90, project="q").key


@pytest.mark.parametrize("other", [place("x = f(b)"), place(path="b.py"), place(rule="s")])
def test_a_place_is_another_when_line_path_or_rule_is(other: Place) -> None:
    assert other.key != place().key


def test_what_is_written_is_read_again_in_any_order() -> None:
    said = [verdict(place(f"é{i}", row=i), note="why “so”") for i in range(3)]
    text = verdicts_text(reversed(said))
    assert text == verdicts_text(said)
    assert verdicts_in(text) == {v.key: v for v in said}


def test_no_more_of_the_code_is_kept_than_the_start_of_the_line() -> None:
    long = place("secret = '" + "s" * 900 + "'")
    (read,) = verdicts_in(verdicts_text([verdict(long)])).values()
    assert len(read.place.line) == LINE_CHARS
    assert read.key == long.key


def test_a_later_line_overrules_an_earlier_one() -> None:
    text = verdicts_text([verdict(place())]) + verdicts_text([verdict(place(), Ruling.FALSE)])
    assert [v.ruling for v in verdicts_in(text).values()] == [Ruling.FALSE]


@pytest.mark.parametrize("line", ["{", "[]", '{"key": "k"}', verdicts_text([verdict(place())]).replace("keep", "good")])
def test_a_line_that_is_no_verdict_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no verdict"):
        verdicts_in("\n" + line)


def test_open_questions_count_for_nothing() -> None:
    said = [verdict(place("a")), verdict(place("b"), Ruling.FALSE), verdict(place("c"), Ruling.OPEN)]
    assert counted(said) == {"r": (1, 1)}


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_belief_lies_in_its_interval_and_falls_with_each_false_hit(kept: int, false: int) -> None:
    held = belief(kept, false)
    assert 0 <= held.low < held.mean < held.high <= 1
    assert belief(kept, false + 1).mean < held.mean < belief(kept + 1, false).mean


def test_belief_is_the_beta_distributions() -> None:
    held = belief(4, 1)  # of 8 and 2: 5 % lie below 0.5709 and 95 % below 0.9590, by tables
    assert held.mean == 0.8
    assert [held.low, held.high] == pytest.approx([0.5709, 0.9590], abs=2e-4)


def test_more_verdicts_of_one_share_make_it_surer() -> None:
    few, many = belief(16, 4), belief(400, 100)
    assert many.high - many.low < (few.high - few.low) / 2


def test_a_sample_keeps_its_members_when_others_come_and_go() -> None:
    many = [f"k{i}" for i in range(200)]
    first = sampled(many, 20, seed=1, key=str)
    assert len(first) == 20
    assert sampled(reversed(many), 20, seed=1, key=str) == first
    without = [k for k in many if k not in first[5:10]]
    assert set(first) - set(first[5:10]) <= set(sampled(without, 20, seed=1, key=str))
    assert sampled(many, 20, seed=2, key=str) != first


def test_each_file_gives_one_before_any_gives_two() -> None:
    many = [("big", i) for i in range(50)] + [("small", 0), ("other", 0)]
    drawn = sampled(many, 3, seed=0, key=str, stratum=lambda one: one[0])
    assert {file for file, _ in drawn} == {"big", "small", "other"}


def test_equal_keys_are_drawn_once() -> None:
    assert len(sampled(["a", "a", "b"], 9, seed=0, key=str)) == 2
