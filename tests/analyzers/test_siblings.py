"""A check that a function's siblings make is taken out of it: that, and nothing else, is told.

The modules stand in `test_siblings_omitted.txt` (what is taken out ends in §) and `test_siblings_silent.txt`."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Finding, Severity

BOOK = RuleBook()
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Omitted:
    """One module: whole, and with the check of one function taken out."""

    rule: str
    language: str
    sibling: str
    lacking: str
    before: str
    after: str


def modules(name: str) -> list[tuple[str, str]]:
    """(what stands after `===`, the text below) of a file of modules."""
    parts = (HERE / name).read_text("utf-8").split("=== ")[1:]
    return [(head, text) for head, _, text in (part.partition("\n") for part in parts)]


def omitted(head: str, text: str) -> Omitted:
    told, sibling, lacking = head.split(" | ")
    rule, language = told.split()
    kept = [line for line in text.split("\n") if not line.endswith("§")]
    return Omitted(rule, language, sibling, lacking, text.replace("§", ""), "\n".join(kept))


OMITTED = [omitted(head, text) for head, text in modules("test_siblings_omitted.txt")]
SILENT = modules("test_siblings_silent.txt")


def told(text: str, language: str) -> list[Finding]:
    """What all rules say of a text."""
    seen = look(Source(text, language, "shop/handlers"), list(BOOK.rules_for(language)))
    assert seen.failures == ()
    return list(seen.findings)


@pytest.mark.parametrize("case", OMITTED, ids=lambda case: f"{case.rule}-{case.language}-{case.lacking}")
def test_a_check_that_is_taken_out_is_the_one_new_finding_and_names_both(case: Omitted) -> None:
    before = Counter(finding.message for finding in told(case.before, case.language))
    new = [f for f in told(case.after, case.language) if not before[f.message]]
    assert [finding.rule for finding in new] == [case.rule]
    assert f"`{case.sibling}`" in new[0].message
    assert f"`{case.lacking}`" in new[0].message
    assert new[0].severity >= Severity.INFO


@pytest.mark.parametrize("case", OMITTED, ids=lambda case: f"{case.rule}-{case.language}-{case.lacking}")
def test_functions_that_all_check_are_let_be(case: Omitted) -> None:
    assert [f.message for f in told(case.before, case.language) if f.rule.startswith("x-sibling-")] == []


@pytest.mark.parametrize("case", SILENT, ids=[f"{i}-{head}" for i, (head, _) in enumerate(SILENT, 1)])
def test_functions_that_differ_for_a_reason_are_let_be(case: tuple[str, str]) -> None:
    language, text = case
    assert [f.message for f in told(text, language) if f.rule.startswith("x-sibling-")] == []


@pytest.mark.parametrize("case", OMITTED, ids=lambda case: f"{case.rule}-{case.language}-{case.lacking}")
def test_the_mark_stands_on_the_line_of_the_name(case: Omitted) -> None:
    name = case.lacking.removesuffix("()").rsplit(" ", 1)[-1]
    for finding in told(case.after, case.language):
        if finding.rule == case.rule:
            assert name in case.after.split("\n")[finding.span.start.line]


def test_of_functions_that_several_leave_out_nothing_is_told() -> None:
    checks = "def a{n}(order, user):\n    if order.owner_id != user.id:\n        raise Forbidden\n    take(order)\n\n\n"
    leaves = "def b{n}(order, user):\n    log(order)\n    take(order)\n    return order\n\n\n"
    text = checks.format(n=1) + leaves.format(n=1) + leaves.format(n=2)
    assert [f.rule for f in told(text, "python") if f.rule.startswith("x-sibling-")] == []
