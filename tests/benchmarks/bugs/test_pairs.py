"""Which commits are fixes of one function."""

import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.bugs.pairs import changed_function, is_fix, pairs_in

BEFORE = "import os\n\n\nclass A:\n    def f(self, x):\n        return x\n\n    def g(self):\n        return 1\n"


def test_a_changed_method_is_found_with_its_lines_on_both_sides() -> None:
    after = BEFORE.replace("        return x\n", "        if x:\n            return x\n        return 0\n")
    found = changed_function(BEFORE, after)
    assert found is not None
    name, old, new = found
    assert (name, old.first, old.last, new.first, new.last) == ("A.f", 5, 6, 5, 8)


def test_an_added_import_is_no_second_change() -> None:
    assert changed_function(BEFORE, "import re\n" + BEFORE.replace("return x", "return -x")) is not None


@pytest.mark.parametrize(
    "after",
    [
        BEFORE.replace("return x", "return -x").replace("return 1", "return 2"),
        BEFORE.replace("return x", "return -x") + "B = 1\n",
        BEFORE.replace("def f", "def h"),
        BEFORE + "# only a comment\n",
        BEFORE + "print 'old'\n",
    ],
)
def test_what_changes_more_or_less_than_one_function_is_no_pair(after: str) -> None:
    assert changed_function(BEFORE, after) is None


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Fix crash on empty list", True), ("Handle None (#12)", True), ("Fix typo", False), ("Add a backend", False)],
)
def test_a_subject_tells_a_fix_from_words_and_features(subject: str, expected: bool) -> None:
    assert is_fix(subject) is expected


def test_a_fix_in_the_history_is_mined_and_a_feature_is_not(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    git("init")
    changes = [("Add it", BEFORE), ("Make f fast", BEFORE.replace("return x", "return +x"))]
    changes.append(("Fix wrong sign of f", BEFORE.replace("return x", "return -x")))
    for subject, text in changes:
        (tmp_path / "a.py").write_text(text, encoding="utf-8")
        git("add", "a.py")
        git("commit", "-m", subject)
    [pair] = pairs_in(tmp_path)
    assert (pair.function, pair.subject) == ("A.f", "Fix wrong sign of f")
    assert "return +x" in pair.before.text
    assert "return -x" in pair.after.text
