"""Scenarios made by breaking small functions that have tests: each breaks a test, and none is the same twice."""

import ast
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources

from spark_lsp.bench.answer import Answer
from spark_lsp.bench.controls import GOOD_LEAST, reference
from spark_lsp.bench.mutant_truth import reference_of, truth_of
from spark_lsp.bench.mutation import Change, Kind, broken, changes
from spark_lsp.bench.sandbox import Ended, run_python
from spark_lsp.bench.scenario import Diagnostic, Group, Scenario
from spark_lsp.bench.scenario_files import replaced
from spark_lsp.bench.score import score
from spark_lsp.errors import SparkError

LIMIT_S = 60.0
"""Longest that trying all mutants of one subject may take."""

MANY = 120
"""Mutants where nobody says how many: of so many pass or fail, a difference of 5 points can be told."""

REFUSES = """
def refuses(call):
    try:
        call()
    except ValueError:
        return True
    return False
"""

_TRYING = """
import json, signal
class Hangs(BaseException): ...
def stop(*_): raise Hangs
signal.signal(signal.SIGALRM, stop)
def first_failure(code, cases):
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        space = {}
        exec(REFUSES + code, space)
        for call, wanted in cases:
            try:
                got = eval(call, space)
            except Exception as error:
                return [call, type(error).__name__, wanted, "raises"]
            if got != eval(wanted):
                return [call, repr(got), wanted, "gives"]
        return None
    except (Hangs, MemoryError):
        return ["", "", "", "hangs"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
print(json.dumps([first_failure(code, CASES) for code in CODES]))
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A function that is right, and what it must give."""

    name: str
    code: str
    cases: tuple[tuple[str, str], ...]
    """(a call, its value), both as Python."""


def subjects() -> tuple[Subject, ...]:
    """All that ship, by name."""
    folder = resources.files("spark_lsp.bench") / "subjects"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".py")), key=lambda one: one.name)
    return tuple(
        _subject(one.name.removesuffix(".py"), one.read_text("utf-8")) for one in files if one.name != "__init__.py"
    )


def mutants(count: int = MANY, *, seed: int = 0) -> tuple[Scenario, ...]:
    """So many scenarios, fewer where there are not so many, by name; the same for the same seed. The kinds of change
    take turns. Takes seconds: every mutant's tests are run. Raises SparkError where that does not work."""
    made = [one for subject in subjects() for one in _of(subject)]
    by_kind: dict[Kind, list[Scenario]] = {kind: [] for kind in Kind}
    for kind, scenario in made:
        by_kind[kind].append(scenario)
    chance = random.Random(seed)
    for those in by_kind.values():
        chance.shuffle(those)
    chosen: list[Scenario] = []
    while len(chosen) < min(count, len(made)):
        chosen += [those.pop() for those in by_kind.values() if those]
    return tuple(sorted(chosen[:count], key=lambda one: one.name))


def cases_test(subject: Subject) -> str:
    """Its cases as a test for the sandbox."""
    asserts = [f"assert {call} == {wanted}" for call, wanted in subject.cases]
    return "\n".join(["from subject import *", REFUSES.strip(), *asserts, ""])


def _subject(name: str, text: str) -> Subject:
    code, mark, cases = text.partition("\nCASES = ")
    if not mark:
        raise SparkError(f"subject {name}: it has no CASES")
    return Subject(name, code.rstrip("\n") + "\n", ast.literal_eval(cases))


def _of(subject: Subject) -> list[tuple[Kind, Scenario]]:
    tried = [one for one in changes(subject.code) if _parses(broken(subject.code, one))]
    codes = list(dict.fromkeys(broken(subject.code, one) for one in tried))
    failures = dict(zip(codes, _failures(subject, codes), strict=True))
    found, seen = [], set[str]()
    for i, change in enumerate(tried):
        code = broken(subject.code, change)
        failure = failures[code]
        if failure is None or failure[3] == "hangs" or code in seen:
            continue
        seen.add(code)
        found.append((change.kind, _scenario(f"mutant-{subject.name}-{i:02}-{change.kind}", subject, change, failure)))
    return _told_apart(found)


def _told_apart(found: Sequence[tuple[Kind, Scenario]]) -> list[tuple[Kind, Scenario]]:
    """Those whose right answer, in words, is worth something for no other that is kept, so that what is right here is
    wrong there; and is worth all that it should be."""
    kept: list[tuple[Kind, Scenario]] = []
    for kind, one in found:
        ours = reference(one, edits=False)
        own = score(one, ours)
        if min(own.intelligence, own.usefulness) < GOOD_LEAST:
            continue
        if all(not _worth(one, reference(other, edits=False)) and not _worth(other, ours) for _, other in kept):
            kept.append((kind, one))
    return kept


def _worth(scenario: Scenario, answer: Answer) -> float:
    scored = score(scenario, answer)
    return max(scored.intelligence, scored.usefulness)


def _scenario(name: str, subject: Subject, change: Change, failure: Sequence[str]) -> Scenario:
    code = broken(subject.code, change)
    lines, line = code.split("\n"), code.count("\n", 0, change.start)
    unit = next(node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef))
    parameters = [one.arg for one in unit.args.args]
    text = change.was if change.kind is Kind.CHECK else lines[line]
    call, got, wanted, how = failure
    said = f"test_{unit.name} fails: {call.removeprefix('refuses(lambda: ')} {how} {got}, expected {wanted}"
    if call.startswith("refuses("):
        said = f"test_{unit.name} fails: {call.removeprefix('refuses(lambda: ')[:-1]} is expected to raise ValueError"
    repair = replaced(code, subject.code)
    reference = replace(
        reference_of(change, unit.name, text, parameters),
        first_line=repair[0],
        last_line=repair[1],
        replacement=repair[2],
    )
    return Scenario(
        name=name,
        group=Group.MUTANT,
        language="python",
        title=f"{change.kind}: {change.was} became {change.now or 'nothing'}",
        code=code,
        line=unit.lineno - 1,
        column=unit.col_offset + len("def "),
        truth=truth_of(change, code, line, text, parameters),
        reference=reference,
        diagnostics=(Diagnostic(unit.lineno - 1, "pytest", said),),
        test=cases_test(subject),
    )


def _failures(subject: Subject, codes: Sequence[str]) -> list[list[str] | None]:
    """For each code its first failing case: (call, what came, what should have come, `gives`, `raises` or `hangs`)."""
    given = f"REFUSES = {REFUSES!r}\nCASES = {subject.cases!r}\nCODES = {[subject.code, *codes]!r}\n"
    run = run_python({"trying.py": given + _TRYING}, "trying.py", limit_s=LIMIT_S, ours=True)
    if run.how is not Ended.OK:
        raise SparkError(f"subject {subject.name}: its mutants could not be tried ({run.how})")
    right, *failures = json.loads(run.output)
    if right is not None:
        raise SparkError(f"subject {subject.name}: {right[0]} gives {right[1]}, its CASES say {right[2]}")
    return list(failures)


def _parses(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True
