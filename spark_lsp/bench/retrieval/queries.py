"""What is looked for, and what should be found: made from what stands in the checkout."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spark_lsp.core.passage import Passage
from spark_lsp.core.unit import UnitKind
from spark_lsp.retrieval.related import is_test

KINDS = ("docstring", "message", "cochange", "callee", "test")
"""A docstring's first sentence → its unit; a commit's subject → the units that it changed; a unit → those changed with
it; a caller → what it calls in other files; a test → what it tests."""

CODE_KINDS = frozenset({"cochange", "callee", "test"})
"""Those asked with a whole unit."""

Place = tuple[str, str]
"""(path, symbol)."""

FUNCTIONS = (UnitKind.FUNCTION, UnitKind.METHOD)


@dataclass(frozen=True, slots=True)
class Query:
    """One search."""

    kind: str
    text: str
    relevant: frozenset[Place]
    own: Place | None = None
    """Of the unit that it was made from, which is no answer to it; nor is what stands in that unit, or around it."""


def sampled(queries: Iterable[Query], most: int, seed: int) -> tuple[Query, ...]:
    """So many of each kind at most; the same for the same seed."""
    chosen: list[Query] = []
    by_kind: dict[str, list[Query]] = {kind: [] for kind in KINDS}
    for query in queries:
        by_kind[query.kind].append(query)
    for kind in KINDS:
        found = sorted(by_kind[kind], key=lambda one: (one.own or ("", ""), one.text))
        chosen += random.Random(f"{seed}/{kind}").sample(found, min(most, len(found)))
    return tuple(chosen)


def from_calls(passages: Sequence[Passage]) -> list[Query]:
    """Callers and tests: only names that one function of the checkout has, so that what is meant is known."""
    unique = uniquely_named(passages)
    made: list[Query] = []
    for passage in passages:
        if passage.kind not in FUNCTIONS:
            continue
        called = [unique[name] for name in passage.calls if name in unique and unique[name].path != passage.path]
        called = [one for one in called if one.language == passage.language]
        tests = is_test(passage.path)
        subjects = [one for one in called if not is_test(one.path)]
        if tests and subjects and passage.name.lower().startswith(("test", "it", "should")):
            made.append(_query("test", passage, subjects))
        elif not tests and called:
            made.append(_query("callee", passage, called))
    return made


def uniquely_named(passages: Sequence[Passage]) -> Mapping[str, Passage]:
    """Name → the one function or method that has it."""
    found: dict[str, Passage | None] = {}
    for passage in passages:
        if passage.kind in FUNCTIONS:
            found[passage.name] = None if passage.name in found else passage
    return {name: passage for name, passage in found.items() if passage is not None and len(name) > 2}


def place_of(passage: Passage) -> Place:
    """Where it is, however its lines move."""
    return passage.path, passage.symbol


def _query(kind: str, passage: Passage, relevant: Sequence[Passage]) -> Query:
    return Query(kind, passage.text, frozenset(place_of(one) for one in relevant), place_of(passage))
