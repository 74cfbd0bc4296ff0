"""Calls that are not treated as the other calls of the same function in their file are."""

from functools import cache

import pytest

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(RuleBook().all())


def told(language: str, text: str, rule: str) -> list[tuple[int, str]]:
    """(line counted from 1, message) of what one rule says."""
    rules = [r for r in _rules() if r.id == rule]
    seen = look(Source(text, language, "a"), rules)
    assert rules
    assert not seen.failures
    return [(finding.span.start.line + 1, finding.message) for finding in seen.findings]


PAD = """
class Pad {
  async copy() {
    await this.save();
  }
  async remove() {
    await this.save();
  }
  async flush() {
    %s
  }
}
"""


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
def test_a_call_that_all_others_await_is_told_with_their_lines(language: str) -> None:
    assert told(language, PAD % "this.save();", "x-call-not-awaited") == [
        (10, "`this.save()` is awaited at lines 4 and 7, not here")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "await this.save();",
        "return this.save();",
        "void this.save();",
        "this.save().catch(report);",
        "const saved = this.save(); await saved;",
        "await Promise.all([this.save()]);",
        "this.saveLater();",
    ],
)
def test_a_call_that_is_handed_on_or_caught_is_left_alone(line: str) -> None:
    assert told("javascript", PAD % line, "x-call-not-awaited") == []


BOX = {
    "python": "def resize(width, height):\n    pass\ndef fit(box):\n    resize({0}, {1})\n",
    "javascript": "function resize(width, height) {{}}\nfunction fit(box) {{\n  return 1 +\n  resize({0}, {1}) }}\n",
    "rust": "fn resize(width: u32, height: u32) {{}}\nfn fit(b: Size) {{\n\n    resize({0}, {1}); }}\n",
    "c": "void resize(int width, int height) {{}}\nvoid fit(struct box b) {{\n\n  resize({0}, {1}); }}\n",
    "java": "class A {{ void resize(int width, int height) {{}}\n void f(Box b) {{\n\n this.resize({0}, {1}); }} }}\n",
}


@pytest.mark.parametrize("language", sorted(BOX))
def test_arguments_that_bear_each_others_names_are_told(language: str) -> None:
    text = BOX[language]
    assert told(language, text.format("box.width", "box.height"), "x-call-arguments-swapped") == []
    (hit,) = told(language, text.format("box.height", "box.width"), "x-call-arguments-swapped")
    assert hit[0] == 4
    assert "`box.height` is handed to" in hit[1]
    assert "as its `width`" in hit[1]


@pytest.mark.parametrize(
    "text",
    [
        "def f(width, height):\n    if width < height:\n        f(height, width)\n",
        "def f(low, high):\n    pass\ndef down(high, low):\n    f(high, low)\n",
        "def f(old, new):\n    pass\ndef up():\n    f(old, new)\ndef down():\n    f(new, old)\n",
        "def f(low, high):\n    pass\nf(a.high, b.low)\n",
        "def f(x1, x2):\n    pass\nf(x2, x1)\n",
        "def f(a, b):\n    pass\nf(b, a)\n",
        "def f(low, high):\n    pass\nf(high=high, low=low)\n",
        "def f(low, high):\n    pass\nf(*high, low)\n",
        "class A:\n    def f(self, low, high):\n        pass\nf(high, low)\nother.f(high, low)\n",
        "def f(low, high):\n    pass\ndef f(high, low):\n    pass\nf(high, low)\n",
    ],
)
def test_arguments_turned_round_on_purpose_are_left_alone(text: str) -> None:
    assert told("python", text, "x-call-arguments-swapped") == []


@pytest.mark.parametrize(
    "text",
    [
        "async def f():\n    await a.save()\n    await b.save()\n    c.save()\n",  # of other objects
        "async def f():\n    await s.save()\n    s.save()\n",  # one is no habit
        "async def f():\n    await s.save()\n    await s.save()\ndef g():\n    s.save()\n",  # cannot await
        "async def f():\n    x = await s.get()\n    y = await s.get()\n    s.get()\n",
        "async def f():\n    await s.save()\n    await s.save()\n    task = s.save()\n    await task\n",
        "async def f():\n    await s.save()\n    await s.save()\n    s.save()\n    s.save()\n    s.save()\n",
    ],
)
def test_calls_that_nobody_has_the_habit_of_awaiting_are_left_alone(text: str) -> None:
    assert told("python", text, "x-call-not-awaited") == []


def test_a_unit_alone_has_no_siblings_and_nothing_is_told() -> None:
    assert told("python", "async def f(s):\n    s.save()\n", "x-call-not-awaited") == []
    assert told("python", "def fit(box):\n    resize(box.height, box.width)\n", "x-call-arguments-swapped") == []
