"""The text of a piece of code without what differs only in how it is written: comments, strings, arrows, getters."""

import re
from functools import cache, lru_cache

from spark_lsp.analyzers.looks.siblings.grammar import Grammar

_KEYED = re.compile(r"""\[["']([A-Za-z_]\w*)["']\]|\.get\(\s*["']([A-Za-z_]\w*)["']\s*\)""")
_ARROWS = re.compile(r"\?\.(?!\d)|->|::|!\.")
_GETTER = re.compile(r"\.(?:get|is)([A-Z]\w*)\(\s*\)")
_SPACED_DOT = re.compile(r"\s*\n\s*\.(?=\w)")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def plain_code(text: str, grammar: Grammar, receiver: str = "") -> str:
    """The code with `order["owner"]`, `order->owner`, `order.getOwner()` and `order?.owner` all as `order.owner`,
    strings empty, no comments, and the object that a method belongs to as `self`."""
    return _plain(text, grammar.lexis, receiver)


@lru_cache(
    maxsize=8192
)  # a file is looked at again after every edit, and all but one of its functions are as they were
def _plain(text: str, lexis: str, receiver: str) -> str:
    if "['" in text or '["' in text or ".get(" in text:
        text = _KEYED.sub(_as_member, text)
    text = _lexis(lexis).sub(_without_content, text)
    if "->" in text or "::" in text or "?." in text or "!." in text:
        text = _ARROWS.sub(".", text)
    if ".get" in text or ".is" in text:
        text = _GETTER.sub(_as_property, text)
    if "\n" in text:
        text = _SPACED_DOT.sub(".", text)
    return _self(receiver).sub("self.", text) if receiver or "this." in text else text


@cache  # one a language
def _lexis(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=256)  # receivers are named alike all over a project
def _self(receiver: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:this|{receiver})\." if receiver else r"\bthis\.")


def _as_member(found: re.Match[str]) -> str:
    return "." + (found[1] or found[2])


def _as_property(found: re.Match[str]) -> str:
    return "." + found[1][0].lower() + found[1][1:]


def _without_content(found: re.Match[str]) -> str:
    first = found[0][0]
    return " " if first in "#/" else '""'


def identifiers(code: str) -> list[str]:
    """Every identifier of plain code, in order."""
    return _IDENTIFIER.findall(code)


@lru_cache(maxsize=16384)  # the same names come again all over a text
def parts_of(name: str) -> tuple[str, ...]:
    """The words that a name is made of, in lower case: `get_ownerId` is get, owner, id."""
    return tuple(part.lower() for part in _PARTS.findall(name))
