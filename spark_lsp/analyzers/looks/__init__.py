"""Looks: what a rule file asks for by `look: NAME` where a pattern of ast-grep cannot say it.

A look is a module or package in this folder (`look: call-sites` is `call_sites`) with

- `look(parsed, rule)`, which gives the hits; it never raises for what is in the text, is bounded in its work, and the
  same text gives the same hits in the same order. What it needs to know beyond the code it reads from `rule.settings`,
  the rule file's `with:`;
- `PARAMETERS`, the keys that `with:` may have.

It is run on whole files only: where a unit was just edited, patterns alone answer until the file has been analysed."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from spark_lsp.analyzers.hit import Hit
    from spark_lsp.analyzers.parsed import ParsedText
    from spark_lsp.analyzers.rule import Rule


class Look(Protocol):
    """A module of this folder."""

    PARAMETERS: frozenset[str]

    def look(self, parsed: "ParsedText", rule: "Rule") -> "Iterator[Hit]":
        """The places where the rule holds."""
        ...


@cache
def look_named(name: str) -> Look | None:
    """The look of a name; None where there is none. Loaded when the first rule that uses it is run."""
    module = f"{__name__}.{name.replace('-', '_')}"
    if not name.replace("-", "").isalpha() or find_spec(module) is None:
        return None
    return cast(Look, import_module(module))
