"""What is made harmless on its way out."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.holding import held_as
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import parts_of

_WRAPS = re.compile(r"([A-Za-z_$][\w$.]*)\(\s*([a-z_]\w*)((?:\.\w+)*)\s*[,)]")

_BARE = re.compile(r"(?<![\w.$])[a-z_]\w*(?:\.\w+)*(?![\w.(])")

PASSED_ON = True
INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """Calls that make a parameter or a loaded value harmless."""
    found = []
    for called, root, members in _WRAPS.findall(function.body):
        if set(parts_of(called.rsplit(".", 1)[-1])) & manner.names and (
            root in function.names or root in function.loads
        ):
            found.append(Act(f"{called.rsplit('.', 1)[-1]}({root}{members}", root, f"{called}({root}{members})"))
    return found


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """It uses the same value, and nothing in it makes anything harmless."""
    held = held_as(act.about, doer, function)
    if held is None or manner.names & function.parts:
        return False
    path = held + act.key.partition(act.about)[2]
    return path in _BARE.findall(function.body)
