"""Sizes, limits and pages that are kept within bounds."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of

_BOUNDS = re.compile(r"\b(?:Math\.)?(?:min|max|clamp\w*|Min|Max)\(([^\n]*)")

_SET = re.compile(r"\b(\w+)\s*:?=(?!=)")


def _bounded(function: Function) -> frozenset[str]:
    """Parameters and loaded names that are given to min or max, or cut off by an `if`."""
    held = function.names | set(function.loads)
    found = held & {name for code in _BOUNDS.findall(function.body) for name in identifiers(code)}
    for check in function.checks:
        asked = held & set(identifiers(check.condition))
        found |= asked & set(_SET.findall(check.answer))
    return found


PASSED_ON = True
INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Values named like a size that are kept within bounds."""
    return [Act(name, name, name) for name in sorted(_bounded(function)) if set(parts_of(name)) & manner.names]


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It takes the same, uses it as it comes, and never asks how large it is."""
    if act.about not in function.names and act.about not in function.loads:
        return False
    if act.about not in function.names and function.loads.get(act.about, "") != doer.loads.get(act.about, ""):
        return False
    if act.about in function.asked:
        return False
    if any(set(parts_of(callee)) & manner.verbs for callee in function.handed.get(act.about, ())):
        return False
    return function.uses[act.about] > (act.about in function.loads)
