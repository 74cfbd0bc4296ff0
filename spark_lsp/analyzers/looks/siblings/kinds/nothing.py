"""Checks that what was looked up is there."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import held_as
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import parts_of
from spark_lsp.analyzers.shape import words

_ABSENT = re.compile(
    r"^\(*\s*(?:(?:not\s+|!)\s*([a-z_]\w*)|([a-z_]\w*)\s*(?:is\s+None|===?\s*(?:None|null|undefined|nil|NULL|nullptr)))\s*\)*$"
)
_BOUND = re.compile(r"(?<![\w.$])([a-z_]\w*)\s*:?=(?!=)")
_REACHED = re.compile(r"(?<![\w.$])[a-z_]\w*\.\w")
_LOOKS_UP = words("get find fetch load lookup select first query one by search entity entry match resolve pick")
_ERRORS = words("err error ok exists found")

INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Refusals of a local name that came from a call, where it is None, null or nil."""
    found = []
    for check in function.checks:
        absent = _ABSENT.match(check.condition.strip())
        name = (absent[1] or absent[2]) if absent else ""
        if not name or name in _ERRORS or name in function.types or not check.leaves or name not in function.loads:
            continue
        if len(name) > 1 and _LOOKS_UP & set(parts_of(function.loads[name])):
            found.append(Act(function.loads[name], name, name))
    return found


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It loads the same by the same call, reaches into it and never asks whether it is there."""
    name = held_as(act.about, doer, function)
    if name is not None and name != act.about and f"{act.key}()" in function.body:
        return False  # what takes no arguments is too general to be the same thing under another name
    if name is None or name in function.asked:
        return False
    if name + "?" in function.text or function.has("except") or function.has("require"):
        return False
    if len([other for other in _BOUND.findall(function.body) if other == name]) > 1:
        return False
    return any(path.startswith(name + ".") for path in _REACHED.findall(function.body)) or name + "[" in function.body
