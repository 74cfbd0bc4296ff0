"""What follows a change: a commit, a flag, a notice, a cache emptied, an entry in the log."""

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import callee_parts, held_as
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import parts_of

_STATEMENTS = frozenset({"insert", "update", "delete", "replace", "add", "remove", "merge", "put", "save"})

PASSED_ON = True
INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Calls for their effect and assignments whose last name has one of the kind's words."""
    found = []
    if set(function.name_parts) & manner.open:
        return []
    for path, sign in [*((p, "()") for p in function.statements), *((p, "") for p in function.assigned)]:
        parts = {part for step in path.split(".") for part in parts_of(step)}
        if parts & manner.names and not parts & manner.besides:
            found.append(Act(path, path.split(".")[0] if "." in path else "", path + sign))
    return found


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It makes the same change and nowhere names what follows it elsewhere."""
    last = callee_parts(act.key)
    if manner.names & function.parts:
        return False
    if act.about:
        held = held_as(act.about, doer, function)
        if held is None or (not function.has(held) and held not in function.grammar.selfs):
            return False
    ends = {last}
    theirs = {state for state in doer.changed if state not in ends}
    if theirs & function.changed:
        return True
    if "sql" not in manner.besides or _STATEMENTS & function.parts:
        return bool(_changes(doer, manner, last) & _changes(function, manner, last))
    return False


def _changes(function: Function, manner: Manner, but: str) -> set[str]:
    """What it calls the kind's verbs on."""
    called = ((call.rpartition(".")[0], callee_parts(call)) for call in function.calls)
    return {receiver for receiver, last in called if receiver and last != but and set(parts_of(last)) & manner.verbs}
