"""Checks of who may do it: ownership, permission, role."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.checks import Check
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import callee_parts, held_as, is_registered_with
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of
from spark_lsp.analyzers.shape import words

_REFUSES = re.compile(
    r"\b(?:raise|throw|abort|panic|bail|assert)\b|[Ee]rr(?:or)?\w*\(|\bErr\(|\bErr[A-Z]|-\s*E[A-Z]+\b|redirect"
)
_ABSENT = re.compile(
    r"^\(*\s*(?:(?:not\s+|!)\s*([\w.]+)|([\w.]+)\s*(?:is\s+None|===?\s*(?:None|null|undefined|nil)))\s*\)*$"
)
_ASKING = frozenset({"is", "has", "can"})
_CALLEE_END = re.compile(r"[()]")
_COMPARES = re.compile(r"[=!]==?|\bnot in\b|\bis not\b|\.[Ee]q(?:uals?)?\(")

_FAILURES = words("err error e exc ex exception")
_IDENTITY = words("id uid user author by account company team organization organisation org customer")
_PREDICATES = words("is can has may should must check ensure require assert verify validate")

INNER_IS_COVERED = False
ANOTHER_WILL_DO = True


def acts(function: Function, manner: Manner) -> list[Act]:
    """Conditions on an owner, a role or a permission that turn away, and calls that do so."""
    if manner.names & set(function.name_parts) or _PREDICATES & set(function.name_parts[:1]):
        return []
    found = [act for check in function.checks if check.leaves and (act := _checked(check, function, manner))]
    for called in dict.fromkeys(function.calls):
        last = set(parts_of(callee_parts(called)))
        verbs = last & manner.verbs
        if not verbs or last & manner.besides or (verbs <= _ASKING and called not in function.statements):
            continue
        if any(manner.names & set(parts_of(step)) for step in called.split(".")[-2:]):
            found.append(Act(callee_parts(called), _arguments(called, function, manner), f"{_short(called)}()"))
    return found


def _checked(check: Check, function: Function, manner: Manner) -> Act | None:
    names = identifiers(check.condition)
    if not any(_is_actor(name, manner) for name in names) and not check.said & manner.errors:
        return None
    if not _FAILURES.isdisjoint(names):
        return None
    absent = _ABSENT.match(check.condition.strip())
    path = (absent[1] or absent[2]) if absent is not None else ""
    if path and check.said & manner.errors and _asker(path, manner):
        return Act(callee_parts(path), "", check.as_written(path, callee_parts(path)))
    paths = list(check.paths())
    for path, called in paths:
        if (act := _named(path, called, check, function, manner)) is not None:
            return act
    members = [path for path, called in paths if "." in path and not called]
    others = [path for path in members if not _names_actor(path, manner)]
    if not others or not _is_identity(others[0]) or not _COMPARES.search(check.condition):
        return None
    refuses = bool(check.said & manner.errors)
    if refuses or ((len(others) < len(members) or _lone_actor(paths, manner)) and _REFUSES.search(check.answer)):
        last = callee_parts(others[0])
        return Act(last, _subjects(paths, function, manner), check.as_written(others[0], last))
    return None


def _named(path: str, called: bool, check: Check, function: Function, manner: Manner) -> Act | None:
    """The act where a path of the condition is named after an owner, a role or a permission."""
    steps = path.split(".")[1:] or [path]
    named = next((step for step in reversed(steps) if _is_named(step, manner)), None)
    if named is None and not (called and _asks_leave(path, check, manner)):
        return None
    if "." not in path and not called:
        callee = _CALLEE_END.split(function.loads.get(path, ""))[0]
        if not _is_named(callee_parts(callee), manner):
            return None
        if callee:
            return Act(callee_parts(callee), _arguments(callee, function, manner), f"{_short(callee)}()")
    named = named or callee_parts(path)
    about = _subjects(list(check.paths()), function, manner)
    return Act(named, about, check.as_written(path, named) + ("()" if called else ""))


def _subjects(paths: list[tuple[str, bool]], function: Function, manner: Manner) -> str:
    """What a condition concerns, apart from whoever asks: all that is at hand in it, with commas between."""
    return _those_at_hand([path.split(".")[0] for path, _ in paths], function, manner)


def _arguments(called: str, function: Function, manner: Manner) -> str:
    """What a check is given, apart from whoever asks."""
    names = [name for name, callees in function.handed.items() if called in callees]
    return _those_at_hand(names, function, manner)


def _those_at_hand(names: list[str], function: Function, manner: Manner) -> str:
    plumbing = function.grammar.plumbing
    return ",".join(
        dict.fromkeys(
            name
            for name in names
            if _at_hand(name, function) and name not in plumbing and not manner.actors & set(parts_of(name))
        )
    )


def _is_named(step: str, manner: Manner) -> bool:
    parts = set(parts_of(step))
    return bool(parts & manner.names) and not parts & manner.besides


def _asks_leave(path: str, check: Check, manner: Manner) -> bool:
    """Whether a call asks if someone may (`user.can_edit(folder)`)."""
    if parts_of(callee_parts(path))[:1] not in (("can",), ("may",)):
        return False
    return any(manner.actors & set(parts_of(word)) for word in identifiers(check.condition))


def _is_identity(path: str) -> bool:
    """Whether a member says whose something is, by its name (`user_id`, `author`)."""
    parts = parts_of(callee_parts(path))
    return bool(set(parts) & _IDENTITY)


def _names_actor(path: str, manner: Manner) -> bool:
    return any(_is_actor(step, manner) for step in path.split(".")[:-1])


def _asker(path: str, manner: Manner) -> bool:
    """Whether a path ends at whoever asks (`session`, `req.user`)."""
    return _is_actor(callee_parts(path), manner)


def _is_actor(name: str, manner: Manner) -> bool:
    """Whether a name is one for whoever asks (`user`, `currentUser`), and not one that merely has such a word in it."""
    parts = parts_of(name)
    return len(parts) < 3 and bool(manner.actors & set(parts))


def _lone_actor(paths: list[tuple[str, bool]], manner: Manner) -> bool:
    return any("." not in path and _is_actor(path, manner) for path, _ in paths)


def _at_hand(root: str, function: Function) -> bool:
    return root in function.loads or root in function.types


def _short(called: str) -> str:
    return called if called.count(".") < 2 else called.split(".", called.count(".") - 1)[-1]


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It holds the same thing and decides nothing by whose that is."""
    if manner.names & set(function.name_parts) or _PREDICATES & set(function.name_parts[:1]):
        return False
    if function.name == doer.name and not function.route:
        return False
    for about in filter(None, act.about.split(",")):
        held = held_as(about, doer, function)
        if held is None or not function.has(held):
            return False
    if act.key in function.asked or (act.shown.endswith("()") and function.has(act.key)):
        return False
    if _refusals(function, manner) >= max(1, _refusals(doer, manner)):
        return False
    told = {callee for callee in _calls_for_actor(doer, manner) if callee_parts(callee) != act.key}
    if len(_calls_for_actor(function, manner)) > len(told):
        return False
    if _acts_as_who_asks(function, manner) and not _acts_as_who_asks(doer, manner):
        return False
    if is_registered_with(manner.names, function):
        return False
    theirs = set(doer.calls)
    for called in function.calls:
        last = parts_of(callee_parts(called))
        if called not in theirs and (manner.names & set(last) or last[:1] in (("can",), ("may",))):
            return False
    for check in function.checks:
        for path, is_called in check.paths():
            if is_called and path not in theirs and manner.verbs & set(parts_of(callee_parts(path))[:1]) - _ASKING:
                return False
    extra = set(function.marks) - set(doer.marks)
    return not any(manner.names & set(parts_of(word)) for mark in extra for word in identifiers(mark))


def _refusals(function: Function, manner: Manner) -> int:
    """How often it turns away, by its words, for want of a right."""
    return sum(1 for check in function.checks if check.said & manner.errors)


def _acts_as_who_asks(function: Function, manner: Manner) -> bool:
    """Whether the call that it is named for is told who asks (`unfollow` → `users.unfollow(caller.uid, …)`)."""
    return function.name in {callee_parts(callee) for callee in _calls_for_actor(function, manner)}


def _calls_for_actor(function: Function, manner: Manner) -> set[str]:
    """The calls that are told who asks: they may check it themselves."""
    handed = function.handed.items()
    return {callee for name, callees in handed if manner.actors & set(parts_of(name)) for callee in callees if callee}
