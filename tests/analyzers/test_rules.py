"""Every shipped rule keeps what its file promises."""

import pytest

from spark_lsp.analyzers.check import check_rules
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook

BOOK = RuleBook()
RULES = BOOK.all()


def test_every_shipped_file_loads() -> None:
    assert [f.reason for f in BOOK.failures()] == []
    assert len(RULES) == BOOK.count()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_hits_its_invalid_snippets_only_and_its_fix_mends(rule: Rule) -> None:
    assert check_rules([rule]) == []


def test_no_two_rules_share_an_id() -> None:
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
