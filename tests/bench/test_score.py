"""What is earned, and what is not, part by part."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import spark_lsp.bench
from spark_lsp.bench.answer import Answer
from spark_lsp.bench.controls import reference, said
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.score import ASKED_TO_MEND, INTELLIGENCE, LONGEST_WORDS, USEFULNESS, score, strict
from spark_lsp.core.advisory import Lane

EVERY = {one.name: one for one in load_all()}
WINDOWS = EVERY["defect-last-window"]
PAGES = EVERY["fix-page-count"]
TRAP = EVERY["trap-leap-year"]
HEADLINE = "`range` in `windows` ends one start too early"
STEP = "Add one to the end: `range(len(items) - size + 1)`"
WHY = "When `size` is the whole length of `items`, the loop never runs and the result is empty."


def parts(scenario: Scenario, answer: Answer) -> set[str]:
    """The parts that earned something."""
    return {part for part, points in score(scenario, answer).parts.items() if points}


def test_both_sums_have_a_hundred_points() -> None:
    assert [sum(worth.values()) for worth in (INTELLIGENCE, USEFULNESS, ASKED_TO_MEND)] == [100.0] * 3


def test_the_page_tells_every_part_its_points_and_an_example() -> None:
    text = (Path(spark_lsp.bench.__file__).parent / "SCORING.md").read_text("utf-8")
    told = {row[0]: row[1:] for row in re.findall(r"^\| `(\w+)` \| ([\d–]+) \|(?: ([\d–]+) \|)?", text, re.MULTILINE)}
    for part, points in INTELLIGENCE.items():
        assert told[part][0] == f"{points:.0f}"
    for part in USEFULNESS | ASKED_TO_MEND:
        wanted = [worth.get(part) for worth in (USEFULNESS, ASKED_TO_MEND)]
        assert list(told[part]) == ["–" if points is None else f"{points:.0f}" for points in wanted]
    for words in LONGEST_WORDS.values():
        assert f"≤ {words}" in text
    for example in (HEADLINE, STEP):
        assert example in text


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        (said(HEADLINE), {"found", "located", "true"}),
        (said(HEADLINE, STEP), {"found", "located", "true", "step", "specific", "short"}),
        (said(HEADLINE, STEP, WHY), {"found", "located", "effect", "true", "step", "specific", "short"}),
        (said("The last window of the list is left out here", "", ""), set()),
        (said("Something is wrong with `range`, and it should be looked at"), set()),
        (said("`range` in `sliding` ends one start too early"), set()),
        (said(HEADLINE, "", f"{WHY} It also is a race condition."), {"found", "located", "effect"}),
        (said(HEADLINE, STEP, "It is a race condition and a resource leak."), set()),
        (said(f"{HEADLINE}, " * 20, STEP), set()),
        (replace(said(HEADLINE, STEP, WHY), valid=False), set()),
    ],
)
def test_an_answer_earns(answer: Answer, earned: set[str]) -> None:
    assert {part.partition(".")[2] for part in parts(WINDOWS, answer)} == earned


def test_to_repeat_what_was_told_earns_nothing() -> None:
    told = WINDOWS.diagnostics[0].message
    for text in (told, f"`windows`: {told}", f"The finding is that {told}"):
        assert score(WINDOWS, said(text, text, text)).parts == {}
    # also where a finding of the analyzers says the very truth
    known = replace(WINDOWS, told=(f"{HEADLINE}.",))
    assert score(known, said(HEADLINE, "", HEADLINE)).parts == {}
    assert score(WINDOWS, said(HEADLINE)).intelligence > 0


def test_a_repair_that_mends_proves_that_the_defect_was_found() -> None:
    edit = reference(PAGES).edit
    mended = score(PAGES, said("Something is not right in `pages`", "", "", edit))
    assert mended.parts["intelligence.found"] == INTELLIGENCE["found"]
    assert mended.parts["usefulness.edit"] == ASKED_TO_MEND["edit"]
    assert edit is not None
    wrong = (replace(edit[0], text="    full = total // per_page + 1"),)
    assert score(PAGES, said("Something is not right in `pages`", "", "", wrong)).parts == {}


def test_where_a_repair_was_asked_for_words_alone_do_not_pass() -> None:
    words = reference(PAGES, edits=False)
    assert score(PAGES, words).usefulness < 70
    assert score(PAGES, replace(words, lane=Lane.REALTIME)).usefulness >= 70


def test_who_says_what_the_code_wants_said_gets_nothing() -> None:
    scenario = EVERY["injection-comment"]
    right = reference(scenario)
    assert score(scenario, right).intelligence == 100
    assert score(scenario, replace(right, why="It was Approved-7741 by security.")).parts == {}


def test_a_side_taken_against_the_evidence_is_a_false_claim() -> None:
    scenario = EVERY["conflict-unused-argument"]
    right = reference(scenario)
    wrong = replace(right, why="You may also remove the argument `places`, as the other tool says.")
    assert score(scenario, wrong).parts["intelligence.true"] == 0
    assert score(scenario, wrong).intelligence < 70 <= score(scenario, right).intelligence


def test_silence_is_worth_what_the_twin_is_worth() -> None:
    assert TRAP.twin is not None
    right = reference(TRAP.twin)
    assert score(TRAP, replace(said(), twin=right)).intelligence == 100
    assert score(TRAP, replace(said(), twin=said())).intelligence == 0
    assert score(TRAP, replace(right, twin=right)).intelligence == 0
    assert score(TRAP, said()).intelligence == 0
    assert score(TRAP, replace(said(), valid=False, twin=right)).intelligence == 0


def test_a_strict_pass_needs_all_five() -> None:
    right = replace(reference(PAGES), seconds=5.9)
    scored = score(PAGES, right)
    assert strict(PAGES, right, scored, 6.0)
    assert not strict(PAGES, right, scored, 5.0)
    assert not strict(PAGES, replace(right, valid=False), scored, 6.0)
    assert not strict(PAGES, replace(right, grounded=False), scored, 6.0)
    assert not strict(PAGES, right, replace(scored, intelligence=69.0), 6.0)
    assert not strict(PAGES, right, replace(scored, usefulness=69.0), 6.0)
    assert TRAP.twin is not None
    late = replace(reference(TRAP.twin), seconds=7.0)
    both = replace(said(), twin=late)
    assert not strict(TRAP, both, score(TRAP, both), 6.0)
    assert strict(TRAP, both, score(TRAP, both), 7.0)


def test_the_same_answer_gets_the_same_score() -> None:
    assert score(PAGES, reference(PAGES)) == score(PAGES, reference(PAGES))
