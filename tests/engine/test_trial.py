"""Changes that a model proposed, tried by the real analyzers."""

import pytest

from spark_lsp.build import analysis_child, analyst
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Fix
from spark_lsp.core.gate import Passed, Refused
from spark_lsp.core.text import TextEdit, span
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.trial import Trial, tried

TEXT = """import subprocess


def listed(name):
    log(name)
    return subprocess.run("ls " + name, shell=True)


def log(name):
    print(name)
"""
RULE = "py-shell-injection"


@pytest.fixture(scope="module")
def looked() -> Analyst:
    return analyst()


def trial(first: int, end: int, text: str, rule: str = RULE) -> Trial:
    last = TEXT.split("\n")[end - 1]
    fix = Fix("Try it", (TextEdit(span(first, 0, end - 1, len(last)), text.removesuffix("\n")),), safe=False)
    return Trial(Source(TEXT, "python", "/a.py"), fix, span(3, 0, 5, 52), rule)


def test_a_repair_that_mends_the_finding_may_be_offered(looked: Analyst) -> None:
    verdict = tried(looked, trial(5, 6, '    return subprocess.run(["ls", "--", name], check=False)\n'))
    assert isinstance(verdict, Passed), verdict
    assert "leaves out no call" in verdict.checks


@pytest.mark.parametrize(
    ("first", "end", "text", "reason"),
    [
        (5, 6, '    return subprocess.run("ls " + name, shell=True)\n', "does not mend the finding"),
        (4, 6, '    return subprocess.run(["ls", "--", name], check=False)\n', "leaves out a call"),
        (5, 6, '    return subprocess.run(["ls", "--", name)\n', "does not parse"),
        (3, 6, "def listed(name, quiet):\n    log(name)\n", "changes a signature"),
        (5, 6, "    return eval(name)\n", "brings py-eval"),
        (8, 9, "def log(name):\n    pass\n", "changes code outside the unit"),
    ],
)
def test_a_repair_that_does_harm_is_refused(looked: Analyst, first: int, end: int, text: str, reason: str) -> None:
    verdict = tried(looked, trial(first, end, text))
    assert isinstance(verdict, Refused)
    assert verdict.reason.startswith(reason)


def test_a_repair_for_what_another_server_told_need_not_mend_what_we_see(looked: Analyst) -> None:
    verdict = tried(looked, trial(4, 5, "    log(str(name))\n", rule=""))
    assert isinstance(verdict, Passed), verdict


def test_edits_that_overlap_are_refused(looked: Analyst) -> None:
    edits = (TextEdit(span(5, 0, 6, 0), "a\n"), TextEdit(span(5, 2, 5, 9), "b"))
    verdict = tried(
        looked, Trial(Source(TEXT, "python", "/a.py"), Fix("x", edits, safe=False), span(3, 0, 5, 52), RULE)
    )
    assert verdict == Refused("its edits overlap")


def test_the_analysis_process_tries_it_too() -> None:
    child = analysis_child()
    try:
        verdict = child.try_edit(trial(5, 6, '    return subprocess.run(["ls", "--", name], check=False)\n'))
    finally:
        child.close()
    assert isinstance(verdict, Passed)
