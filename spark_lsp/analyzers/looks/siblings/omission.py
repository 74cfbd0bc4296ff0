"""Finds the functions of a text that do not do what their siblings do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.kinds import Kind
from spark_lsp.analyzers.looks.siblings.kinship import alike, may_be_alike, purpose, share_a_place
from spark_lsp.analyzers.looks.siblings.manner import Manner

_MOST_COMPARED = 4_000
_FEWEST_LINES = 3
_MANY = 3


@dataclass(frozen=True, slots=True)
class Omission:
    """A function, those of its siblings that do the act, the nearest first, and how sure it is that it should."""

    function: Function
    act: Act
    """As the nearest sibling does it."""
    doers: tuple[Function, ...]
    likeness: float
    """Of the nearest sibling, 0 to 1."""


def omissions(functions: Sequence[Function], kind: Kind, manner: Manner) -> Iterator[Omission]:
    """At most one a function, in the order of the text."""
    words = manner.names | manner.errors | manner.actors
    acts = {
        i: found
        for i, function in enumerate(functions)
        if (not words or not words.isdisjoint(function.parts)) and (found := kind.acts(function, manner))
    }
    if not acts:
        return
    doers: dict[str, list[tuple[Function, Act]]] = {}
    for i, found in acts.items():
        for act in found:
            doers.setdefault(act.key, []).append((functions[i], act))
    lacking: dict[str, list[tuple[int, list[tuple[float, Function, Act]]]]] = {}
    keys = {functions[i].span: {act.key for act in found} for i, found in acts.items()}
    compared = 0
    for i, function in enumerate(functions):
        if _is_test(function) or set(function.name_parts) & manner.open:
            continue
        mine = {act.key for act in acts.get(i, ())}
        for key, doing in doers.items():
            if key in mine:
                continue
            near: list[tuple[float, Function, Act]] = []
            for doer, act in doing:
                compared += 1
                if compared > _MOST_COMPARED:
                    return
                if not share_a_place(doer, function) or not may_be_alike(doer, function):
                    continue
                if not _may_lack(doer, function, manner):
                    continue
                if kind.ANOTHER_WILL_DO and mine and not mine <= keys[doer.span]:
                    continue
                if kind.is_missing(act, doer, function, manner):
                    near.append((alike(doer, function, act.shown), doer, act))
            if not near or function.lines < _FEWEST_LINES:
                continue
            if kind.INNER_IS_COVERED and _is_called(function, functions):
                continue
            if not _has_it_done(function, [functions[j] for j in acts]):
                near.sort(key=lambda entry: (-entry[0], entry[1].span))
                lacking.setdefault(key, []).append((i, near))
    yield from _sure(functions, lacking, manner)


def _sure(
    functions: Sequence[Function],
    lacking: dict[str, list[tuple[int, list[tuple[float, Function, Act]]]]],
    manner: Manner,
) -> Iterator[Omission]:
    told: dict[int, Omission] = {}
    for entries in lacking.values():
        alike_enough = []
        for i, near in entries:
            least = manner.alike[-1]
            close = _once_each([entry for entry in near if entry[0] >= least])
            if len(close) < manner.least:
                continue
            needed = manner.alike[min(len(close), len(manner.alike)) - 1]
            if close[0][0] >= needed and (len(close) >= _MANY or not close[0][2].weak):
                alike_enough.append((i, close))
        for i, close in alike_enough:
            if len(alike_enough) > max(1, len(close) // 4):
                continue  # where several go without, doing it is no custom of the place
            likeness, _, act = close[0]
            told.setdefault(i, Omission(functions[i], act, tuple(doer for _, doer, _ in close), likeness))
    for i in sorted(told):
        yield told[i]


def _once_each(near: list[tuple[float, Function, Act]]) -> list[tuple[float, Function, Act]]:
    """Each doer once, by its first act."""
    seen: set[tuple[int, int]] = set()
    found = []
    for entry in near:
        if entry[1].span not in seen:
            seen.add(entry[1].span)
            found.append(entry)
    return found


def _may_lack(doer: Function, function: Function, manner: Manner) -> bool:
    """Whether the purposes allow the comparison: what only reads may do without what a change needs, and what makes
    something new holds nothing yet that it could be refused."""
    theirs, mine = purpose(doer), purpose(function)
    if manner.reads or theirs == mine:
        return True
    return mine == "change" and (theirs != "read" or bool(doer.route))


def _has_it_done(function: Function, doers: list[Function]) -> bool:
    """Whether it calls one that does it, or is there for those that have done it already."""
    for doer in doers:
        if doer is function:
            continue
        if doer.name in function.written and doer.name in function.called:
            return True
        if not function.route and function.name in doer.written and function.name in doer.called:
            return True
    return False


def _is_called(function: Function, functions: Sequence[Function]) -> bool:
    name = function.name
    return any(name in other.written and name in other.called for other in functions if other is not function)


def _is_test(function: Function) -> bool:
    return function.name_parts[:1] in (("test",), ("setup",), ("fixture",)) or function.place.name.startswith("Test")
