"""A name that has no value where a handler swallowed what kept it from getting one."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.following import Fact, Facts, State
from spark_lsp.analyzers.looks.flow.functions import Function, Functions, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled
from spark_lsp.analyzers.looks.flow.steps import Branch, Leave, Loop, Plain, Step, Try
from spark_lsp.analyzers.looks.flow.walk import Walk
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_USED = re.compile(r"(?<![\w.\x01])[A-Za-z_]\w*(?!\s*=(?!=)|\w)")
_CONSTANT = re.compile(r"[^=]*=\s*(?:[\w.]+|[\[({]\s*[\])}]|\x01*['\"][^()]*|-?[\d.]+)\s*$")
_MAY_NOT_RETURN = re.compile(
    r"(?i)\b\w*(?:fail|die|abort|exit|error|raise|fatal|usage|throw|skip|reraise|stop|quit|handle|invalid|bail|croak)\w*\s*\("
)


_TARGET = re.compile(r"\s*\(?\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*,?\s*\)?\s*(?::[^=\n]+)?=(?!=)")
_LEAVES = re.compile(r"\b(?:return|raise|continue|break|yield)\b")
_RAISES_LAST = re.compile(r"\n[ \t]*(?:raise\b|sys\.exit\()[^\n]*(?:\n[^\n]*){0,3}\s*$")
_HANDLER = re.compile(r"(?m)^([ \t]*)except\b[^\n]*:[^\n]*\n((?:\1[ \t]+[^\n]*\n|[ \t]*\n)*)")
_NOWHERE = Fact("bound", 0)


class Unbound(Facts):
    """Follows the function's own names: `bound`, and `unbound` where a handler came between. One of which it is not
    known is `open`."""

    def __init__(self, function: Function, grammar: Grammar, functions: Functions) -> None:
        super().__init__(function, grammar)
        self._functions = functions
        self._swayed: set[str] = set()
        """What handlers set: a condition on it may ask whether it failed."""
        self._tries: dict[int, int] = {}

    def meet(self, one: Fact | None, other: Fact | None) -> Fact | None:
        """A way on which there is no value is enough, if a handler made it."""
        if one is None or other is None:
            present = one or other
            return present.as_("open") if present is not None else None
        if one.what == other.what:
            return one if one.depth <= other.depth else other
        for fact in (one, other):
            if fact.what == "unbound":
                return fact
        return one.as_("open")

    def plain(self, state: State, step: Plain | Leave) -> State:
        """A statement uses names and binds others."""
        code = self.view[step.start : step.end]
        self._use(state, code, step.start)
        if _MAY_NOT_RETURN.search(code):
            state = {n: f.as_("open") if f.what == "unbound" else f for n, f in state.items()}
        return self._bind(state, step.start, step.end)

    def head(self, state: State, start: int, end: int, step: Step) -> State:
        """Heads do both too."""
        if isinstance(step, Try):
            handler = next(handler for handler in step.handlers if handler.start == start)
            place = handler.node.range()
            body = self.view[end : place.end.index - self.function.start]
            sure = not _LEAVES.search(body) and not self._ends(body)
            mentioned = set(re.findall(r"[A-Za-z_]\w*", body))
            self._swayed.update(self.function.bound(end, end + len(body)))
            mine = step.node.range().end.index - self.function.start
            state = {
                n: f.as_("open") if f.what == "unbound" and (not sure or f.at != mine or n in mentioned) else f
                for n, f in state.items()
            }
        else:
            self._use(state, self.view[start:end], start)
        state = self._bind(state, start, end)
        if isinstance(step, Loop):  # which rounds there are is not known
            state = {n: Fact(f.what, f.at, f.depth + 1) if f.what == "unbound" else f for n, f in state.items()}
        return state

    def _ends(self, body: str) -> bool:
        """Whether the body calls what may not come back: by its name, or one of this file that ends by raising."""
        if _MAY_NOT_RETURN.search(body):
            return True
        called = re.findall(r"([A-Za-z_]\w*)\(", body)
        return any(_RAISES_LAST.search(f.raw) for name in called for f in self._functions.named(name))

    def _bind(self, state: State, start: int, end: int) -> State:
        names = self.function.bound(start, end)
        return {**state, **{name: Fact("bound", start) for name in names}} if names else state

    def _use(self, state: State, code: str, start: int) -> None:
        unbound = {name for name, fact in state.items() if fact.what == "unbound" and fact.depth == 0}
        if not unbound:
            return
        own = self.function.bound(start, start + len(code))
        for found in _USED.finditer(code):
            name = found[0]
            if start + found.start() < state.get(name, _NOWHERE).at or name in own:
                continue
            if name in unbound and name not in self.function.changed_inside and not self._own(name, code):
                self.note(
                    start + found.start(),
                    start + found.end(),
                    {"X": name, "AT": self._line(self._tries[state[name].at])},
                )

    def _own(self, name: str, code: str) -> bool:
        """Whether the code has its own name of that kind: a comprehension's, a keyword's."""
        return re.search(rf"\bfor\b[^:]*\b{name}\b[^:]*\bin\b|\blambda\b[^:]*\b{name}\b|\blocals\(\)", code) is not None

    def test(self, state: State, step: Branch) -> tuple[State | None, State | None]:
        """A condition uses names, and may have to do with what failed."""
        code = self.view[step.start : step.end]
        if not self._swayed.isdisjoint(re.findall(r"[A-Za-z_]\w*", code)):
            state = {n: f.as_("open") if f.what == "unbound" else f for n, f in state.items()}
        self._use(state, code, step.start)
        return super().test(state, step)

    def caught(self, states: list[State], step: Try) -> State:
        """Names that the body binds, by what may fail, are unbound in the handlers."""
        known = super().caught(states, step)
        first = set(states[0])
        fresh: set[str] = set()
        fails = False
        for inner in step.body:
            if not isinstance(inner, Plain):
                fails = True
                continue
            code = self.view[inner.start : inner.end]
            fails = fails or "(" in code or "[" in code
            target = _TARGET.match(code)
            if target is not None and (fails or not _CONSTANT.match(code)):
                fresh.update(name for name in re.findall(r"\w+", target[1]) if name not in first)
            elif target is not None:
                first.update(re.findall(r"\w+", target[1]))
        place = step.node.range()
        end = place.end.index - self.function.start
        self._tries[end] = place.start.index - self.function.start
        return {**known, **{name: Fact("unbound", end) for name in fresh}}

    def _line(self, at: int) -> str:
        return str(self.function.line_of(at))


def _swallows(code: str) -> bool:
    """Whether some handler may come to its end: of most functions that handle errors none does."""
    return any(
        not _LEAVES.search(handler[2]) and not _MAY_NOT_RETURN.search(handler[2]) for handler in _HANDLER.finditer(code)
    )


def unbound_after_handler(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Uses of names that a swallowed failure left without a value; once a name and function."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    for function in functions.with_words(compiled(str(rule.settings["near"])), parsed.text):
        if not _swallows(function.raw):
            continue
        machine = Unbound(function, functions.grammar, functions)
        state: State = {}
        for name in re.findall(r"[A-Za-z_]\w*", function.view[: function.body_start]):
            state[name] = Fact("bound", 0)
        Walk(machine).run(function.steps, state)
        told: set[str] = set()
        for start, end, words in machine.hits.values():
            if words["X"] not in told:
                told.add(words["X"])
                yield Hit(function.node_at(start, end), words)
