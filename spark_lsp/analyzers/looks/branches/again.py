"""An `if` that asks what the `if` right before it asked, after which nothing goes on."""

from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.asking import only_asks
from spark_lsp.analyzers.looks.branches.places import following, nodes_of, statements_of
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText


def asked_again(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """The conditions of such second ifs: they never hold. Conditions that may act are left out."""
    for node in nodes_of(parsed, grammar, grammar.ifs):
        follower = following(node, grammar.comments)
        if follower is None or follower.kind() not in grammar.ifs or node.field("alternative") is not None:
            continue
        mine, its = node.field("condition"), follower.field("condition")
        body = node.field("consequence")
        if mine is None or its is None or body is None:
            continue
        code = mine.text()
        if code == its.text() and only_asks(code) and _leaves(body, grammar):
            yield Hit(its, {"C": code.strip("()"), "L": str(node.range().start.line + 1)})


def _leaves(body: SgNode, grammar: Grammar) -> bool:
    inner = statements_of(body, grammar.comments)
    return bool(inner) and inner[-1].kind() in grammar.leaving
