"""The analysis process: real ones, killed and hung for real."""

import sys
import threading
import time

import pytest

from spark_lsp.build import analysis_child
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.engine.child import Child, ChildGone
from spark_lsp.engine.worker import Setup

DEFECT = Source("import os\ndef f(p):\n    os.system('ls ' + p)\n", "python", "/a.py")


@pytest.fixture
def child() -> "object":
    made = analysis_child()
    yield made
    made.close()


def ask_for_ever(child: Child) -> None:
    while True:
        child.analyse(DEFECT)


def test_it_analyses(child: Child) -> None:
    assert "py-shell-injection" in [f.rule for f in child.analyse(DEFECT).findings]


def test_what_is_known_comes_before_the_fixes_are_tried(child: Child) -> None:
    early: list[Analysis] = []
    mendable = Source("def f(status):\n    return status is 'open'\n", "python", "/a.py")
    whole = child.analyse(mendable, early.append)
    assert [(a.fixes_tried, [f.fix for f in a.findings]) for a in early] == [(False, [None] * len(whole.findings))]
    assert whole.fixes_tried
    assert any(f.fix is not None and f.fix.checks for f in whole.findings)


def test_a_killed_process_is_replaced_and_keeps_its_settings(child: Child) -> None:
    child.configure(Setup(disabled=frozenset({"py-shell-injection"})))
    threading.Timer(0.1, child.interrupt).start()
    with pytest.raises(ChildGone):
        ask_for_ever(child)
    assert "py-shell-injection" not in [f.rule for f in child.analyse(DEFECT).findings]


def test_a_hung_process_can_be_interrupted_from_another_thread() -> None:
    hung = Child([sys.executable, "-c", "import time; time.sleep(600)"])
    threading.Timer(0.2, hung.interrupt).start()
    began = time.monotonic()
    with pytest.raises(ChildGone):
        hung.analyse(DEFECT)
    assert time.monotonic() - began < 60
    hung.close()


def test_a_process_that_talks_nonsense_is_no_crash() -> None:
    mad = Child([sys.executable, "-c", "print('Hello, this is no pickle', flush=True)"])
    with pytest.raises(ChildGone):
        mad.analyse(DEFECT)
    mad.close()


def test_after_close_nothing_is_started(child: Child) -> None:
    child.close()
    with pytest.raises(ChildGone):
        child.analyse(DEFECT)
