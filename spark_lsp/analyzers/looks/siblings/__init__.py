"""A function that does not do what its siblings do: it checks no owner, takes no lock, never rolls back.

Siblings are functions of one class or one module that are much alike (`kinship.py`); what is compared is an act of one
kind (`kinds/`), told by its key and not by its text; `omission.py` decides how sure it is that one is missing."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.siblings.finding import functions_of
from spark_lsp.analyzers.looks.siblings.kinds import kind_named
from spark_lsp.analyzers.looks.siblings.manner import PARAMETERS, manner_of
from spark_lsp.analyzers.looks.siblings.omission import Omission, omissions
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

__all__ = ["PARAMETERS", "look"]

_MOST_CONFIDENCE = 0.95


def look(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """A hit on the name of each function that omits what the rule's kind of act is."""
    kind = kind_named(str(rule.settings.get("kind", "")))
    functions = functions_of(parsed)
    if kind is None or not functions:
        return
    manner = manner_of(rule.settings)
    for omission in omissions(functions, kind, manner):
        yield _hit(omission, rule)


def _hit(omission: Omission, rule: Rule) -> Hit:
    names = [_called(doer.name, doer.route) for doer in omission.doers]
    words = {
        "SIBLING": names[0],
        "SECOND": names[1] if len(names) > 1 else "",
        "REST": str(len(names) - 2),
        "THING": omission.act.shown,
        "FUNCTION": _called(omission.function.name, omission.function.route),
    }
    if "/" in omission.act.shown and "/" in omission.act.key:
        words["STATE"], _, words["THING"] = omission.act.shown.partition("/")
    settings = rule.settings
    message = None if len(names) == 1 else settings.get("two") if len(names) == 2 else settings.get("more")
    sure = rule.confidence + 0.05 * min(len(names) - 1, 3) + 0.1 * (omission.likeness - 0.75)
    return Hit(
        omission.function.named,
        words,
        unit=omission.function.name,
        message=str(message) if message else None,
        confidence=round(min(sure, _MOST_CONFIDENCE), 2),
    )


def _called(name: str, route: str) -> str:
    return name if " " in name else f"{name}()"
