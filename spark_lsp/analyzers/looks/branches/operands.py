"""The same operand twice in one chain of `and` or `or`."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.asking import only_asks
from spark_lsp.analyzers.looks.branches.places import nodes_of
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_SETS = re.compile(r"[^=!<>]=[^=>]|:=")
_ASKS = re.compile(r"[=!<>]=|[<>]|\bis\b|\bin\b|\(|^!|^not ")
_ASPECT = re.compile(r"\s+")


def repeated(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """Operands that stand earlier in their chain. Those that may mean another thing the second time are left out."""
    done: set[int] = set()
    for node in nodes_of(parsed, grammar, grammar.chains):
        place = node.range()
        key = place.start.index * 1_000_003 + place.end.index
        if key in done:
            continue
        operator = _operator(node)
        if operator not in grammar.operators:
            continue
        operands: list[SgNode] = []
        _flatten(node, operator, grammar, operands, done)
        codes = [_ASPECT.sub(" ", _bare(operand, grammar).text()) for operand in operands]
        if any(_SETS.search(code) for code in codes):
            continue  # what an operand sets, the one after it may read
        for at, code in enumerate(codes):
            if code not in codes[:at] or not only_asks(code) or len(code) < 2:
                continue
            last = at == len(codes) - 1
            if last and codes[at - 1] != code and not _ASKS.search(code):
                continue  # `a && a.b && a` is a value, not a question
            if parsed.text[operands[at].range().end.index :][:2] == "::":
                continue  # C++ read as C
            yield Hit(operands[at], {"X": code, "OP": operator})


def _operator(node: SgNode) -> str:
    operator = node.field("operator")
    return operator.text() if operator is not None else ""


def _bare(node: SgNode, grammar: Grammar) -> SgNode:
    while node.kind() in grammar.wrappers:
        inner = [child for child in node.named_children() if child.kind() not in grammar.comments]
        if len(inner) != 1:
            return node
        node = inner[0]
    return node


def _flatten(node: SgNode, operator: str, grammar: Grammar, operands: list[SgNode], done: set[int]) -> None:
    left = [node]
    while left:
        part = left.pop()
        bare = _bare(part, grammar)
        if bare.kind() in grammar.chains and _operator(bare) == operator:
            place = bare.range()
            done.add(place.start.index * 1_000_003 + place.end.index)
            sides = [side for name in ("right", "left") if (side := bare.field(name)) is not None]
            left += sides
        else:
            operands.append(part)
