"""A callback that is called with an error, and called again because nothing leaves the function in between."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.following import Fact, Facts, State
from spark_lsp.analyzers.looks.flow.functions import Function, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled
from spark_lsp.analyzers.looks.flow.steps import Leave, Plain, Step, Try
from spark_lsp.analyzers.looks.flow.walk import Walk
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule


class Called(Facts):
    """Follows callbacks from their first call on."""

    def __init__(self, function: Function, grammar: Grammar, rule: Rule) -> None:
        super().__init__(function, grammar)
        self._first = compiled(str(rule.settings["first"]))
        self._second = str(rule.settings["second"])

    def meet(self, one: Fact | None, other: Fact | None) -> Fact | None:
        """Called on one of the ways is enough: the ways differ in their conditions, not in the callback."""
        return one or other

    def plain(self, state: State, step: Plain | Leave) -> State:
        """A statement that calls it, for the first time or again, at once or in a function inside."""
        code = self.view[step.start : step.end]
        written = self.function.raw[step.start : step.end]
        for name, fact in state.items():
            if fact.depth or fact.at == step.start:
                continue
            again = compiled(self._second.replace("{X}", re.escape(name))).search(written)
            if again is not None and step.start > fact.at:
                line = self.function.line_of
                words = {"X": name, "AT": str(line(fact.at)), "AGAIN": str(line(step.start + again.start()))}
                self.note(fact.at, fact.at + len(name), words)
        state = super().plain(state, step)
        found = self._first.match(code)
        if found is not None and isinstance(step, Plain):
            state = {**state, found["X"]: Fact("called", step.start + found.start("X"))}
        return state

    def head(self, state: State, start: int, end: int, step: Step) -> State:
        """A handler runs after what threw, which may have been anything before the call."""
        return {} if isinstance(step, Try) else super().head(state, start, end, step)


def called_twice(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """First calls after which it goes on to a second."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    for function in functions.with_words(compiled(str(rule.settings["near"])), parsed.text):
        machine = Called(function, functions.grammar, rule)
        Walk(machine).run(function.steps, {})
        for start, end, words in machine.hits.values():
            yield Hit(function.node_at(start, end), words)
