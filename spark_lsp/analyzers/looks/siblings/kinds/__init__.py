"""The table of the kinds of act that are compared, one small file each."""

from typing import Protocol

from spark_lsp.analyzers.looks.siblings.act import Act
from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.kinds import (
    access,
    locks,
    marks,
    nothing,
    rollbacks,
    validation,
)
from spark_lsp.analyzers.looks.siblings.manner import Manner


class Kind(Protocol):
    """A module of this folder."""

    INNER_IS_COVERED: bool
    """Whether one that others of the text call is taken to be called by those that do it."""
    ANOTHER_WILL_DO: bool
    """Whether a function that does one of this kind which its sibling does not needs none of its sibling's."""

    def acts(self, function: Function, manner: Manner) -> list[Act]:
        """What of this kind a function does."""
        ...

    def is_missing(self, act: Act, doer: Function, function: Function, manner: Manner) -> bool:
        """Whether a function that does not do what its sibling does has all that calls for it, and nothing that
        stands in its place."""
        ...


def kind_named(name: str) -> Kind | None:
    """The kind that a rule file's `kind:` names."""
    kinds: dict[str, Kind] = {
        "access": access,
        "locks": locks,
        "marks": marks,
        "nothing": nothing,
        "rollbacks": rollbacks,
        "validation": validation,
    }
    return kinds.get(name)
