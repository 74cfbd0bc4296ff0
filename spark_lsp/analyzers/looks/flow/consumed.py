"""What can be gone through once only, and is gone through again."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.following import Fact, Facts, State
from spark_lsp.analyzers.looks.flow.functions import Function, Functions, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled
from spark_lsp.analyzers.looks.flow.steps import Leave, Loop, Plain, Step
from spark_lsp.analyzers.looks.flow.walk import Walk
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_MADE_BY_CALL = re.compile(r"\s*(?P<X>[A-Za-z_]\w*)\s*=\s*(?:self\.)?(?P<F>[A-Za-z_]\w*)\((?P<REST>[\s\S]*)\)\s*$")


class Consumed(Facts):
    """Follows what was made to be gone through once: `fresh`, `maybe` gone through, `eaten`."""

    def __init__(self, function: Function, grammar: Grammar, functions: Functions, rule: Rule) -> None:
        super().__init__(function, grammar)
        self._functions = functions
        self._makes = [compiled(str(pattern)) for pattern in rule.settings["makes"]]
        self._eats = "|".join(str(pattern) for pattern in rule.settings["eats"])
        self._renews = str(rule.settings.get("renews", "(?!)"))
        self._own = str(rule.settings.get("generators", ""))
        self._made: dict[str, int] = {}
        self._loop_ends: dict[int, int] = {}

    def meet(self, one: Fact | None, other: Fact | None) -> Fact | None:
        """Gone through on one of the ways is enough to be `maybe`."""
        if one is None or other is None:
            return None
        if one.what == other.what:
            return one if one.at <= other.at else other
        worse = one if one.what != "fresh" else other
        return Fact("maybe", worse.at, min(one.depth, other.depth))

    def plain(self, state: State, step: Plain | Leave) -> State:
        """A statement may go through it, and may make it anew."""
        state = super().plain(self._eaten(state, step.start, step.end), step)
        code = self.view[step.start : step.end]
        for name in self._made_in(code):
            if name not in self.function.captured:
                self._made[name] = step.start
                state = {**state, name: Fact("fresh", step.start)}
        return state

    def _made_in(self, code: str) -> Iterator[str]:
        for pattern in self._makes:
            found = pattern.match(code)
            if found is not None and _is_one(code[found.end("X") :]):
                yield found["X"]
        if self._own:
            found = _MADE_BY_CALL.match(code)
            if found is not None and _is_one(code[found.end("X") :]) and self._generates(found["F"]):
                yield found["X"]

    def _generates(self, name: str) -> bool:
        named = self._functions.named(name)
        return len(named) == 1 and compiled(self._own).search(named[0].view) is not None and not named[0].is_decorated

    def head(self, state: State, start: int, end: int, step: Step) -> State:
        """The head of a loop goes through it, unless the loop is left early."""
        whole = True
        if isinstance(step, Loop):
            base = self.function.start
            place = step.node.range()
            self._loop_ends[start] = place.end.index - base
            body = self.view[end : place.end.index - base]
            whole = re.search(r"\b(?:break|return)\b", body) is None
        eaten = self._eaten(state, start, end, whole=whole)
        return (
            eaten
            if not isinstance(step, Loop)
            else {name: fact for name, fact in super().head(eaten, start, end, step).items() if name in eaten}
        )

    def _eaten(self, state: State, start: int, end: int, *, whole: bool = True) -> State:
        if not state:
            return state
        code = self.view[start:end]
        new = state
        for name, fact in state.items():
            if name not in code:
                continue
            word = re.escape(name)
            if compiled(self._renews.replace("{X}", word)).search(code):
                new = {**new, name: Fact("fresh", start)}
                continue
            for found in compiled(self._eats.replace("{X}", word)).finditer(code):
                now = new.get(name, fact)
                at = start + found.start()
                if now.what != "fresh" and now.at <= at < self._loop_ends.get(now.at, now.at + 1):
                    continue  # in the loop that goes through it, or the second round of one around
                if now.what == "eaten" or (now.what == "maybe" and now.depth == 0):
                    words = {"X": name, "AT": str(self.function.line_of(now.at)), "MADE": self._line_made(name)}
                    self.note(at, start + found.end(), words)
                if whole:
                    new = {**new, name: Fact("eaten", start)}
        return new

    def _line_made(self, name: str) -> str:
        return str(self.function.line_of(self._made[name]))


def _is_one(code: str) -> bool:
    """Whether what stands behind `name =` is one call or bracket that ends with the statement."""
    code = code.strip().rstrip(";").rstrip()
    depth = 0
    for i, mark in enumerate(code):
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
            if depth == 0 and i < len(code) - 1:
                return False
    return True


def consumed_twice(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """The second time that something is gone through."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    near = str(rule.settings["near"])
    if own := str(rule.settings.get("generators", "")):
        names = {name for f in functions.with_words(compiled(own), parsed.text) if (name := f.name)}
        if names:
            near += rf"|=\s*(?:self\.)?(?:{'|'.join(sorted(map(re.escape, names)))})\("
    for function in functions.with_words(re.compile(near), parsed.text):
        machine = Consumed(function, functions.grammar, functions, rule)
        Walk(machine).run(function.steps, {})
        for start, end, words in machine.hits.values():
            yield Hit(function.node_at(start, end), words)
