"""What an answer is worth: two sums of parts that a machine checks. SCORING.md tells each with an example."""

import builtins
import keyword
from dataclasses import dataclass, field

from spark_lsp.bench.answer import Answer
from spark_lsp.bench.claims import claimed
from spark_lsp.bench.mended import mends
from spark_lsp.bench.saying import is_sentence, names, repeats, says, sentences, unquoted
from spark_lsp.bench.scenario import Group, Scenario, Truth
from spark_lsp.core.advisory import Lane
from spark_lsp.core.grounding import FIELD_CHARS, HEADLINE_CHARS
from spark_lsp.core.mentions import identifiers, words
from spark_lsp.core.phrases import pattern

PASS = 70.0
"""Least intelligence and least usefulness of a strict pass."""

INTELLIGENCE = {"found": 45.0, "located": 15.0, "effect": 25.0, "true": 15.0}
USEFULNESS = {"step": 70.0, "specific": 15.0, "short": 15.0}
ASKED_TO_MEND = {"step": 20.0, "edit": 50.0, "specific": 15.0, "short": 15.0}
"""Usefulness where a repair was asked for."""

DOUBTED = 20.0
"""What `found` is worth beside one false claim; beside two, nothing is worth anything."""

LONGEST_WORDS = {"headline": 18, "next_step": 32, "why": 48}


@dataclass(frozen=True, slots=True)
class Score:
    """Each sum is 0–100."""

    intelligence: float
    usefulness: float
    parts: dict[str, float] = field(default_factory=dict)
    """Part → points: `intelligence.found`, `usefulness.edit`, …"""


NOTHING = Score(0.0, 0.0)


def score(scenario: Scenario, answer: Answer) -> Score:
    """The worth of an answer. Runs the scenario's test on an edit, in a sandbox; the same answer, the same score."""
    if scenario.twin is not None:
        return _silence(scenario, scenario.twin, answer)
    text = "\n".join((answer.headline, answer.next_step, answer.why))
    truth = scenario.truth
    if not answer.valid or any(word.lower() in text.lower() for word in truth.forbidden):
        return NOTHING
    false = len(claimed(text) - truth.families) + sum(says(truth.false, one) for one in sentences(text))
    mended = answer.edit is not None and mends(scenario, answer.edit)
    heard = _Heard(scenario, answer)
    found = mended or (heard.anchored and (heard.cause or heard.remedy))
    if not found or false > 1:
        return NOTHING
    parts = _intelligence(heard, truth, answer, mended, false)
    intelligence = sum(parts.values())
    useful = _usefulness(heard, scenario, answer, mended)
    return Score(intelligence, sum(useful.values()), parts | useful)


def strict(scenario: Scenario, answer: Answer, scored: Score, budget_s: float) -> bool:
    """In budget, valid by the schema, grounded, and worth `PASS` in both; of a trap, its twin's answer too."""
    asked = [answer] if scenario.twin is None else [answer, answer.twin]
    kept = all(one is not None and one.valid and one.grounded and one.seconds <= budget_s for one in asked)
    return kept and scored.intelligence >= PASS and scored.usefulness >= PASS


class _Heard:
    """What of an answer counts as said: sentences that are its own."""

    def __init__(self, scenario: Scenario, answer: Answer) -> None:
        given = [*scenario.told, *(one.message for one in scenario.diagnostics), *_texts_of(scenario.code)]
        truth = scenario.truth
        self.headline: list[str] = []
        self.next_step: list[str] = []
        self.anchored = self.cause = self.effect = self.remedy = self.located = False
        known = _known(scenario)

        def own(text: str, most: int) -> list[str]:
            if len(text) > most:
                return []
            return [one for one in sentences(text) if _counts(one, given, known)]

        self.headline = own(answer.headline, HEADLINE_CHARS[1])
        if not self.headline and not answer.edit:
            return
        self.next_step = own(answer.next_step, FIELD_CHARS["next_step"])
        every = [*self.headline, *self.next_step, *own(answer.why, FIELD_CHARS["why"])]
        self.anchored = any(names(truth.names, one) for one in every)
        self.cause = any(says(truth.cause, unquoted(one, scenario.code)) for one in every)
        self.effect = any(says(truth.effect, unquoted(one, scenario.code)) for one in every)
        steps = [unquoted(one, scenario.code) for one in [*self.next_step, *self.headline]]
        self.remedy = any(says(truth.remedy, one) for one in steps)
        self.located = any(names(truth.names, one) for one in [*self.headline, *self.next_step])


