"""A large text after a small change: what is told first, and that fewer rules tell the same of a fix."""

import random
from pathlib import Path

import pytest

from spark_lsp.build import analyst
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.change import LINES_MAX, touched_between
from spark_lsp.core.unit import Unit
from spark_lsp.engine.analyst import LARGE_CHARS

ROOT = Path(__file__).parents[2]
DEFECT = "\n\ndef load(name):\n    return eval(input(name))\n"


def large() -> str:
    text = (ROOT / "spark_lsp" / "settings.py").read_text()
    return text * (LARGE_CHARS // len(text) + 1)


def units_of(text: str) -> tuple[Unit, ...]:
    return analyst().outline(Source(text, "python", "a.py")).units


def told(analysis: Analysis) -> list[tuple[str, int]]:
    return [(finding.rule, finding.span.start.line) for finding in analysis.findings]


def test_of_a_large_text_the_change_is_told_before_all_rules_have_run() -> None:
    here, early = analyst(), list[Analysis]()
    text = large()
    here.analyse(Source(text, "python", "a.py"))
    whole = here.analyse(Source(text + DEFECT, "python", "a.py"), early=early.append)
    assert told(early[0]) == told(whole)
    assert any(rule == "py-eval" for rule, _ in told(whole))
    assert not early[0].fixes_tried


def test_what_is_mended_is_gone_from_the_first_word() -> None:
    here, early = analyst(), list[Analysis]()
    text = large()
    here.analyse(Source(text + DEFECT, "python", "a.py"))
    here.analyse(Source(text, "python", "a.py"), early=early.append)
    assert not any(rule == "py-eval" for rule, _ in told(early[0]))


def test_a_small_text_is_told_once() -> None:
    here, early = analyst(), list[Analysis]()
    here.analyse(Source("x = 1\n", "python", "a.py"))
    here.analyse(Source("x = 1\n" + DEFECT, "python", "a.py"), early=early.append)
    assert not early


def test_another_text_of_the_same_path_is_no_small_change() -> None:
    here, early = analyst(), list[Analysis]()
    here.analyse(Source(large(), "python", "a.py"))
    here.analyse(Source("y = 2\n" * LARGE_CHARS, "python", "a.py"), early=early.append)
    assert not early


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ("def f():\n    a()\n", "def f():\n    b()\n", ["a()", "def f", "b()"]),
        ("x = 1\n", "x = 1\ny = 2\n", ["y = 2"]),
        ("x = 1\ny = 2\n", "x = 1\n", ["y = 2"]),
        ("", "x = 1\n", ["x = 1"]),
        ("x = 1\n", "x = 1\n", []),
    ],
)
def test_what_a_change_touches(before: str, after: str, touched: list[str]) -> None:
    found = touched_between(before, after, units_of(after))
    assert found is not None
    assert all(part in found for part in touched)


def test_a_change_far_and_wide_is_none() -> None:
    assert touched_between("", "x\n" * (LINES_MAX + 1), units_of("x\n")) is None
    assert touched_between("", "x\n" * LINES_MAX, units_of("x\n")) is not None


def test_with_what_was_touched_the_rules_find_what_they_find_without() -> None:
    """Over this project's own files: a line that some rule's snippet gives is put into a function, at random."""
    here = analyst()
    rng = random.Random(7)
    lines = [
        "        data = eval(request.args['x'])",
        "        os.system('rm ' + name)",
        "        if x is 'a': pass",
        "        requests.get(url, verify=False)",
        "        assert (x, 'message')",
        "        hashlib.md5(password).hexdigest()",
    ]
    different = 0
    for path in sorted((ROOT / "spark_lsp" / "engine").glob("*.py")):
        text = path.read_text()
        before = here.sight(Source(text, "python", str(path)))
        rows = text.split("\n")
        spots = [n for n, row in enumerate(rows) if row.startswith("        ") and row.rstrip().endswith((")", "None"))]
        for line in lines if spots else ():
            at = rng.choice(spots)
            after = "\n".join([*rows[:at], line, *rows[at:]])
            source = Source(after, "python", str(path))
            touched = touched_between(text, after, here.outline(source).units)
            assert touched is not None
            less = here.sight(source, unlike=before, touched=touched)
            more = here.sight(source)
            if less.parse_errors > before.parse_errors or less.signatures != before.signatures:
                continue  # refused by its shape alone
            assert [f for f in more.findings if f not in less.findings] == []
            different += len(more.findings) != len(before.findings)
    assert different > 20
