"""An `if` that asks what the `if` right before it asked, after which nothing goes on."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_MOVES = re.compile(r"\(|\+\+|--|[^=!<>]=[^=>]|\bawait\b")


def asked_again(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """The conditions of such second ifs: they never hold. Conditions that call something are left out."""
    for node in parsed.root.find_all(any=[{"kind": kind} for kind in sorted(grammar.ifs)]):
        follower = _next(node, grammar)
        if follower is None or follower.kind() not in grammar.ifs or node.field("alternative") is not None:
            continue
        mine, its = node.field("condition"), follower.field("condition")
        body = node.field("consequence")
        if mine is None or its is None or body is None:
            continue
        code = mine.text()
        if code == its.text() and not _MOVES.search(code.strip("()")) and _leaves(body, grammar):
            yield Hit(its, {"C": code.strip("()"), "L": str(node.range().start.line + 1)})


def _next(node: SgNode, grammar: Grammar) -> SgNode | None:
    follower = node.next()
    while follower is not None and follower.kind() in grammar.comments:
        follower = follower.next()
    return follower


def _leaves(body: SgNode, grammar: Grammar) -> bool:
    if body.kind() in grammar.leaving:
        return True
    inner = [child for child in body.named_children() if child.kind() not in grammar.comments]
    return bool(inner) and inner[-1].kind() in grammar.leaving
