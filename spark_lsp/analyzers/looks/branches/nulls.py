"""A value read where the condition just said that it is nothing."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_NAME = r"([A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*)*)"
_NULL = r"(?:null|nil|undefined|NULL|nullptr|None)"
_IS = re.compile(rf"(?<![\w$.>]){_NAME}\s*(?:===?\s*{_NULL}\b|\bis\s+None\b)\s*(?:&&|\band\b)(?P<rest>[^\n]*)")
_NOT = re.compile(rf"(?<![\w$.>)!])(?:!\s*|\bnot\s+){_NAME}\s*(?:&&|\band\b)(?P<rest>[^\n]*)")
_OR = re.compile(rf"(?<![\w$.>]){_NAME}\s*(?:!==?\s*{_NULL}\b|\bis\s+not\s+None\b)\s*(?:\|\||\bor\b)(?P<rest>[^\n]*)")


def member_of_nothing(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """`x is None and x.y`, `x is not None or x.y` and their like."""
    for pattern in (_IS, _NOT, _OR):
        for found in pattern.finditer(parsed.text):
            name, rest = found[1], found["rest"]
            member = re.match(rf"[^|&?:]*?(?<![\w$.>'\"!]){re.escape(name)}(?:\.|->)[A-Za-z_$]", rest)
            if member is None or re.search(r"\bor\b|\belse\b|\bif\b|\band\b|[(]\s*\)?\s*=>", member[0]):
                continue
            if pattern is _OR and re.search(r"\band\b|&&", member[0]):
                continue
            offset = found.start("rest") + member.end() - len(name) - 2
            line = parsed.text.count("\n", 0, offset)
            column = offset - (parsed.text.rfind("\n", 0, offset) + 1)
            yield Hit(node_at(parsed, line, column), {"X": name})
