"""What the machines have in common: facts about names, which meet where ways meet and end where a name changes."""

from dataclasses import dataclass

from spark_lsp.analyzers.looks.flow.functions import Function
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled
from spark_lsp.analyzers.looks.flow.steps import Branch, Leave, Loop, Plain, Step, Try, With


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known about a name."""

    what: str
    at: int
    """Where it became known, an offset of the function's view."""
    depth: int = 0
    """How many conditions have been asked since, and not come together again."""

    def as_(self, what: str) -> "Fact":
        """The same place, something else known of it."""
        return Fact(what, self.at, self.depth)


State = dict[str, Fact]
"""By name; never changed in place."""


class Facts:
    """A machine over facts: by itself it only forgets what changes. What is said of a name ends where the name gets a
    value; a closure that gives it one makes it unknown for good."""

    def __init__(self, function: Function, grammar: Grammar) -> None:
        self.function = function
        self.grammar = grammar
        self.view = function.view
        self.hits: dict[int, tuple[int, int, dict[str, str]]] = {}
        """Start → (start, end, words), so that what is found again in a second round counts once."""

    def join(self, one: State, other: State) -> State:
        """What both say; `meet` says what becomes of what they say differently."""
        if one is other:
            return one
        joined: State = {}
        for name in one.keys() | other.keys():
            fact = self.meet(one.get(name), other.get(name))
            if fact is not None:
                joined[name] = fact
        return joined

    def meet(self, one: Fact | None, other: Fact | None) -> Fact | None:
        """The fact that is left of two; by itself, only what is the same."""
        if one is None or other is None or one.what != other.what:
            return None
        return one if (one.at, one.depth) <= (other.at, other.depth) else other

    def plain(self, state: State, step: Plain | Leave) -> State:
        """After a statement: what it gives a value is unknown."""
        return self.without(state, self.function.bound(step.start, step.end))

    def head(self, state: State, start: int, end: int, step: Step) -> State:
        """After a head; what a loop changes anywhere is unknown from its start."""
        if isinstance(step, Loop):
            place = step.node.range()
            base = self.function.start
            names = self.function.bound(place.start.index - base, place.end.index - base)
            state = self.without(state, names)
        return self.without(state, self.function.bound(start, end))

    def test(self, state: State, step: Branch) -> tuple[State | None, State | None]:
        """Both ways, one condition deeper."""
        changed = self.function.bound(step.start, step.end)
        deeper = {name: Fact(fact.what, fact.at, fact.depth + 1) for name, fact in state.items() if name not in changed}
        return deeper, deeper

    def after_branch(self, state: State, step: Branch) -> State:
        """Where the ways of a condition have come together. What was declared for it alone is gone."""
        gone: set[str] = set()
        place = step.node.range()
        base = self.function.start
        code = self.view[place.start.index - base : place.end.index - base]
        if ":=" in code:
            for found in compiled(r"([A-Za-z_][\w\s,]*?)\s*:=").finditer(code):
                gone.update(name.strip() for name in found[1].split(","))
        return {
            name: Fact(fact.what, fact.at, fact.depth - 1) if fact.depth else fact
            for name, fact in state.items()
            if name not in gone
        }

    def after_with(self, state: State, step: With) -> State:
        """After the body of a `with`."""
        return state

    def caught(self, states: list[State], step: Try) -> State:
        """What is known wherever in the body it was thrown."""
        known = states[0]
        for state in states[1:]:
            known = self.join(known, state)
        return known

    def leave(self, state: State, step: Leave | None) -> None:
        """At a way out."""

    def without(self, state: State, names: frozenset[str]) -> State:
        """The facts about all other names."""
        if not names or state.keys().isdisjoint(names):
            return state
        return {name: fact for name, fact in state.items() if name not in names}

    def note(self, start: int, end: int, words: dict[str, str]) -> None:
        """A hit between two offsets."""
        self.hits.setdefault(start, (start, end, words))
