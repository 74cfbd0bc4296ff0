"""An `if` whose branches are all the same."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_SPACE = re.compile(r"\s+")


def same_bodies(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """Ifs with an `else` where every branch does the same."""
    for node in parsed.root.find_all(any=[{"kind": kind} for kind in sorted(grammar.ifs)]):
        alternatives = node.field_children("alternative")
        if not alternatives:
            continue
        first = node.field("consequence")
        if first is None:
            continue
        code = _code(first)
        if len(code) > 3 and _same(alternatives, code, grammar):
            condition = node.field("condition")
            yield Hit(condition or node, {"C": condition.text() if condition is not None else "", "B": code})


def _same(alternatives: list[SgNode], code: str, grammar: Grammar) -> bool:
    ends = False
    for alternative in alternatives:
        ends = False
        body = alternative
        if alternative.kind() in ("else_clause", "elif_clause"):
            ends = alternative.kind() == "else_clause"
            inner = alternative.field("body") or alternative.field("consequence")
            body = inner if inner is not None else (alternative.named_children() or [alternative])[-1]
        if body.kind() in grammar.ifs:
            consequence = body.field("consequence")
            if consequence is None or _code(consequence) != code:
                return False
            ends = _same(body.field_children("alternative"), code, grammar)
            if not ends:
                return False
        else:
            ends = ends or alternative.kind() not in ("elif_clause",)
            if _code(body) != code:
                return False
    return ends


def _code(body: SgNode) -> str:
    return _SPACE.sub(" ", body.text()).strip("{} ;")
