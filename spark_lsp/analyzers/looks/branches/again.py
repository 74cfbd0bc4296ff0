"""A condition that was asked right before and cannot hold the second time."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.asking import only_asks
from spark_lsp.analyzers.looks.branches.places import following, nodes_of, statements_of, without_brackets
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_CONSTANT = frozenset({"true", "false", "True", "False"})
_SHORTEST = 2
_NAME_ALONE = re.compile(r"(?:not |!)?[\w.$]+(?: *(?:is not|is|[!=]==?) *(?:None|null|nil|undefined|NULL|nullptr))?")
"""What the flow of one name settles, and the look at flow tells."""


def asked_again(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """The conditions of ifs after one of the same condition: as its `else if`, or below it where it leaves. Conditions
    that may act are left out."""
    for node in nodes_of(parsed, grammar, grammar.ifs):
        mine = node.field("condition")
        if mine is None or node.field("initializer") is not None or len(without_brackets(mine.text())) < _SHORTEST:
            continue
        for its in _later(node, grammar):
            code = mine.text()
            if its.text() == code and without_brackets(code) not in _CONSTANT and only_asks(code):
                yield Hit(
                    its,
                    {"C": without_brackets(code), "L": str(parsed.index.position(mine.range().start.index).line + 1)},
                )


def _later(node: SgNode, grammar: Grammar) -> Iterator[SgNode]:
    """The conditions that are asked only where the first did not hold."""
    chained = node.field("alternative")
    if chained is None:
        body = node.field("consequence")
        follower = following(node, grammar.comments) if body is not None and _leaves(body, grammar) else None
        if follower is not None and follower.kind() in grammar.ifs:
            for condition in _condition(follower):
                if not _NAME_ALONE.fullmatch(without_brackets(condition.text())):
                    yield condition
        return
    while chained is not None:
        if chained.kind() == "else_clause":
            inner = chained.named_children()
            chained = inner[-1] if inner else None
        if chained is None or chained.kind() not in grammar.ifs:
            return
        yield from _condition(chained)
        chained = chained.field("alternative")


def _condition(node: SgNode) -> Iterator[SgNode]:
    condition = node.field("condition")
    if condition is not None and node.field("initializer") is None:  # Go: `if err := f(); err != nil`
        yield condition


def _leaves(body: SgNode, grammar: Grammar) -> bool:
    inner = statements_of(body, grammar.comments)
    return bool(inner) and inner[-1].kind() in grammar.leaving
