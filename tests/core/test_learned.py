"""What was learned of a person, taken up again."""

import pytest

from spark_lsp.core.habits import FEATURES
from spark_lsp.core.learned import learned, recall
from spark_lsp.core.planner import Planner


def fresh() -> Planner:
    return Planner(lambda row: "")


def test_what_was_learned_is_taken_up_as_it_was() -> None:
    one, other = fresh(), fresh()
    one.predictor.learn([[float(i == j) for j in range(len(FEATURES))] for i in range(3)], 1)
    one.asks.asked()
    one.asks.stepped()
    one.account.start, one.price.scale = 0.1, 0.5
    recall(other, learned(one))
    assert learned(other) == learned(one) != learned(fresh())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e9])
def test_numbers_that_cannot_be_are_left_out(value: float) -> None:
    planner = fresh()
    recall(planner, dict.fromkeys(learned(planner), value))
    assert learned(planner) == learned(fresh())


def test_names_of_another_version_do_no_harm() -> None:
    planner = fresh()
    recall(planner, {"weight of something new": 3.0})
    assert learned(planner) == learned(fresh())
