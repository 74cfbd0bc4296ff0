"""An override that calls what it overrides."""

import re

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.manner import Manner

_PARENT = re.compile(r"\bsuper(?:\([^()]*\))?\.(\w+)\(|\b[A-Z][\w.]*\.(\w+)\(\s*self\b")


def _calls_parent(function: Function) -> bool:
    return any(function.name in found for found in _PARENT.findall(function.code))


PASSED_ON = False
INNER_IS_COVERED = False
ANOTHER_WILL_DO = False


def acts(function: Function, manner: Manner) -> list[Act]:
    """The call of the same method of what the class inherits from."""
    if not function.place.bases or not _calls_parent(function):
        return []
    return [Act(f"{function.name}/{function.place.bases}", "", f"super().{function.name}()")]


def is_missing(act: Act, doer: Function, function: Function, manner: Manner) -> bool:
    """The same method of another class with the same bases, which says nothing of its parent."""
    return (
        function.name == doer.name
        and function.place.bases == doer.place.bases
        and not function.has("super")
        and not function.has("NotImplementedError")
    )
