"""What an error path takes back."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import callee_parts, held_as
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import parts_of, plain_code

_CALL = re.compile(r"([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)\(")

INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Calls in an error path whose name has one of the kind's words."""
    found = []
    for handler in function.handlers:
        for called in _CALL.findall(plain_code(handler, function.grammar, function.receiver)):
            if set(parts_of(callee_parts(called))) & manner.names:
                found.append(Act(called, called.split(".")[0], f"{called}()"))
    return found


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It writes through the same object and never takes back."""
    held = held_as(act.about, doer, function)
    if held is None or manner.names & function.parts:
        return False
    receiver = act.key.rpartition(".")[0]
    mine = [call for call in function.calls if call.rpartition(".")[0] in (receiver, held)]
    return any(set(parts_of(callee_parts(call))) & manner.verbs for call in mine)
