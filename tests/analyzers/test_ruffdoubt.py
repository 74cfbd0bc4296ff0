"""Reports of ruff that a reader would not keep are not told; their neighbours are."""

import pytest

from spark_lsp.analyzers.ruff import Ruff
from spark_lsp.core.analysis import Source

TOLD = {
    "F811": "def f():\n    return 1\n\n\ndef f():\n    return 2\n",
    "F821": "def f():\n    return g()\n",
    "PLW0128": "a, a = f()\n",
    "RUF060": "if x in []:\n    f()\n",
    "SIM223": "if x and False:\n    f()\n",
    "PIE794": "class A:\n    x = f()\n    x = g()\n",
}
LEFT_OUT = {
    "F811": "class A:\n    pass\n\n\nX = None\n\n\nclass X(A):\n    pass\n",
    "F821": "def g():\n    return 1\n\n\ndef f():\n    return g()\n\n\nf()\ndel g\n",
    "PLW0128": "dummy, a, dummy = f()\n",
    "RUF060": "try:\n    x in []\nexcept TypeError:\n    f()\n",
    "SIM223": "if 0 and x:\n    f()\n",
    "PIE794": "class A:\n    x = None\n    x = g()\n",
}


def codes(text: str) -> set[str]:
    return {finding.rule.removeprefix("ruff-") for finding in Ruff().look(Source(text, "python", "a.py")).findings}


@pytest.mark.parametrize("code", TOLD)
def test_what_a_reader_keeps_is_told_and_what_looks_alike_is_not(code: str) -> None:
    assert code in codes(TOLD[code])
    assert code not in codes(LEFT_OUT[code])


def test_a_function_that_puts_another_in_its_own_place_is_no_second_definition() -> None:
    text = "def f():\n    return 1\n\n\ndef f():\n    global f\n    f = g\n"
    assert "F811" not in codes(text)


def test_a_parameter_is_no_second_definition() -> None:
    assert "F811" not in codes("def p():\n    return 1\n\n\ndef f(p, q):\n    return p + q\n")


def test_a_guide_that_comes_to_its_point_by_steps_may_define_a_name_again() -> None:
    findings = Ruff().look(Source(TOLD["F811"], "python", "guides/a.py")).findings
    assert [finding.rule for finding in findings] == []


def test_a_snippet_of_documentation_may_leave_names_to_the_reader() -> None:
    assert Ruff().look(Source(TOLD["F821"], "python", "docs_src/a.py")).findings == ()
