"""Decorators, annotations and what a route is handed before its handler."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import is_registered_with
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of

_HEAD = re.compile(r"[\w$.]+")

INNER_IS_COVERED = False
ANOTHER_WILL_DO = True


def acts(function: Function, manner: Manner) -> list[Act]:
    """The marks whose name has one of the kind's words."""
    found = []
    for mark in function.marks:
        head = _HEAD.match(mark)
        if head is None:
            continue
        last = head[0].rsplit(".", 1)[-1]
        if manner.names & set(parts_of(last)) and not manner.besides & set(parts_of(last)):
            found.append(Act(last, "", head[0]))
    return found


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """None of its marks, those of its class, and no word of its code is of the kind."""
    if not _is_entry(function) or function.has(act.key):
        return False
    if any(act.key in mark for mark in function.place.marks):
        return False
    if manner.names & set(function.name_parts):
        return False
    shared = {mark.split("(")[0] for mark in doer.marks}
    own = [mark for mark in (*function.marks, *function.place.marks) if mark.split("(")[0] not in shared]
    said = {part for mark in own for word in identifiers(mark) for part in parts_of(word)}
    if any(check.said & manner.errors for check in function.checks):
        return False
    if said & manner.names or is_registered_with(manner.names, function):
        return False
    return not any(manner.names & set(parts_of(called.rsplit(".", 1)[-1])) for called in function.calls)


def _is_entry(function: Function) -> bool:
    """Whether it answers to whoever asks from outside: a route, or what takes a request."""
    if function.route:
        return True
    told = (part for p in function.parameters for word in (p.name, p.type) for part in parts_of(word))
    return not {"request", "req"}.isdisjoint(told)