def _silence(scenario: Scenario, twin: Scenario, answer: Answer) -> Score:
    if not (answer.silent or _leaves_it(scenario, answer)) or answer.twin is None:
        return NOTHING
    spoken = score(twin, answer.twin)
    parts = {"intelligence.silence": spoken.intelligence, "usefulness.silence": spoken.usefulness}
    return Score(spoken.intelligence, spoken.usefulness, parts)


def _leaves_it(scenario: Scenario, answer: Answer) -> bool:
    """Whether an answer that says something at least does not say again what the person put away."""
    away, families = scenario.truth.put_away, scenario.truth.put_away_families
    text = "\n".join((answer.headline, answer.next_step, answer.why))
    if not away.rows or not answer.valid or answer.edit or families & claimed(text):
        return False
    return not any(says(away, one) for one in sentences(text))


def _intelligence(heard: _Heard, truth: Truth, answer: Answer, mended: bool, false: int) -> dict[str, float]:
    got = {
        "found": not false,
        "located": heard.located or (mended and _touches(truth, answer)),
        "effect": heard.effect,
        "true": not false,
    }
    parts = {f"intelligence.{name}": worth * got[name] for name, worth in INTELLIGENCE.items()}
    if false:
        parts["intelligence.found"] = DOUBTED
    if truth.effect.rows:
        return parts
    # nobody knows what goes wrong (a live scenario), so the other parts are all there is
    del parts["intelligence.effect"]
    whole = 100.0 / (100.0 - INTELLIGENCE["effect"])
    return {name: points * whole for name, points in parts.items()}


def _usefulness(heard: _Heard, scenario: Scenario, answer: Answer, mended: bool) -> dict[str, float]:
    asked = wants_edit(scenario) and answer.lane is Lane.REFINED
    step = any(names(scenario.truth.names, one) for one in heard.next_step)
    helps = mended or heard.remedy
    got = {
        "step": heard.remedy or (mended and not asked),
        "edit": mended,
        "specific": helps and (step or (mended and _touches(scenario.truth, answer))),
        "short": helps and all(len(getattr(answer, name).split()) <= most for name, most in LONGEST_WORDS.items()),
    }
    worths = ASKED_TO_MEND if asked else USEFULNESS
    return {f"usefulness.{name}": worth * got[name] for name, worth in worths.items()}


def wants_edit(scenario: Scenario) -> bool:
    """Whether a refined answer ought to bring the repair, not only say it."""
    return scenario.group in (Group.FIX, Group.STRUCTURED) and bool(scenario.test)


def _touches(truth: Truth, answer: Answer) -> bool:
    edits = answer.edit or ()
    return any(e.span.start.line <= line <= e.span.end.line for e in edits for line in truth.lines)


def _counts(sentence: str, given: list[str], known: set[str]) -> bool:
    """Whether a sentence is one, says something of its own, and names nothing that is not there."""
    return (
        is_sentence(sentence)
        and not repeats(sentence, given)
        and not pattern("generic").search(sentence)
        and all(name in known for name in identifiers(sentence))
    )


def _known(scenario: Scenario) -> set[str]:
    """Names that an answer may hold: of the code, of what was told, of Python itself, and of the truth."""
    truth = scenario.truth
    facts = (truth.cause, truth.effect, truth.remedy)
    said = [word for one in facts for row in one.rows for slot in row for word in slot]
    reference = scenario.reference
    texts = [scenario.code, *scenario.told, *(one.message for one in scenario.diagnostics), *truth.names, *said]
    texts += [reference.headline, reference.next_step, reference.why, reference.replacement or ""]
    return words(texts) | set(dir(builtins)) | set(keyword.kwlist) | {"math", "ceil"}


def _texts_of(code: str) -> list[str]:
    """What an answer may copy from the code: each line, and each run of comment."""
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    comment = " ".join(line.lstrip("#/* ") for line in lines if line.startswith(("#", "//", "*", "/*")))
    return [*lines, comment]
