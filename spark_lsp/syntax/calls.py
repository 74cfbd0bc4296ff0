"""What units call, and which of it stands in the same file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from spark_lsp.core.language import Language
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.syntax.naming import called
from spark_lsp.syntax.parser import Parsed

_RECEIVER = re.compile(r"func ?\((\w+) ")


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    name: str
    known: bool
    """Whether all of what it is called on is in the name."""


def calls_of(parsed: Parsed, nodes: Sequence[Node], spans: Sequence[tuple[int, int]]) -> list[list[Call]]:
    """For each unit, given as byte offsets in file order, what it calls itself: not what units inside it call."""
    calls: list[list[Call]] = [[] for _ in spans]
    fields = parsed.language.calls
    open_spans, coming = [0], 1
    for node in nodes:
        start = node.start_byte
        while coming < len(spans) and spans[coming][0] <= start:
            open_spans.append(coming)
            coming += 1
        while spans[open_spans[-1]][1] <= start and len(open_spans) > 1:
            open_spans.pop()
        at = next((i for i in reversed(open_spans) if start < spans[i][1]), 0)
        name, known = called(node, fields[node.type], parsed.raw)
        if name:
            calls[at].append(Call(name, known))
    return calls


def targets_of(units: Sequence[Unit], calls: Sequence[Sequence[Call]], language: Language) -> list[list[int]]:
    """For each unit the units that it calls, by name: `f`, `self.f` in the same class, `Class.f`. What a name means
    is looked for from the inside out."""
    members: dict[tuple[int, str], int] = {}
    by_owner: dict[tuple[str, str], int] = {}
    for i, unit in enumerate(units[1:], start=1):
        if unit.name:
            if len(unit.path) == len(units[unit.parent].path) + 1:  # not what names its class: `func (t *T) f()`
                members.setdefault((unit.parent, unit.name), i)
            if len(unit.path) > 1:
                by_owner.setdefault((unit.path[-2], unit.name), i)
    found: list[list[int]] = []
    for i, made in enumerate(calls):
        targets: dict[int, None] = {}
        owner = _owner(units, i)
        for call in made:
            if not call.known:
                continue
            *before, last = call.name.split(".")
            last = last.removesuffix("!")
            if not before:
                target = _in_scope(units, i, last, members, through_classes=language.implicit_self)
                if target is None and language.implicit_self:
                    target = by_owner.get((owner, last))
            elif before[-1] in language.selfs or (len(before) == 1 and before[0] == _receiver(units[i])):
                target = by_owner.get((owner, last)) if len(before) == 1 else None
            else:
                target = by_owner.get((before[-1], last))
            if target is not None and target != i:
                targets[target] = None
        found.append(list(targets))
    return found


def _owner(units: Sequence[Unit], at: int) -> str:
    """Name of the class around a unit; of a Go or C++ method outside it the class that it names."""
    while at > 0:
        unit = units[at]
        if unit.kind is UnitKind.METHOD and len(unit.path) > 1:
            return unit.path[-2]
        if unit.kind is UnitKind.CLASS:
            return unit.path[-1]
        at = unit.parent
    return ""


def _receiver(unit: Unit) -> str:
    """What a Go method calls its object: `func (t *T) M()`."""
    found = _RECEIVER.match(unit.signature) if unit.kind is UnitKind.METHOD else None
    return found[1] if found else ""


def _in_scope(
    units: Sequence[Unit], at: int, name: str, members: dict[tuple[int, str], int], *, through_classes: bool
) -> int | None:
    """What a bare name means, looked for from the inside out; in most languages a class is no scope for its methods."""
    scope = at
    while scope >= 0:
        target = members.get((scope, name))
        if target is not None and (through_classes or scope == at or units[scope].kind is not UnitKind.CLASS):
            return target
        scope = units[scope].parent
    return None
