"""What a rule file may say of its worth, and what it may not leave out."""

import pytest

from spark_lsp.analyzers.rulefile import rules_in
from spark_lsp.analyzers.worth import Worth, worth_in
from spark_lsp.errors import BrokenRule

_HITS = ["keras engine.py:3 - loses the error", "ansible x.py:9 - the same"]


def test_all_parts_are_read_and_white_space_in_them_is_one_blank() -> None:
    value = {"fix": "keras: a\n  thing", "hits": _HITS, "missed": "no\nlinter looks", "kept": "18/20"}
    assert worth_in(value) == Worth("keras: a thing", tuple(_HITS), "no linter looks", 18, 20)


def test_one_hit_may_stand_without_a_list() -> None:
    assert worth_in({"hits": _HITS[0], "missed": "m", "kept": "1 / 1"}) == Worth("", (_HITS[0],), "m", 1, 1)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("much", "must be a mapping"),
        ({"fix": "x", "missed": "m", "kept": "1/1", "why": "?"}, "'why'"),
        ({"missed": "m", "kept": "1/1"}, "needs a historical `fix`, or `hits`"),
        ({"hits": [3], "missed": "m", "kept": "1/1"}, "not a list of texts"),
        ({"fix": 3, "missed": "m", "kept": "1/1"}, "not text"),
        ({"fix": "x", "kept": "1/1"}, "under `missed`"),
        ({"fix": "x", "missed": "m"}, "under `kept`"),
        ({"fix": "x", "missed": "m", "kept": "21/20"}, "under `kept`"),
        ({"fix": "x", "missed": "m", "kept": 0.9}, "under `kept`"),
    ],
)
def test_what_is_wrong_is_named(value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        worth_in(value)


def test_a_rule_file_with_half_a_worth_is_broken_at_its_line() -> None:
    text = "id: a\nlanguage: python\nrule: {pattern: f()}\nmetadata:\n  worth: {fix: x}\n"
    with pytest.raises(BrokenRule, match=r"a\.yml:5: `worth` must say under `missed`"):
        rules_in(text, "a.yml")


def test_a_rule_without_worth_has_none() -> None:
    (rule,) = rules_in("id: a\nlanguage: python\nrule: {pattern: f()}\n", "a.yml")
    assert rule.worth is None
