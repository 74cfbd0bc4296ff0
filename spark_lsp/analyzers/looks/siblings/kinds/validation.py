"""Refusals of a parameter's value."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.checks import Check
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of
from spark_lsp.analyzers.shape import words

_REFUSES = re.compile(
    r"\b(?:raise|throw|abort|panic|bail|assert)\b|[Ee]rr(?:or)?\w*\(|\bErr\(|\b4[02]\d\b|StatusBadRequest|\bErr[A-Z]\w*|-\s*E[A-Z]+\b"
)

_TAKES_AWAY = words("remove delete del unset clear unregister discard pop detach has contains is isub find lookup get")

INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Checks of one parameter alone, or of one of its members, against constants."""
    found = []
    for check in function.checks:
        condition = check.condition.strip("( )")
        if not check.leaves or condition in function.names or (check.answer and not _REFUSES.search(check.answer)):
            continue
        path = _only_subject(check, function)
        if path and not any(set(parts_of(word)) & manner.besides for word in identifiers(condition)):
            absent = " absent" if _ABSENT.search(condition) else ""
            shown = check.as_written(path, path.rsplit(".", 1)[-1]) if "." in path else path
            weak = _RANGE.search(condition) is None
            found.append(Act(path + absent, path.split(".")[0], shown, weak))
    return found


def _only_subject(check: Check, function: Function) -> str:
    """The one parameter, or member of one, that a condition is about; empty where it is about anything else too."""
    found: set[str] = set()
    for path, called in check.paths():
        root, _, member = path.partition(".")
        if root in function.names:
            if called and member.rsplit(".", 1)[-1] in _PURE:
                path = path.rpartition(".")[0]
            elif called:
                return ""
            found.add(path)
        elif not (_ASKS & set(parts_of(path.rsplit(".", 1)[-1])) if called else root[:1].isupper() or root in _TYPES):
            return ""
    return found.pop() if len(found) == 1 else ""


_ABSENT = re.compile(r"^not\b|^!\s*[\w.]+$|None|null|nil\b|undefined|NULL|instanceof|isinstance")
_RANGE = re.compile(r"[^-=<>][<>]=?[^<>]")
_MADE = re.compile(r"(\w+)\s*:?=(?!=)\s*([^\n]+)")
_PURE = words("strip trim isEmpty is_empty isBlank length len size isdigit isalnum startswith isNaN lower")
_ASKS = words("is isinstance issubclass len length callable hasattr typeof type valid int float number empty blank")
_TYPES = words("str int float bool list dict tuple set bytes string number object type")


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It takes the same parameter, uses it, and never asks what it is."""
    name = act.about
    if name not in function.names or function.types[name] != doer.types[name]:
        return False
    if not _share_more(doer, function):
        return False
    path = act.key.removesuffix(" absent")
    last = path.rsplit(".", 1)[-1]
    if not function.uses[last] or last in function.asked or name in function.asked or name in function.rebound:
        return False
    if "." in path and path not in function.body:
        return False
    first = function.name_parts[:1]
    if act.key.endswith(" absent") and first != doer.name_parts[:1] and _TAKES_AWAY & set(first):
        return False
    if any(made in function.asked and name in identifiers(value) for made, value in _MADE.findall(function.body)):
        return False  # it asks what it makes of the parameter
    callees = function.handed.get(name, ())
    return not any(set(parts_of(called.rsplit(".", 1)[-1])) & manner.verbs for called in callees)


def _share_more(one: Function, other: Function) -> bool:
    """Whether more than parameters is common to both: a word of the name, a call, an attribute."""
    words = set(one.name_parts) & set(other.name_parts)
    return bool(words or set(one.calls) & set(other.calls) or one.state & other.state or one.changed & other.changed)
