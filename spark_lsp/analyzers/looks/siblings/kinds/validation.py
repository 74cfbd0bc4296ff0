"""Refusals of a parameter's value."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import parts_of
from spark_lsp.analyzers.shape import words

_REFUSES = re.compile(
    r"\b(?:raise|throw|abort|panic|bail|assert)\b|[Ee]rr(?:or)?\w*\(|\bErr\(|\b4[02]\d\b|StatusBadRequest|\bErr[A-Z]\w*|-\s*E[A-Z]+\b"
)

PASSED_ON = True
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Checks of one parameter alone, against constants."""
    found = []
    for check in function.checks:
        if not check.leaves or (check.answer and not _REFUSES.search(check.answer)):
            continue
        roots = {}
        strange = False
        for path, called in check.paths():
            root = path.split(".")[0]
            if root in function.names:
                roots[root] = path
            elif not (called or root.isupper() or root[:1].isupper() or root in _TYPES):
                strange = True
        if len(roots) != 1 or strange:
            continue
        ((root, path),) = roots.items()
        if any(set(parts_of(p)) & manner.besides for p, _ in check.paths()):
            continue
        found.append(Act(root, root, check.as_written(path, path.rsplit(".", 1)[-1]) if "." in path else root))
    return found


_TYPES = words("str int float bool list dict tuple set bytes string number object type")


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It takes the same parameter, uses it, and never asks what it is."""
    name = act.about
    if name not in function.names:
        return False
    mine, theirs = function.types[name], doer.types[name]
    if mine != theirs:
        return False
    if not function.uses[name] or name in function.asked or name in function.rebound:
        return False
    callees = function.handed.get(name, ())
    return not any(set(parts_of(called.rsplit(".", 1)[-1])) & manner.verbs for called in callees)
