"""Who denies a defect has not found it."""

from dataclasses import replace

import pytest

from spark_lsp.bench.controls import said
from spark_lsp.bench.denial import denied, wholly_denied
from spark_lsp.bench.saying import tokens
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.score import score
from spark_lsp.core.advisory import Lane


@pytest.mark.parametrize("scenario", load_all(), ids=lambda one: one.name)
def test_a_reference_that_is_denied_is_worth_nothing(scenario: Scenario) -> None:
    words = (scenario.twin or scenario).reference
    headline = f"It is not true that {words.headline}"
    answer = replace(said(headline, f"There is no need to {words.next_step}", ""), lane=Lane.REALTIME)
    whole = replace(said(), twin=answer) if scenario.twin else answer
    scored = score(scenario, whole)
    assert (scored.intelligence, scored.usefulness) == (0.0, 0.0)


def test_a_denial_reaches_to_the_end_of_its_clause() -> None:
    text = "the last is not lost, the first is"
    assert [tokens(text)[i] for i in sorted(denied(text, tokens))] == ["lost"]


def test_a_denial_ends_where_the_sentence_turns() -> None:
    text = "it does not copy but drops the last"
    assert [tokens(text)[i] for i in sorted(denied(text, tokens))] == ["copy"]


def test_a_sentence_with_a_denial_in_it_is_not_wholly_denied() -> None:
    assert not wholly_denied("`set` in `unique` does not keep the order of `names`")
