"""Generated scenarios: many, each broken for sure, none twice, the same for the same seed."""

from collections import Counter

import pytest

from spark_lsp.bench.controls import reference
from spark_lsp.bench.looked import looked
from spark_lsp.bench.mended import mends, passes
from spark_lsp.bench.mutants import MANY, Subject, cases_test, mutants, subjects
from spark_lsp.bench.mutants import _failures as failures
from spark_lsp.bench.mutation import Kind, broken, changes
from spark_lsp.bench.scenario import Scenario
from spark_lsp.build import analyst
from spark_lsp.errors import SparkError


@pytest.fixture(scope="module")
def made() -> tuple[Scenario, ...]:
    return mutants()


def test_there_are_more_than_a_hundred_different_ones_of_every_kind(made: tuple[Scenario, ...]) -> None:
    assert len(made) == MANY >= 100
    assert len({one.code for one in made}) == len({one.name for one in made}) == len(made)
    assert {one.name.rpartition("-")[2] for one in made} == set(Kind)


def test_the_seed_decides(made: tuple[Scenario, ...]) -> None:
    assert mutants() == made
    assert mutants(20, seed=1) != mutants(20, seed=2)


def test_each_fails_its_test_and_the_right_code_passes(made: tuple[Scenario, ...]) -> None:
    for scenario in made[::15]:
        edit = reference(scenario).edit
        assert edit is not None
        assert not passes(scenario.code, scenario.test), scenario.name
        assert mends(scenario, edit), scenario.name
    for subject in subjects()[::5]:
        assert passes(subject.code, cases_test(subject)), subject.name


def test_a_change_that_no_test_sees_is_thrown_out() -> None:
    code = "def f(n: int) -> int:\n    if n < 0:\n        return 0\n    return max(n, 0)\n"
    subject = Subject("f", code, (("f(3)", "3"), ("f(-1)", "0"), ("f(0)", "0")))
    tried = changes(code)
    ended = failures(subject, [broken(code, one) for one in tried])
    unseen = {(one.kind, one.was, one.now) for one, failed in zip(tried, ended, strict=True) if failed is None}
    assert (Kind.CHECK, "n < 0", "") in unseen
    assert (Kind.COMPARISON, "<", "<=") in unseen
    assert (Kind.ARGUMENTS, "n", "0") in unseen
    assert (Kind.EXTREME, "max", "min") not in unseen


def test_cases_that_the_right_code_fails_are_told() -> None:
    with pytest.raises(SparkError, match=r"f\(1\) gives 1, its CASES say 2"):
        failures(Subject("f", "def f(n: int) -> int:\n    return n\n", (("f(1)", "2"),)), [])


def test_one_that_never_ends_is_known() -> None:
    subject = Subject("f", "def f() -> int:\n    return 1\n", (("f()", "1"),))
    assert failures(subject, ["def f() -> int:\n    while True: pass\n"]) == [["", "", "", "hangs"]]


def test_every_kind_of_change_is_made() -> None:
    code = "def f(a, b):\n    if a < b and not b:\n        return 0\n    return max(a, b) + 1\n"
    told = Counter((one.kind, one.was, one.now) for one in changes(code))
    assert told == Counter(
        {
            (Kind.COMPARISON, "<", "<="): 1,
            (Kind.COMPARISON, "<", ">"): 1,
            (Kind.LOGIC, "and", "or"): 1,
            (Kind.CHECK, "a < b and not b", ""): 1,
            (Kind.NUMBER, "0", "1"): 1,
            (Kind.NUMBER, "1", "2"): 1,
            (Kind.EXTREME, "max", "min"): 1,
            (Kind.ARGUMENTS, "a", "b"): 1,
            (Kind.ARITHMETIC, "+", "-"): 1,
        }
    )


def test_its_failing_test_is_what_is_asked_about(made: tuple[Scenario, ...]) -> None:
    every = analyst()
    for scenario in made[::10]:
        _, subject = looked(scenario, every)
        assert subject is not None
        assert subject.headline == " ".join(scenario.diagnostics[0].message.split())
