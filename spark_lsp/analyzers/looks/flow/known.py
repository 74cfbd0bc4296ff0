"""What is known to be nothing, or to be something: an error that is none, and a question already answered."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.following import Fact, Facts, State
from spark_lsp.analyzers.looks.flow.functions import Function, Functions, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import ANYTHING, compiled, said
from spark_lsp.analyzers.looks.flow.steps import Branch, Leave, Plain
from spark_lsp.analyzers.looks.flow.walk import Walk
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_COMPARED = re.compile(r"(?<![\w$.>])([A-Za-z_$][\w$]*) *(?:\bis(?: not)?|[!=]==?)$")


class Known(Facts):
    """Follows what names can be after they were compared with nothing."""

    def test(self, state: State, step: Branch) -> tuple[State | None, State | None]:
        """Each way knows what the condition says on it."""
        condition = self.view[step.start : step.end]
        self.asked(state, step, condition)
        holds, fails = super().test(state, step)
        if holds is None or fails is None:
            return holds, fails
        changed = self.function.bound(step.start, step.end)
        return self._told(holds, condition, step, changed, True), self._told(fails, condition, step, changed, False)

    def _told(self, state: State, condition: str, step: Branch, changed: frozenset[str], holds: bool) -> State:
        told: State = {}
        for name, can in said(condition, self.grammar, holds=holds):
            if name in changed or name in self.function.changed_inside:
                continue
            before = state.get(name)
            both = "".join(letter for letter in can if before is None or letter in before.what)
            told[name] = Fact(both, step.start)
        return {**state, **told} if told else state

    def meet(self, one: Fact | None, other: Fact | None) -> Fact | None:
        """A value can be what it can be on either way."""
        if one is None or other is None:
            return None
        what = "".join(letter for letter in ANYTHING if letter in one.what or letter in other.what)
        return Fact(what, min(one.at, other.at), min(one.depth, other.depth)) if what != ANYTHING else None

    def asked(self, state: State, step: Branch, condition: str) -> None:
        """Before a condition."""


class Errors(Known):
    """Notes where an error that was found to be none is handed on as one."""

    def __init__(self, function: Function, grammar: Grammar, rule: Rule) -> None:
        super().__init__(function, grammar)
        self._handed = compiled(str(rule.settings["handed"]))
        self._errors = compiled(str(rule.settings["errors"]))

    def plain(self, state: State, step: Plain | Leave) -> State:
        """A statement that hands it on, under a condition asked since then."""
        code = self.view[step.start : step.end]
        found = self._handed.match(code)
        if found is not None:
            name = found["E"]
            fact = state.get(name)
            if fact is not None and "t" not in fact.what and fact.depth >= 1 and self._errors.fullmatch(name):
                start = step.start + found.start("E")
                self.note(start, start + len(name), {"E": name, "AT": str(self.function.line_of(fact.at))})
        return super().plain(state, step)


class Again(Known):
    """Notes a condition whose answer is already known."""

    def asked(self, state: State, step: Branch, condition: str) -> None:
        """Only where it asks nothing else."""
        answers = list(said(condition, self.grammar, holds=True))
        if len(answers) != 1 or re.search(r"&&|\|\||\band\b|\bor\b", condition):
            return
        name, can = answers[0]
        fact = state.get(name)
        if fact is None or not fact.what:
            return
        always = all(letter in can for letter in fact.what)
        if not always and any(letter in can for letter in fact.what):
            return
        if (always and step.is_elif) or not self.function.is_local(name):
            return  # the first only says what is left, for the reader
        words = {
            "X": name,
            "C": " ".join(condition.strip("() \n").split()),
            "ALWAYS": "true" if always else "false",
            "AT": str(self.function.line_of(fact.at)),
        }
        self.note(step.start, step.end, words)


def _asking_again(parsed: ParsedText, functions: Functions) -> Iterator[Function]:
    """The functions in which a name is compared with nothing a second time, and not right after it was given a value:
    of the many that ask often, hardly any is left to be walked."""
    grammar = functions.grammar
    if grammar is None:
        return
    text = parsed.text
    asks = rf" (?:{grammar.nulls})\b"
    if grammar.truth_is_null:
        asks += r"|(?<=if \()!?(?P<bare>[A-Za-z_$][\w$]*)\)"
    seen: set[tuple[int, str]] = set()
    chosen: dict[int, Function] = {}
    for found in compiled(asks).finditer(text):
        name = found["bare"] if grammar.truth_is_null else None
        start = found.start()
        if name is None:
            before = _COMPARED.search(text, max(0, start - 68), start)
            if before is None:
                continue
            name, start = before[1], before.end(1)
        function = functions.around(start)
        if function is None or function.start in chosen:
            continue
        if (function.start, name) in seen:
            line = text.rfind("\n", 0, start)
            behind = text[text.rfind("\n", 0, max(line, 0)) + 1 : start]
            at = behind.find(name)
            if not compiled(r"[^=!<>;{}\n]*=(?!=)").match(behind, at):
                chosen[function.start] = function
        seen.add((function.start, name))
    yield from chosen.values()


def known_errors(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Errors handed on where they are known to be none."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    for function in functions.with_words(compiled(str(rule.settings["near"])), parsed.text):
        machine = Errors(function, functions.grammar, rule)
        Walk(machine).run(function.steps, {})
        for start, end, words in machine.hits.values():
            yield Hit(function.node_at(start, end), words)


def asked_again(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Conditions already answered by a condition before."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    for function in _asking_again(parsed, functions):
        machine = Again(function, functions.grammar)
        Walk(machine).run(function.steps, {})
        for start, end, words in machine.hits.values():
            yield Hit(function.node_at(start, end), words)
