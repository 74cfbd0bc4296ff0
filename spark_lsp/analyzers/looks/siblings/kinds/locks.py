"""A lock that is held while the object's own state is changed."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function, changes_in
from spark_lsp.analyzers.looks.siblings.manner import Manner

_HOLDS = re.compile(
    r"(?P<block>\n[ \t]*)(?:async\s+)?with\s+self\.(?P<with>\w+)\s*(?:\.\w+\([^()]*\)\s*)?(?:,[^\n]*)?:[ \t]*(?=\n)"
    r"|\bself\.(?P<call>\w+)\.(?:Lock|lock|acquire|lockInterruptibly|write)\("
    r"|\bsynchronized\s*\(\s*(?:self\.)?(?P<monitor>\w+)\s*\)"
    r"|\b(?:lock_guard|unique_lock|scoped_lock)\b[^\n(]*\(\s*(?:self\.)?(?P<guard>\w+)"
)


INNER_IS_COVERED = True
ANOTHER_WILL_DO = False


def lock_of(function: Function, manner: Manner) -> tuple[str, str]:
    """The one lock that a function takes, and the code that runs while it is held; empty where it takes none or
    several."""
    found = list(_HOLDS.finditer(function.code))
    names = {name for held in found for name in held.group("with", "call", "monitor", "guard") if name}
    if len(names) != 1 or len(found) != 1:
        return "", ""
    (name,) = names
    if name != "this" and not any(word in name.lower() for word in manner.names):
        return "", ""
    rest = function.code[found[0].end() :]
    if found[0]["block"]:
        return name, _indented(rest, len(found[0]["block"]))
    return name, _braced(rest) if found[0]["monitor"] else rest


def _indented(code: str, indent: int) -> str:
    """The lines of a block whose first line stands deeper than `indent`."""
    lines = []
    for line in code.split("\n")[1:]:
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            break
        lines.append(line)
    return "\n".join(lines)


def _braced(code: str) -> str:
    """The block that follows, up to its closing brace."""
    depth = 0
    for at, sign in enumerate(code):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and depth <= 0:
            return code[:at]
    return code


def _is_made_here(function: Function) -> bool:
    return function.name in ("__init__", "__new__", "constructor", function.place.name) or function.name.startswith(
        "New"
    )


def acts(function: Function, manner: Manner) -> list[Act]:
    """For each attribute that it changes while it holds a lock: that lock."""
    if "lock" not in function.code.lower() and "mu" not in function.code and "synchronized" not in function.code:
        return []
    name, held = lock_of(function, manner)
    changed = changes_in(held) if name and not _is_made_here(function) else frozenset()
    return [Act(f"{name}/{attribute}", "self", f"{attribute}/{name}") for attribute in sorted(changed)]


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It changes the same attribute, takes no lock and is not for callers that hold it."""
    lock, _, attribute = act.key.partition("/")
    if attribute not in function.changed or function.has(lock) or _HOLDS.search(function.code):
        return False
    if any(word in part for part in function.name_parts for word in manner.names) or _is_made_here(function):
        return False
    if function.grammar.receiver and function.name[:1].islower():
        return False
    return not function.is_private and "synchronized" not in function.text.split("{")[0]
