"""The score's arithmetic, on hits and verdicts that are made up, and its verdict file."""

import pytest

from spark_lsp.cli.hits import Hit
from spark_lsp.core.finding import Severity
from spark_lsp.core.verdict import Place, Ruling, Verdict, verdicts_in, verdicts_text
from tests.benchmarks.worth import FALSE_COSTS, VERDICTS, distinct, quietness, score, wilson


def hit(n: int, rule: str = "r", *, severity: Severity = Severity.INFO, project: str = "p") -> Hit:
    return Hit(Place(project, f"{n}.py", rule, f"f({n})", "says", n), severity, 0.8, "/x")


def verdicts(hits: list[Hit], ruling: Ruling) -> dict[str, Verdict]:
    return {h.place.key: Verdict(h.place.key, h.place, ruling) for h in hits}


def test_where_all_was_read_the_score_is_exact() -> None:
    hits = [hit(n) for n in range(10)]
    said = verdicts(hits[:8], Ruling.KEEP) | verdicts(hits[8:], Ruling.FALSE)
    known = score(hits, said, hits, 100_000, seed=0)
    assert (known.value, known.low, known.high) == (8 - FALSE_COSTS * 2,) * 3


def test_what_nobody_read_counts_as_the_sample_does_and_widens_the_interval() -> None:
    hits = [hit(n) for n in range(1_000)]
    drawn = hits[:100]
    said = verdicts(drawn[:90], Ruling.KEEP) | verdicts(drawn[90:], Ruling.FALSE)
    known = score(hits, said, drawn, 100_000, seed=0)
    assert known.value == pytest.approx(900 - FALSE_COSTS * 100, rel=0.1)
    assert known.low < known.value < known.high


def test_a_rule_that_was_found_false_costs_more_than_the_samples_rate() -> None:
    good, bad = [hit(n) for n in range(100)], [hit(n, "bad") for n in range(100)]
    drawn = [*good[:50], *bad[:20]]
    said = verdicts(good[:50], Ruling.KEEP) | verdicts(bad[:20], Ruling.FALSE)
    assert score([*good, *bad], said, drawn, 100_000, seed=0).value < score(good, said, drawn, 100_000, seed=0).value


def test_equal_lines_of_one_file_are_one_finding() -> None:
    assert len(distinct([hit(1), hit(1), hit(2)])) == 2


def test_quiet_is_counted_for_the_projects_that_must_be() -> None:
    hits = [hit(1, project="flask", severity=Severity.WARNING), hit(2, project="flask", severity=Severity.HINT)]
    assert quietness(hits, {"flask": 2_000, "keras": 9}) == {"flask": (0.5, 0.2)}


@pytest.mark.parametrize(("kept", "judged", "low", "high"), [(90, 100, 0.826, 0.945), (0, 0, 0.0, 1.0)])
def test_the_interval_of_a_share_is_wilsons(kept: int, judged: int, low: float, high: float) -> None:
    assert list(wilson(kept, judged)) == pytest.approx([low, high], abs=1e-3)


def test_the_verdicts_are_readable_in_their_own_order_and_hold_one_line_of_code_each() -> None:
    text = VERDICTS.read_text("utf-8")
    said = verdicts_in(text)
    assert verdicts_text(said.values()) == text
    assert all("\n" not in verdict.place.line for verdict in said.values())
    assert all(verdict.note for verdict in said.values() if verdict.ruling is Ruling.FALSE)
