"""A finding from before is known again by its content; each answers for one, so that copies are new."""

from collections.abc import Callable

import pytest

from spark_lsp.build import quick_analyst
from spark_lsp.core.analysis import Source
from spark_lsp.core.novelty import Trace, brought, traces
from spark_lsp.core.text import split_lines
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.worker import Setup

LOADS = """\
import yaml


class Config:
    def read(self, stream):
        data = yaml.load(stream)
        return data

    def write(self, path):
        return path
"""


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return quick_analyst(Setup(frozenset({"complexity"}), ()))


@pytest.fixture(scope="module")
def traced(analyst: Analyst) -> Callable[..., list[Trace]]:
    def of(text: str, path: str = "a.py") -> list[Trace]:
        analysis = analyst.analyse(Source(text, "python", path))
        return [trace for _, trace in traces(path, analysis, split_lines(text))]

    return of


def replaced(*pairs: tuple[str, str]) -> str:
    text = LOADS
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(LOADS, id="nothing"),
        pytest.param("# one\n\n\n" + LOADS, id="moved down"),
        pytest.param(LOADS.replace("\n", "\r\n"), id="other line ends"),
        pytest.param(replaced(("    ", "\t")), id="indented anew"),
        pytest.param(replaced(("yaml.load(stream)", "yaml.load( stream )  # from outside")), id="laid out anew"),
        pytest.param(replaced(("return data", "return dict(data)")), id="an edit elsewhere in the function"),
        pytest.param(replaced(("def read", "def parse")), id="function renamed"),
        pytest.param(replaced(("class Config", "class Settings")), id="class renamed"),
        pytest.param(
            replaced(("class Config", "class Settings"), ("return path", "return 1")), id="class and neighbour"
        ),
        pytest.param(
            replaced(("def read", "def parse"), ("return data", "return dict(data)")), id="renamed and edited"
        ),
        pytest.param(
            "import yaml\ndef read(stream):\n  data = yaml.load(stream)\n  return data\n", id="out of its class"
        ),
    ],
)
@pytest.mark.parametrize("path", ["a.py", "b/c.py"])
def test_what_was_there_is_not_new(now: str, path: str, traced: Callable[..., list[Trace]]) -> None:
    before = traced(LOADS)
    after = traced(now, path)
    assert len(before) == len(after) == 1
    assert brought(after, before) == [False]


@pytest.mark.parametrize(
    ("now", "new"),
    [
        pytest.param(LOADS + LOADS.replace("Config", "Other"), 1, id="a copy"),
        pytest.param(
            replaced(("        return data", "        data = yaml.load(stream)\n        return data")), 1, id="twice"
        ),
        pytest.param(
            replaced(("yaml.load(stream)", "yaml.load(self.text)"), ("return data", "return 1")), 1, id="other"
        ),
        pytest.param(replaced(("return path", "return yaml.load(path)")), 1, id="one more"),
        pytest.param(replaced(("data = yaml.load(stream)", "data = 1")), 0, id="mended"),
    ],
)
def test_what_was_not_there_is_new_and_only_that(now: str, new: int, traced: Callable[..., list[Trace]]) -> None:
    assert sum(brought(traced(now), traced(LOADS))) == new


def test_a_short_line_is_known_by_its_neighbours_too(traced: Callable[..., list[Trace]]) -> None:
    before = "def f(a):\n    try:\n        a.go()\n    except:\n        pass\n"
    elsewhere = "def g(b):\n    try:\n        b.stop()\n    except:\n        b = None\n    return b\n"
    assert traced(before)
    assert all(brought(traced(elsewhere), traced(before)))
    moved = "class A:\n    def h(a, b):\n        print(b)\n" + "".join(
        f"    {line}\n" for line in before.splitlines()[1:]
    )
    assert not any(brought(traced(moved), traced(before)))


def test_the_order_of_the_files_does_not_count_where_a_strong_key_speaks(traced: Callable[..., list[Trace]]) -> None:
    copy = replaced(("Config", "Other"), ("def read", "def copy"), ("return data", "return [data]"))
    before = traced(LOADS)
    assert brought([*traced(copy, "0.py"), *traced(LOADS)], before) == [True, False]
    assert brought([*traced(LOADS), *traced(copy, "z.py")], before) == [False, True]


def test_the_wary_take_any_of_the_rule_for_old_where_a_line_is_gone(traced: Callable[..., list[Trace]]) -> None:
    other = replaced(("yaml.load(stream)", "yaml.load(self.text)"), ("return data", "return 1"))
    assert brought(traced(other), traced(LOADS)) == [True]
    assert brought(traced(other), traced(LOADS), wary=True) == [False]


def test_keys_tell_nothing_of_the_code(traced: Callable[..., list[Trace]]) -> None:
    [trace] = traced(LOADS)
    keys = (trace.line, trace.place, trace.body, trace.unit)
    assert len(set(keys)) == 4
    assert all(len(key) == 16 and not set(key) - set("0123456789abcdef") for key in keys)
