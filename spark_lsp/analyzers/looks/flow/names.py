"""What a piece of code does with names: which it gives a value, and what a condition says about them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from spark_lsp.analyzers.looks.flow.grammar import Grammar

_NAME = re.compile(r"(?<![\w.$])[A-Za-z_$][\w$]*(?! *[\w$.(\[])")

_ENDS_IN_EQUALS = ("=(?!=)", ":=")

ANYTHING = "nuft"
"""What a value can be: null, undefined, another value that is not true (0, an empty text), a true one."""


@lru_cache(maxsize=64)
def compiled(pattern: str) -> "re.Pattern[str]":
    """A pattern of a table or a rule file, compiled once."""
    return re.compile(pattern)


def bound_in(code: str, grammar: Grammar) -> set[str]:
    """The names that a statement gives a value, and rather too many than too few."""
    names: set[str] = set()
    assigns = "=" in code
    for pattern in grammar.binds:
        if not assigns and pattern.endswith(_ENDS_IN_EQUALS):
            continue
        for found in compiled(pattern).finditer(code):
            names.update(_NAME.findall(found[1]))
    return names


def _parts(code: str, word: str) -> list[str]:
    """A condition cut at `and` or `or`, where it is not inside parentheses."""
    depth = 0
    parts: list[str] = []
    at = 0
    spaced = rf"\b{word}\b" if word.isalpha() else re.escape(word)
    for found in compiled(rf"[(\[{{]|[)\]}}]|{spaced}").finditer(code):
        mark = found[0]
        if mark in "([{":
            depth += 1
        elif mark in ")]}":
            depth -= 1
        elif depth == 0:
            parts.append(code[at : found.start()])
            at = found.end()
    parts.append(code[at:])
    return parts


def _bare(code: str) -> str:
    code = code.strip()
    while code.startswith("(") and code.endswith(")") and _closes_at_end(code):
        code = code[1:-1].strip()
    return code


def _closes_at_end(code: str) -> bool:
    depth = 0
    for i, mark in enumerate(code):
        depth += (mark == "(") - (mark == ")")
        if depth == 0:
            return i == len(code) - 1
    return False


def said(condition: str, grammar: Grammar, *, holds: bool) -> Iterator[tuple[str, str]]:
    """What is certain of names where a condition holds, or where it does not: (name, what it can be), by letters of
    `ANYTHING`. A bare name says so only where the language's table takes truth for that."""
    code = _bare(condition)
    split = _parts(code, grammar.both if holds else grammar.either)
    if len(split) > 1:
        for part in split:
            yield from said(part, grammar, holds=holds)
        return
    if len(_parts(code, grammar.either if holds else grammar.both)) > 1:
        return
    test = compiled(
        rf"([A-Za-z_$][\w$]*)\s*(?:(?P<un>{grammar.unequal})|(?P<eq>{grammar.equal}))\s*(?P<what>{grammar.nulls})$"
    ).match(code)
    if test is not None:
        operator = test["eq"] or test["un"]
        can = "nu" if len(operator) < 3 or operator.startswith("is") else ("u" if test["what"] == "undefined" else "n")
        yield test[1], can if (test["eq"] is not None) == holds else without(can)
        return
    if not grammar.truth_is_null:
        return
    denied = False
    while code.startswith(grammar.negation) and not code.startswith("!="):
        denied = not denied
        code = _bare(code[len(grammar.negation) :])
    if compiled(r"[A-Za-z_$][\w$]*").fullmatch(code):
        yield code, "t" if denied != holds else without("t")


def without(letters: str) -> str:
    """All that a value can be but these."""
    return "".join(letter for letter in ANYTHING if letter not in letters)
