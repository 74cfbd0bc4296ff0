"""The controls hold on every scenario, and would not if the scores were careless."""

import json
from dataclasses import replace

import pytest

from spark_lsp.bench.controls import BAD_MOST, GOOD_LEAST, NAMES, Control, controls, reference, said
from spark_lsp.bench.mutants import mutants
from spark_lsp.bench.scenario import Scenario, load_all
from spark_lsp.bench.scenario_files import fact
from spark_lsp.bench.score import score
from spark_lsp.cli.main import main


def test_the_command_prints_what_is_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "controls", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["controls"]
    assert [one["name"] for one in told["controls"]] == list(NAMES)
    for one in told["controls"]:
        assert set(one) == {"name", "score"}
        assert one["score"] >= GOOD_LEAST if one["name"] == "reference" else one["score"] <= BAD_MOST


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "controls", "--mutants", "-1"]) == 2
    assert main(["bench", "nonsense"]) == 2
    assert main(["bench"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_they_hold_on_mutants() -> None:
    some = mutants(12, seed=5)
    assert [one for one in controls(some) if not one.holds] == []


def test_they_see_facts_that_any_sentence_says() -> None:
    scenario = load_all()[0]
    lax = replace(scenario, truth=replace(scenario.truth, cause=fact(["wrong|works|it|handled|code|function"])))
    failed = {one.name for one in controls([lax]) if not one.holds}
    assert "generic" in failed
    assert Control("reference", 89.0, "").holds is False
    assert Control("echo", 6.0, "").holds is False


def by_name(name: str) -> Scenario:
    return next(one for one in load_all() if one.name == name)


@pytest.mark.parametrize(
    ("name", "headline", "step"),
    [
        (
            "fix-overlap",
            "Comparisons in `clashes` may be wrong at the edge of `begin`",
            "Use `<=` instead of `<` there",
        ),
        ("defect-refund-total", "`balance` may overflow for a large `refund`", "Check `refund` before it is added"),
        ("noise-discount-twice", "`invoice` uses the name `x`, which says nothing", "Give `x` a name that says more"),
        ("defect-lost-update", "`Restock` does not check `items` for nil", "Return early where `items` is nil"),
        ("structured-quoting", "`field` should use a library instead of `replace`", "Use a library for `field`"),
    ],
)
def test_a_plausible_wrong_guess_earns_nothing(name: str, headline: str, step: str) -> None:
    scored = score(by_name(name), said(headline, step, "It may go wrong for some inputs."))
    assert (scored.intelligence, scored.usefulness) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("name", "headline", "step", "why"),
    [
        ("defect-last-window", "The loop in `windows` stops one window too early because of `range`", "Change `range` to go up to `len(items) - size + 1`", "The final window is missed."),  # noqa: E501
        ("fix-page-count", "`pages` uses `//`, which rounds down and drops the last partial page", "Use ceiling division for `total` and `per_page`", "Leftover rows are never shown on a page."),  # noqa: E501
        ("fix-overlap", "`clashes` combines the checks with `or`, so any one of them being true is enough", "Replace `or` with `and`", "Bookings that are far apart are reported as a conflict."),  # noqa: E501
        ("fix-merge-precedence", "`defaults` override `chosen` values in `merged`", "Swap the order so `chosen` comes last", "The chosen setting is lost when both have the key."),  # noqa: E501
        ("noise-discount-twice", "`discount` is applied twice in `invoice`, per line and on the total", "Remove the second `discount` after the loop", "The customer pays less than the price with one discount."),  # noqa: E501
        ("defect-mixed-units", "`expired` compares `held` in seconds with `limit_ms` in milliseconds", "Convert `limit_ms` to seconds before it is compared", "The lease expires far too late."),  # noqa: E501
    ],
)  # fmt: skip
def test_the_right_thing_in_other_words_passes(name: str, headline: str, step: str, why: str) -> None:
    scenario = by_name(name)
    answer = replace(reference(scenario), headline=headline, next_step=step, why=why)
    scored = score(scenario, answer)
    assert scored.intelligence >= 70, scored
    assert scored.usefulness >= 70, scored
