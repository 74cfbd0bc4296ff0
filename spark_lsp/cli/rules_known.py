"""The rules that a person asks about: the shipped ones and those of their own folders."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule


def known_rules(folders: Sequence[str]) -> "tuple[Rule, ...]":
    """The shipped rules and those of the folders. Raises UsageError where there is no such folder."""
    from spark_lsp.analyzers.rulepack import RuleBook

    for folder in folders:
        if not os.path.isdir(folder):
            raise UsageError(f"--rules {folder}: no such folder")
    return RuleBook(folders).all()
