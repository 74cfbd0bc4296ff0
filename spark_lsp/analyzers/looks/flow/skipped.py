"""A way out that does not undo what the function's other ways out undo: a lock, a flag, a transaction, a counter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.following import Fact, Facts, State
from spark_lsp.analyzers.looks.flow.functions import Function, Functions, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled, said
from spark_lsp.analyzers.looks.flow.steps import Branch, Leave, Plain, Step, With
from spark_lsp.analyzers.looks.flow.walk import Walk
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_NEAR_CHARS = 100
_CALLED = re.compile(r"([A-Za-z_$][\w$]*)\(")


@dataclass(frozen=True, slots=True)
class Pair:
    """What begins something, and what ends it."""

    opens: "re.Pattern[str]"
    """On a whole statement; its group X is the thing, and is empty where there is only one."""
    closes: str
    """Anywhere in a statement; `{X}` stands for the thing."""
    escapes: bool
    """Whether handing the thing on (as an argument, in a result) hands on the duty."""


class Skipped(Facts):
    """Follows things between their beginning and their end."""

    def __init__(
        self,
        function: Function,
        grammar: Grammar,
        pairs: list[Pair],
        ways: frozenset[str],
        failure: "re.Pattern[str] | None",
    ) -> None:
        super().__init__(function, grammar)
        self._failure = failure
        self._pairs = pairs
        self._ways = ways
        self._opened: dict[str, Pair] = {}
        self._closed: dict[str, int] = {}
        self._left: list[tuple[Leave, str, int]] = []

    def plain(self, state: State, step: Plain | Leave) -> State:
        """A statement that begins something, ends it, or hands it on."""
        return self._read(state, step.start, step.end)

    def head(self, state: State, start: int, end: int, step: Step) -> State:
        """The head of a loop or `with` may end something too."""
        return self._read(state, start, end)

    def test(self, state: State, step: Branch) -> tuple[State | None, State | None]:
        """A condition about the thing itself may mean that it was never begun."""
        state = self._read(state, step.start, step.end)
        code = self.view[step.start : step.end]
        asked = [thing for thing in state if thing and self._about(thing, code)]
        failed = self._failure
        holds = {thing: replace(fact, depth=fact.depth + 1) for thing, fact in state.items()}
        fails = dict(holds)
        for thing in asked:
            on_true = dict(said(code, self.grammar, holds=True)).get(thing)
            on_false = dict(said(code, self.grammar, holds=False)).get(thing)
            if compiled(rf"[^&|]*(?<![\w.]){re.escape(thing)}\s*(?:<\s*0|==\s*-1|<=\s*-1)[^&]*$").match(
                code.strip("() ")
            ):
                on_true = "n"
            if on_true is None and on_false is None:
                holds.pop(thing)
                fails.pop(thing)
            elif on_true is not None and "t" not in on_true:
                holds.pop(thing)
            else:
                fails.pop(thing)
        if failed is not None and failed.search(code):
            # Whether it was begun at all is what the error of the call that begins it says.
            fresh = [thing for thing, fact in state.items() if fact.what == "open" and fact.depth == 0]
            for thing in fresh:
                opened = self.view[state[thing].at : self.view.find("\n", state[thing].at)]
                if failed.search(opened) and not self._between(state[thing].at, step.start, failed):
                    holds.pop(thing, None)
                    if not said_failed(code):
                        fails.pop(thing, None)
        return holds, fails

    def _between(self, start: int, end: int, failed: "re.Pattern[str]") -> bool:
        """Whether the error got another value since."""
        line = self.view.find("\n", start)
        return re.search(rf"(?:{failed.pattern})\s*:?=(?!=)", self.view[line:end]) is not None

    def _about(self, thing: str, code: str) -> bool:
        return re.search(rf"(?<![\w.]){re.escape(thing)}(?!\w)", code) is not None

    def _read(self, state: State, start: int, end: int) -> State:
        code = self.view[start:end]
        written = self.function.raw[start:end]  # with the functions inside: `defer func() { mu.Unlock() }()`
        new = state
        for thing, fact in state.items():
            if fact.what != "open":
                continue
            pair = self._opened[thing]
            closing = compiled(pair.closes.replace("{X}", re.escape(thing))).search(written)
            if closing is not None:
                self._closed.setdefault(thing, start + closing.start())
                new = {**new, thing: Fact("closed", start)}
            elif pair.escapes and self._handed_on(thing, code):
                new = {name: f for name, f in new.items() if name != thing}
        for pair in self._pairs:
            found = pair.opens.match(code)
            if found is not None:
                thing = found.groupdict().get("X") or ""
                if thing.split(".")[0] in self.function.captured and pair.escapes:
                    continue
                self._opened[thing] = pair
                new = {**new, thing: Fact("open", start)}
        return new

    def _handed_on(self, thing: str, code: str) -> bool:
        name = re.escape(thing)
        return re.search(rf"(?<![\w.])(?<!&){name}\s*(?:[,;)\]}}]|$)|=\s*{name}\b|\byield\b", code) is not None

    def leave(self, state: State, step: Leave | None) -> None:
        """Kept until the walk has seen whether another way ends it."""
        if step is None or step.way not in self._ways:
            return
        for thing, fact in state.items():
            if thing and self._about(thing, self.view[step.start : step.end]):
                continue  # it goes along
            if fact.what == "open" and fact.at < step.start:
                self._left.append((step, thing, fact.at))

    def after_with(self, state: State, step: With) -> State:
        """Nothing ends with the block that did not end in it."""
        return state

    def found(self, functions: Functions) -> Iterator[tuple[Leave, dict[str, str]]]:
        """The ways out that leave something begun which is ended elsewhere, after it began, and by none of the file's
        functions that are called on the way."""
        seen: set[tuple[int, str]] = set()
        for step, thing, at in self._left:
            closed = self._closed.get(thing)
            if closed is None or closed < at or (step.start, thing) in seen:
                continue
            closes = compiled(self._opened[thing].closes.replace("{X}", re.escape(thing)))
            called = set(_CALLED.findall(self.view, at, step.end))
            if any(f is not self.function and closes.search(f.raw) for name in called for f in functions.named(name)):
                continue
            handed_over = compiled(self._opened[thing].closes.replace("{X}", r"[\w.>&-]+"))
            if handed_over.search(self.view, max(at, step.start - _NEAR_CHARS), step.start):
                continue  # another is given free in its place, as a turnstile does
            seen.add((step.start, thing))
            line = self.function.line_of
            close = self.function.raw[closed:].split("\n", 1)[0].strip().rstrip(";")
            opened = self.function.raw[at:].split("\n", 1)[0].strip().rstrip(";")
            words = {
                "X": thing or opened,
                "OPEN": opened,
                "CLOSE": close,
                "AT": str(line(at)),
                "END": str(line(closed)),
            }
            yield step, words


def said_failed(condition: str) -> bool:
    """Whether a condition asks for a failure rather than for none."""
    return re.search(r"!=\s*nil|^\(?\s*\w+\s*\)?$", condition) is not None


def skipped(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Ways out on which what the function began is not ended."""
    functions = functions_of(parsed)
    if functions.grammar is None:
        return
    listed = rule.settings["pairs"]
    pairs = [
        Pair(compiled(str(pair["open"])), str(pair["close"]), bool(pair.get("escapes", False)))
        for pair in (listed.get(parsed.language, []) if isinstance(listed, dict) else listed)
    ]
    ways = frozenset(map(str, rule.settings.get("ways", ["return"])))
    failure = compiled(str(rule.settings["failure"])) if "failure" in rule.settings else None
    for function in functions.with_words(compiled(str(rule.settings["near"])), parsed.text):
        machine = Skipped(function, functions.grammar, pairs, ways, failure)
        Walk(machine).run(function.steps, {})
        for step, words in machine.found(functions):
            yield Hit(step.node, words)
