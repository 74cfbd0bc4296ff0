"""One function of a text, and what its code says; each fact is worked out when it is first asked for."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.siblings import reading
from spark_lsp.analyzers.looks.siblings.checks import Check
from spark_lsp.analyzers.looks.siblings.grammar import Grammar
from spark_lsp.analyzers.looks.siblings.parameters import Parameter, parameters_in
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of, plain_code


@dataclass(frozen=True, slots=True)
class Place:
    """Where a function stands: the class or the module around it."""

    key: str
    """What tells it from the other places of the text."""
    name: str = ""
    bases: str = ""
    marks: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    """Attributes that methods name without their object."""


class Function:
    """A function, a method or the handler of a route."""

    def __init__(
        self,
        *,
        name: str,
        named: SgNode,
        place: Place,
        listed: str,
        marks: tuple[str, ...],
        route: str,
        text: str,
        around: str,
        span: tuple[int, int],
        receiver: str,
        grammar: Grammar,
    ) -> None:
        self.name = name
        self.named = named
        """What is marked."""
        self.place = place
        self.listed = listed
        """The parameter list as it is written."""
        self.marks = marks
        """Decorators, annotations, and what a route is handed before its handler, as they are written."""
        self.route = route
        """HTTP method in lower case where the function handles a route; empty elsewhere."""
        self.text = text
        self.around = around
        """The text of the whole file."""
        self.span = span
        self.receiver = receiver
        self.grammar = grammar
        self.checks: list[Check] = []
        self.handlers: list[str] = []
        """Code that runs after an error."""

    @cached_property
    def code(self) -> str:
        """The whole function in plain code."""
        code = plain_code(self.text, self.grammar, self.receiver)
        fields = self.place.fields.difference(reading.DECLARED.findall(code)) if self.place.fields else frozenset()
        fields = fields.difference(parameter.name for parameter in self.parameters)
        return _bare(fields).sub(r"self.\1", code) if fields else code

    @cached_property
    def body(self) -> str:
        """The plain code after the line of the name, on which the parameters stand."""
        head, _, rest = self.code.partition("\n")
        return "\n" + rest if rest else head

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words that all names in its text are made of, in lower case; those of comments, strings and marks too."""
        found = {part for name in self.written for part in parts_of(name)}
        return frozenset(
            found.union(part for mark in self.marks for name in identifiers(mark) for part in parts_of(name))
        )

    @cached_property
    def written(self) -> frozenset[str]:
        """Every identifier of its text, those in comments and strings too; far cheaper than `words`."""
        return frozenset(identifiers(self.text))

    def has(self, name: str) -> bool:
        """Whether its code has this identifier."""
        return name in self.written and name in self.words

    @cached_property
    def uses(self) -> Counter[str]:
        """How often each identifier stands in the body."""
        return Counter(identifiers(self.body))

    @cached_property
    def asked(self) -> frozenset[str]:
        """Identifiers by which anything is decided: in a condition, a comparison, a choice, a filter on who asks."""
        found = set(_decided(self.body))
        for check in self.checks:
            found.update(identifiers(check.condition))
        return frozenset(found)

    @cached_property
    def rebound(self) -> frozenset[str]:
        """Plain names that are given a value in the body."""
        taken_apart = (name for names in reading.TAKEN_APART.findall(self.body) for name in identifiers(names))
        return frozenset(reading.REBOUND.findall(self.body)).union(taken_apart)

    @cached_property
    def handed(self) -> dict[str, set[str]]:
        """Identifier → the calls among whose arguments it stands, however deep."""
        found: dict[str, set[str]] = {}
        around: list[str] = []
        for token in reading.TOKEN.finditer(self.body):
            name, opens = token[1], token[2]
            if name is not None and around:
                for step in name.split("."):
                    found.setdefault(step, set()).update(around)
            if opens or token[0] == "(":
                around.append(name or "")
            elif token[0] == ")" and around:
                around.pop()
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every identifier."""
        return frozenset(identifiers(self.code))

    @cached_property
    def name_parts(self) -> tuple[str, ...]:
        """The words of its name."""
        return parts_of(self.name)

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """What it calls, dotted, in order."""
        return tuple(name for name in reading.CALL.findall(self.body) if name not in reading.KEYWORDS)

    @cached_property
    def called(self) -> frozenset[str]:
        """The last names of what it calls."""
        return frozenset(call.rsplit(".", 1)[-1] for call in self.calls)

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """What it calls for its effect alone."""
        return tuple(name for name in reading.STATEMENT.findall(self.body) if name not in reading.KEYWORDS)

    @cached_property
    def loads(self) -> dict[str, str]:
        """Local name → the call it first came from, with the class that was asked for."""
        return dict(_loads(self.body, self.text))

    @cached_property
    def origins(self) -> frozenset[str]:
        """The calls its local names came from."""
        return frozenset(self.loads.values())

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """In order."""
        return parameters_in(self.listed, name_first=self.grammar.name_first)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of its parameters that say something."""
        return frozenset(p.name for p in self.parameters if p.name not in self.grammar.plumbing)

    @cached_property
    def types(self) -> dict[str, str]:
        """Parameter → type."""
        return {p.name: p.type for p in self.parameters}

    @cached_property
    def state(self) -> frozenset[str]:
        """Attributes of its own object that it names, apart from methods called."""
        return frozenset(reading.OWN_STATE.findall(self.body))

    @cached_property
    def changed(self) -> frozenset[str]:
        """Attributes of its own object that it assigns to or changes in place."""
        return changes_in(self.body)

    @cached_property
    def is_private(self) -> bool:
        """Whether the name says that it is for the inside."""
        return self.name.startswith(("_", "#")) and not self.name.endswith("__")

    @cached_property
    def lines(self) -> int:
        """Lines with code."""
        return sum(1 for line in self.code.split("\n") if line.strip(' \t"}{)('))


@lru_cache(maxsize=4096)  # after an edit all functions but one are as they were
def _decided(body: str) -> frozenset[str]:
    found = [*reading.DECIDED.findall(body), *reading.DECIDED_BY.findall(body), *reading.FILTERED.findall(body)]
    return frozenset(step for path in found for step in path.split("."))


@lru_cache(maxsize=4096)  # as _decided
def _loads(body: str, text: str) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    lines = [line for line in body.split("\n") if "=" in line and "(" in line]
    code = "\n".join(["", *lines])  # most of the body gives no name a value
    for load in reading.LOAD.finditer(code):
        name, _, callee, asked = load.groups()
        if asked == '"':
            asked = _literals(text).get(callee.removeprefix("self."), "")
        end = code.find("\n", load.end())
        chain = reading.CHAINED.findall(code, load.end(), len(code) if end < 0 else end)
        found.setdefault(name, "".join([callee, f"({asked}" if asked else "", *(f").{method}" for method in chain)]))
    for callee, name in reading.HELD_OPEN.findall(body):
        found.setdefault(name, callee)
    return tuple(found.items())


def _literals(text: str) -> dict[str, str]:
    """Call → the literal it is given first, where it is first called."""
    found: dict[str, str] = {}
    for callee, literal in reading.ASKED_LITERALLY.findall(text):
        found.setdefault(callee.removeprefix("this.").removeprefix("self."), literal)
    return found


@lru_cache(maxsize=64)  # a class has many methods
def _bare(fields: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(fields)))})\b(?!\s*\()")


def changes_in(code: str) -> frozenset[str]:
    """Attributes of the own object that plain code assigns to or changes in place."""
    return frozenset(name for found in reading.CHANGES.findall(code) for name in found if name)
