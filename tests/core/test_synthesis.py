"""Findings in, advice out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.finding import Finding, Fix, Severity
from spark_lsp.core.synthesis import advise, emit_of, emits_of, packet_of
from spark_lsp.core.text import TextEdit, span
from spark_lsp.core.unit import Unit, UnitKind

MODULE = Unit(UnitKind.MODULE, "", (), span(0, 0, 40, 0), span(0, 0, 0, 0), 0, "", -1, key="m")
CHARGE = Unit(
    UnitKind.FUNCTION, "charge", ("charge",), span(10, 0, 20, 4), span(10, 4, 10, 10), 11, "def charge()", 0, key="c"
)
SEEN = Finding("r-one", span(12, 4, 12, 9), Severity.WARNING, 0.8, "says it", "why", "next", "injection", "core")


def seen(**changes: object) -> Finding:
    return replace(SEEN, **changes)  # type: ignore[arg-type]


def test_two_tools_that_say_the_same_make_one_advisory_worded_by_our_rule() -> None:
    theirs = seen(
        rule="ruff-S608", source="ruff", severity=Severity.HINT, message="their words", span=span(12, 0, 12, 20)
    )
    (advisory,) = advise([theirs, SEEN])
    assert advisory.headline == "says it"
    assert [e.rule for e in advisory.evidence] == ["r-one", "ruff-S608"]
    assert advisory.severity is Severity.WARNING


@pytest.mark.parametrize(
    "other",
    [
        {"category": "resource-leak", "rule": "r-two"},
        {"span": span(13, 4, 13, 9), "rule": "r-two"},
        {"span": span(12, 10, 12, 14)},
    ],
)
def test_different_things_stay_apart(other: dict[str, object]) -> None:
    assert len(advise([SEEN, seen(**other)])) == 2


def test_a_rule_that_hits_inside_its_own_hit_says_it_once() -> None:
    assert len(advise([SEEN, seen(span=span(12, 0, 12, 30))])) == 1


def test_worse_and_surer_comes_first() -> None:
    words = [
        a.headline
        for a in advise(
            [
                seen(message="hint", rule="a", category="a", severity=Severity.HINT, confidence=1.0),
                seen(message="unsure error", rule="b", category="b", severity=Severity.ERROR, confidence=0.3),
                seen(message="sure warning", rule="c", category="c"),
            ]
        )
    ]
    assert words == ["sure warning", "unsure error", "hint"]


def test_an_edit_that_was_not_verified_is_not_offered() -> None:
    fix = Fix("mend", (TextEdit(span(12, 4, 12, 9), "x"),), safe=True)
    assert advise([seen(fix=fix)])[0].edit is None
    offered = advise([seen(fix=replace(fix, checks=("parses",)))])[0].edit
    assert offered is not None
    assert offered.checks == ("parses",)


MANY = [SEEN, seen(rule="b", category="b"), seen(rule="c", span=span(13, 0, 13, 1)), seen(rule="d")]


@given(st.permutations(MANY))
def test_the_order_of_findings_does_not_matter(findings: list[Finding]) -> None:
    assert advise(findings) == advise(MANY)


def test_advice_is_told_of_the_innermost_unit_and_only_what_is_loud_enough() -> None:
    outside = seen(rule="o", span=span(30, 0, 30, 3))
    quiet = seen(rule="q", category="q", severity=Severity.HINT)
    analysis = Analysis((MODULE, CHARGE), (SEEN, quiet, outside))
    emits = emits_of("a.py", analysis, least=Severity.INFO)
    assert [(e.unit, len(e.advisories)) for e in emits] == [("<module>", 1), ("charge", 1)]
    assert len(emits_of("a.py", analysis, least=Severity.HINT)[1].advisories) == 2
    none = emits_of("a.py", analysis, least=Severity.INFO, dismissed=lambda finding, unit: unit.name == "charge")
    assert [e.unit for e in none] == ["<module>"]


def test_a_packet_moves_with_its_unit() -> None:
    advisories = advise([SEEN])
    packet = packet_of(CHARGE, advisories)
    assert packet.advisories[0].span.start.line == 2
    moved = replace(CHARGE, span=CHARGE.span.shifted(5))
    assert emit_of("a.py", moved, packet).advisories[0].span.start.line == 17
    assert emit_of("a.py", CHARGE, packet).advisories == advisories


def test_of_two_alike_the_one_whose_rule_was_taken_more_comes_first() -> None:
    pair = [seen(), seen(rule="another", category="other", span=span(20, 0, 20, 3))]
    first, second = advise(pair)
    assert [a.evidence[0].rule for a in advise(pair, {first.evidence[0].rule: 0.2, "another": 0.5}.__getitem__)] == [
        second.evidence[0].rule,
        first.evidence[0].rule,
    ]
