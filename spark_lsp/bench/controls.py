"""Answers that are worth nothing, and one that is right: what the scores make of them says whether they mean anything.

Each is scored as if it had passed every gate, on every scenario, in every variant of it; what counts is the worst."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spark_lsp.bench.answer import Answer
from spark_lsp.bench.claims import FAMILIES
from spark_lsp.bench.scenario import Fact, Scenario
from spark_lsp.bench.score import score
from spark_lsp.core.advisory import Lane
from spark_lsp.core.text import Position, Span, TextEdit

NAMES = ("empty", "echo", "keyword-spam", "generic", "other-scenario", "reference")
BAD_MOST, GOOD_LEAST = 5.0, 90.0
"""What a bad control may score at most, and the reference must score at least."""

ADVICE = (
    "Check the inputs and handle errors properly",
    "Consider adding unit tests to make sure that this works as it should in all cases",
    "This code may have a bug, so review the logic and fix it where it is wrong",
    "Add input validation and error handling to improve the robustness of this function",
    "The function could be simplified for better readability and maintainability",
    "Make sure that edge cases such as empty inputs are handled correctly",
    "The condition in this function is wrong and should be corrected",
    "The result is wrong for some inputs because of a logic error in the loop or the condition",
)
"""What can be said of any code."""


@dataclass(frozen=True, slots=True)
class Control:
    """The worst that one kind of answer came to."""

    name: str
    score: float
    """0–100: of bad ones the highest that either sum came to anywhere; of the reference the lowest."""
    where: str
    """The scenario."""

    @property
    def holds(self) -> bool:
        """Whether it is as it must be."""
        return self.score >= GOOD_LEAST if self.name == "reference" else self.score <= BAD_MOST


def controls(scenarios: Sequence[Scenario]) -> tuple[Control, ...]:
    """All controls, each at its worst. Tries repairs in the sandbox: about a tenth of a second a scenario."""
    return tuple(_worst(name, scenarios) for name in NAMES)


def variants(name: str, scenario: Scenario, every: Sequence[Scenario]) -> Iterator[Answer]:
    """The answers of one kind to one scenario."""
    asked = scenario.twin or scenario
    match name:
        case "empty":
            yield said()
            yield replace(said(), valid=False)
        case "echo":
            yield from _echoes(asked)
        case "keyword-spam":
            yield from _spam(asked, every)
        case "generic":
            yield from _generic(asked)
        case "other-scenario":
            # live traps may have one twin together, and what is right for it is no other scenario's answer
            others = [other.twin or other for other in every if other.name != scenario.name]
            others = [other for other in others if other.reference != asked.reference]
            at = next((i for i, other in enumerate(others) if other.name > scenario.name), 0)
            yield from (replace(reference(other), edit=None) for other in others)
            # with its edit too, of the next few alone: each has to be tried
            yield from (reference(other) for other in [*others[at:], *others][:2])
        case "reference":
            yield reference(asked)
            yield replace(reference(asked, edits=False), lane=Lane.REALTIME)


def said(headline: str = "", next_step: str = "", why: str = "", edit: tuple[TextEdit, ...] | None = None) -> Answer:
    """An answer that came at once and passed all gates."""
    return Answer(headline, next_step, why, edit, Lane.REFINED, valid=True, grounded=True, seconds=0.0)


def reference(scenario: Scenario, *, edits: bool = True) -> Answer:
    """The answer that we would give to a scenario without a twin."""
    words = scenario.reference
    made = said(words.headline, words.next_step, words.why)
    if not edits or words.replacement is None or words.first_line is None or words.last_line is None:
        return made
    end = len(scenario.code.split("\n")[words.last_line])
    place = Span(Position(words.first_line, 0), Position(words.last_line, end))
    return replace(made, edit=(TextEdit(place, words.replacement),))


def _worst(name: str, scenarios: Sequence[Scenario]) -> Control:
    found = [(_worth(name, one, answer), one.name) for one in scenarios for answer in variants(name, one, scenarios)]
    if not found:
        return Control(name, 0.0, "")
    worst = min(found) if name == "reference" else max(found)
    return Control(name, worst[0], worst[1])


def fails(scenario: Scenario, every: Sequence[Scenario], names: Sequence[str] = NAMES) -> str:
    """The control that does not hold on a scenario among others; `""` where all do."""
    for name in names:
        for answer in variants(name, scenario, every):
            if not Control(name, _worth(name, scenario, answer), scenario.name).holds:
                return name
    return ""


def _worth(name: str, scenario: Scenario, answer: Answer) -> float:
    if scenario.twin is None:
        scored = score(scenario, answer)
    elif name == "reference":
        scored = score(scenario, replace(said(), twin=answer))
    else:
        # whoever answers like this answers so to both; silence on the one alone is the most that luck could do
        each = [score(scenario, replace(one, twin=answer)) for one in (answer, said())]
        scored = max(each, key=lambda one: one.intelligence + one.usefulness)
    both = (scored.intelligence, scored.usefulness)
    return min(both) if name == "reference" else max(both)


def _echoes(scenario: Scenario) -> Iterator[Answer]:
    told = [*scenario.told, *(one.message for one in scenario.diagnostics)] or [scenario.code]
    unit = _unit(scenario)
    lines = [line.strip() for line in scenario.code.splitlines() if line.strip()]
    wrong = [lines[i] for i in range(len(lines)) if any(n.strip("`") in lines[i] for n in scenario.truth.names)]
    yield said(told[0], told[0], told[-1])
    yield said(f"`{unit}`: {told[0]}", "", " ".join(told))
    yield said(f"The finding on `{unit}` is that {told[0]}", f"Fix that {told[0]}", f"It is so because {told[0]}")
    yield said(scenario.code, scenario.code, scenario.code)
    yield said(" ".join(lines), wrong[0] if wrong else "", scenario.code, _whole(scenario, scenario.code))
    yield from (said(f"The line `{line}` is wrong", f"Change `{line}`", f"It has `{line}` in it") for line in lines)
    yield from (said(line, line, line) for line in lines)
    yield said(f"`{unit}` has `{'`, `'.join(_names(scenario))}`", f"Look at `{'` and `'.join(_names(scenario))}`", "")


def _spam(scenario: Scenario, every: Sequence[Scenario]) -> Iterator[Answer]:
    unit, own = _unit(scenario), _names(scenario)
    families = [re.sub(r"\\b|\(.*?\)|\[.*?\]|[\\?]", " ", one).replace("|", ", ") for one in FAMILIES.values()]
    yield said(", ".join(families), ", ".join(families), ", ".join(families))
    truth = scenario.truth
    for facts in ([truth.cause, truth.effect, truth.remedy], [f for s in every for f in _facts(s)]):
        words = list(dict.fromkeys(word for one in facts for word in _words(one)))
        spaced, listed = " ".join(words), ", ".join(words)
        yield said(spaced, spaced, spaced)
        yield said(f"`{unit}` {listed}", f"{listed} `{'` `'.join(own)}`", listed)
        yield said(f"The code in `{unit}` is wrong: {listed}", f"Fix the {listed} of `{own[0]}`", f"It is the {listed}")
        joined = f"In `{unit}` there is a problem with the {' and the '.join(words)} of `{own[0]}`"
        yield said(joined, joined, joined)
    woven = "it may have an off-by-one error at the boundary, a race condition, SQL injection, a leak, overflow"
    yield said(f"In `{unit}` {woven}", f"Fix `{'` or `'.join(own)}`", f"For some inputs {woven}, or a null pointer")
    every_change = "Change `<` to `<=` or `>` to `>=`, or `+` to `-`, or `and` to `or`, or add one to `{}`"
    yield from (
        said(f"`{unit}` is wrong at `{name}`", every_change.format(name), "Something is off by one") for name in own
    )
    all_names = f"`{'` and `'.join(own)}` in `{unit}` are wrong and must be changed"
    yield said(all_names, all_names, all_names)


def _generic(scenario: Scenario) -> Iterator[Answer]:
    unit, own = _unit(scenario), _names(scenario)
    for i, text in enumerate(ADVICE):
        other = ADVICE[(i + 3) % len(ADVICE)]
        yield said(text, other, text)
        yield from (said(f"{text} in `{unit}` for `{name}`", f"{other} for `{name}`", text) for name in own)


def _names(scenario: Scenario) -> list[str]:
    """The identifiers of the code, those of the defect first."""
    code = re.findall(r"[^\W\d]\w*", scenario.code)
    return list(dict.fromkeys([*sorted(name.strip("`") for name in scenario.truth.names), *code]))[:12] or ["code"]


def _unit(scenario: Scenario) -> str:
    line = scenario.code.split("\n")[scenario.line]
    return next((m[0] for m in re.finditer(r"[^\W\d]\w*", line) if m.end() >= scenario.column), "code")


def _facts(scenario: Scenario) -> list[Fact]:
    truth = (scenario.twin or scenario).truth
    return [truth.cause, truth.effect, truth.remedy]


def _words(one: Fact) -> list[str]:
    return [word.rstrip("*").replace("+", " ") for row in one.rows for slot in row for word in slot]


def _whole(scenario: Scenario, text: str) -> tuple[TextEdit, ...]:
    lines = scenario.code.split("\n")
    return (TextEdit(Span(Position(0, 0), Position(len(lines) - 1, len(lines[-1]))), text),)
