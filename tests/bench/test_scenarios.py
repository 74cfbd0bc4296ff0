"""The scenarios that ship are what they say they are, and a model can be asked them on the production path."""

from collections import Counter
from functools import cache

import pytest

from spark_lsp.bench.controls import reference
from spark_lsp.bench.looked import looked, source_of
from spark_lsp.bench.mended import mends, passes
from spark_lsp.bench.saying import repeats, says, sentences
from spark_lsp.bench.scenario import Group, Scenario, load_all
from spark_lsp.bench.scenario_files import read_scenario, replaced
from spark_lsp.bench.score import wants_edit
from spark_lsp.build import analyst
from spark_lsp.core.assembly import repair_fix
from spark_lsp.core.foreign import FOREIGN
from spark_lsp.core.gate import Passed
from spark_lsp.core.grounding import Known, ground
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.question import Draft, Grounded
from spark_lsp.core.role import Role
from spark_lsp.core.text import split_lines
from spark_lsp.engine.questions import question_of, subject_of
from spark_lsp.engine.trial import Trial, tried
from spark_lsp.errors import SparkError
from spark_lsp.intents.table import intent_of
from spark_lsp.retrieval.apis import names_known
from spark_lsp.roles.table import role_spec

EVERY = load_all()
SPOKEN = [one.twin or one for one in EVERY]
"""Those of which something is to be said."""
names = pytest.mark.parametrize("scenario", SPOKEN, ids=lambda one: one.name)


@cache
def the_analyst():
    return analyst()


def test_there_are_nineteen_in_seven_groups() -> None:
    assert Counter(one.group for one in EVERY) == {
        Group.DEFECT: 6, Group.FIX: 4, Group.TRAP: 2, Group.CONFLICT: 2, Group.NOISE: 2, Group.STRUCTURED: 1,
        Group.INJECTION: 2,
    }  # fmt: skip
    assert {one.language for one in EVERY} == {"python", "go", "typescript", "java"}
    assert len({one.name for one in EVERY}) == 19


@names
def test_the_test_fails_before_the_repair_and_passes_after_it(scenario: Scenario) -> None:
    if scenario.language != "python":
        assert not scenario.test
        return
    edit = reference(scenario).edit
    assert edit is not None
    assert not passes(scenario.code, scenario.test)
    assert mends(scenario, edit)


@names
def test_the_prompt_has_the_diagnostic_and_nothing_of_the_truth(scenario: Scenario) -> None:
    view, subject = looked(scenario, the_analyst())
    assert subject is not None
    assert subject.category == FOREIGN
    question = question_of(view, subject_of(view, subject, intent_of), str)
    ask = ask_for(question, role_spec(Role.REFINE), model="m")
    assert subject.headline[:60] in ask.user
    for text in (scenario.reference.headline, scenario.reference.next_step, scenario.reference.why):
        assert text not in ask.user
    assert "‸" not in ask.user


@names
def test_the_gates_show_the_reference_whole(scenario: Scenario) -> None:
    view, subject = looked(scenario, the_analyst())
    question = question_of(view, subject_of(view, subject, intent_of), str)
    words = scenario.reference
    draft = Draft(words.headline, words.next_step, words.why)
    if wants_edit(scenario):
        assert words.first_line is not None
        assert words.last_line is not None
        up = view.first_line - 1
        first, last = words.first_line - up, words.last_line - up
        draft = Draft(words.headline, words.next_step, words.why, "", first, last, words.replacement)
    shown = ground(draft, question, Known(names_known(question)))
    assert isinstance(shown, Grounded)
    assert shown.dropped == ()
    if wants_edit(scenario):
        assert shown.repair is not None
        fix = repair_fix(shown.repair, view.unit.span, split_lines(scenario.code))
        assert fix is not None
        trial = Trial(source_of(scenario), fix, view.unit.span, "")
        assert isinstance(tried(the_analyst(), trial), Passed)


@pytest.mark.parametrize("trap", [one for one in EVERY if one.twin], ids=lambda one: one.name)
def test_in_a_trap_nothing_is_told_and_its_code_is_right(trap: Scenario) -> None:
    view, subject = looked(trap, the_analyst())
    assert subject is None
    assert view.advisories == ()
    assert trap.twin is not None
    assert passes(trap.code, trap.twin.test)


@names
def test_what_is_told_does_not_say_the_truth(scenario: Scenario) -> None:
    truth = scenario.truth
    told = [*(one.message for one in scenario.diagnostics), *scenario.told, *scenario.code.splitlines()]
    for text in (sentence for one in told for sentence in sentences(one)):
        assert not says(truth.cause, text) or repeats(text, told)


GOOD = """+++
group = "defect"
at = ["return 1"]
names = ["f"]
+++
# A title

```python code
def ‸f():
    return 1
```

```json reference
{"headline": "h", "next_step": "n", "why": "w"}
```
"""


def test_a_file_is_read() -> None:
    read = read_scenario("x", GOOD)
    assert (read.line, read.column, read.code) == (0, 4, "def f():\n    return 1\n")
    assert read.truth.lines == (1,)
    assert read_scenario("x", GOOD.replace("\n", "\r\n")) == read


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("+++\ngroup", "group", "does not begin with front matter"),
        ('group = "defect"', "group = ", "no TOML"),
        ('"defect"', '"defects"', "there is no group 'defects'"),
        ('names = ["f"]', 'nams = ["f"]', "unknown key 'nams'"),
        ('names = ["f"]', 'names = "f"', "`names` is no list of texts"),
        ('names = ["f"]', "", "must tell where the defect is"),
        ('"return 1"', '"return 2"', "'return 2' stands in 0 lines"),
        ("‸", "", "one cursor mark"),
        ("# A title", "", "no title"),
        ("python code", "python kode", "an unknown block 'kode'"),
        ("json reference", "json test", "no block 'reference'"),
        ('"why": "w"', '"y": "w"', "needs headline, next_step and why"),
        ("group = \"defect\"", "group = \"trap\"", "a trap has a block `twin`"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_clearly(old: str, new: str, said: str) -> None:
    with pytest.raises(SparkError, match="scenario x: ") as raised:
        read_scenario("x", GOOD.replace(old, new, 1))
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\nc\n", "a\nx\nc\n", (1, 1, "x")),
        ("a\nb\nc\n", "a\nc\n", (1, 1, "")),
        ("a\nc\n", "a\nb\nc\n", (0, 0, "a\nb")),
        ("a\nb\n", "x\ny\nz\n", (0, 1, "x\ny\nz")),
    ],
)
def test_the_lines_that_differ_are_found(old: str, new: str, lines: tuple[int, int, str]) -> None:
    assert replaced(old, new) == lines
