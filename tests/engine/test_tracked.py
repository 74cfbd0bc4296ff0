"""What still holds of an analysis while its file is edited; with the real analyzers."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spark_lsp.build import analyst, quick_analyst
from spark_lsp.core.finding import Severity
from spark_lsp.core.synthesis import Taste
from spark_lsp.core.text import Position, split_lines
from spark_lsp.core.unit import Unit
from spark_lsp.engine.tracked import EDITED_LINES_MAX, Told, TrackedFile, lies_on
from spark_lsp.engine.worker import Setup

TEXT = """import subprocess


def archive(path):
    subprocess.run("tar czf x " + path, shell=True)


def quiet(path):
    return path + 1


class Shop:
    name = "a"

    def charge(self, path):
        subprocess.run("pay " + path, shell=True)

    def rest(self):
        return self.name
"""
ANALYST = analyst()
QUICK = quick_analyst(Setup())


def judge(*_: object) -> object:
    return Taste()


def tracked(text: str = TEXT) -> TrackedFile:
    file = TrackedFile("/a.py", "python", split_lines(text), 1)
    file.asked()
    file.install(ANALYST.analyse(file.source()), Severity.INFO, judge)  # type: ignore[arg-type]
    return file


def edit(file: TrackedFile, first: int, end: int, put: list[str]) -> None:
    file.lines[first:end] = put
    file.version += 1
    file.edited(first, end, first + len(put))


def told(file: TrackedFile, line: int, column: int = 4) -> Told:
    return file.told_at(Position(line, column), QUICK.glance, Severity.INFO, judge)  # type: ignore[arg-type]


def never(source: object, unit: Unit) -> object:
    raise AssertionError("looked at code that had not changed")


def test_an_unchanged_unit_is_a_look_up() -> None:
    file = tracked()
    edit(file, 8, 9, ["    return path + 2\n", "\n"])
    found = file.told_at(Position(16, 8), never, Severity.INFO, judge)  # type: ignore[arg-type]
    assert found.unit is not None
    assert found.unit.symbol == "Shop.charge"
    assert [a.span.start.line for a in found.advisories] == [16]
    assert found.whole


def test_an_edited_unit_is_looked_at_anew_and_alone() -> None:
    file = tracked()
    edit(file, 4, 5, ["    ok = 1\n", '    subprocess.run("rm " + path, shell=True)\n'])
    found = told(file, 5, 25)
    assert not found.whole
    assert [(a.evidence[0].rule, a.span.start.line) for a in found.advisories] == [("py-shell-injection", 5)]
    assert lies_on(found, Position(5, 25)) is not None


def test_a_defect_that_was_taken_out_is_not_told_again() -> None:
    file = tracked()
    edit(file, 4, 5, ['    subprocess.run(["tar", path])\n'])
    assert told(file, 4).advisories == ()
    assert all(a.span.start.line != 4 for a in file.all_advice())


def test_a_method_is_looked_at_as_a_method() -> None:
    file = tracked()
    edit(file, 15, 16, ['        subprocess.run("refund " + path, shell=True)\n'])
    assert [a.span.start.line for a in told(file, 15, 30).advisories] == [15]


def test_marks_move_with_their_lines() -> None:
    file = tracked()
    before = [a.span.start.line for a in file.all_advice()]
    edit(file, 0, 0, ["# a\n", "# b\n"])
    assert [a.span.start.line for a in file.all_advice()] == [line + 2 for line in before]


def test_a_long_unit_that_was_edited_says_that_it_is_still_to_come() -> None:
    body = "".join(f"    x{i} = {i}\n" for i in range(EDITED_LINES_MAX + 10))
    file = tracked(f"import subprocess\ndef long(path):\n{body}    subprocess.run(path, shell=True)\n")
    edit(file, 5, 6, ["    y = 1\n"])
    found = told(file, 8)
    assert (found.advisories, found.whole) == ((), False)


def test_edits_made_during_the_analysis_are_not_lost() -> None:
    file = tracked()
    file.asked()
    analysis = ANALYST.analyse(file.source())
    edit(file, 0, 0, ["# a\n"])
    file.install(analysis, Severity.INFO, judge)  # type: ignore[arg-type]
    assert [a.span.start.line for a in file.all_advice()] == [5, 16]


LINE = st.sampled_from(
    ["\n", "x = 1\n", "    y = 2\n", '    subprocess.run("ls " + path, shell=True)\n', "def n(path):\n"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.lists(LINE, max_size=3)), min_size=1, max_size=4))
def test_what_is_said_to_be_known_is_what_a_fresh_analysis_says(edits: list[tuple[int, int, list[str]]]) -> None:
    file = tracked()
    for first, gone, put in edits:
        first = min(first, len(file.lines))
        edit(file, first, min(first + gone, len(file.lines)), put)
    known = {(a.evidence[0].rule, a.span) for a in file.all_advice()}
    text = "".join(file.lines)
    for rule, span in known:
        line = split_lines(text)[span.start.line]
        assert rule != "py-shell-injection" or "shell=True" in line
    for line in range(len(file.lines)):
        found = told(file, line)
        for advisory in found.advisories:
            assert advisory.span.end.line < len(file.lines)


@pytest.mark.parametrize("place", [Position(0, 0), Position(10**6, 0), Position(3, 10**6)])
@pytest.mark.parametrize("text", ["", "\n", "x", "def f(:\n", "\x00\n", "a" * 5000])
def test_any_place_in_any_text_is_answered(text: str, place: Position) -> None:
    file = tracked(text)
    told(file, place.line, place.column)
    fresh = TrackedFile("/a.py", "python", split_lines(text), 1)
    told(fresh, place.line, place.column)
    assert fresh.all_advice() == []


PAIR = """def refund(order, user):
    if order.owner_id != user.id:
        raise PermissionError(order.id)
    return order.give_back()


def other():
    return 1


def charge(order, user):
    print(order)
    return order.take()
"""


def test_advice_that_speaks_of_other_code_is_not_told_once_that_was_edited() -> None:
    file = tracked(PAIR)
    assert [a.headline for a in file.all_advice()] == ["`refund()` checks `order.owner_id`, `charge()` does not"]
    edit(file, 7, 8, ["    return 2\n", "\n"])
    assert [a.span.start.line for a in file.all_advice()] == [11]
    assert told(file, 11, 5).advisories != ()
    edit(file, 1, 3, [])
    assert file.all_advice() == []
    assert told(file, 9, 5).advisories == ()
