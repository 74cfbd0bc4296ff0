"""A condition that decides nothing: whichever way it goes, the same is done."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_SPACE = re.compile(r"\s+")
_SHORTEST = 4
_PURE = re.compile(
    r"\b(?:isinstance|issubclass|hasattr|callable|len|[\w.]*?\b_?(?:is|has|get|starts|ends|equals|contains|size|empty)_?\w*)\("
)
_ACTS = re.compile(r"[A-Za-z_]\w*\(|[^=!<>]=[^=>]|:=|\+\+|--|\blet\b|\bawait\b")
"""What a condition may do besides asking; then it decides nothing, but is not idle."""
_EMPTY = re.compile(r"(?:pass|return|break|continue|\.\.\.|return None|nil)?;?")


def decides_nothing(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """The conditions of ifs whose branches are all the same, the code after them included where they leave."""
    for node in parsed.root.find_all(any=[{"kind": kind} for kind in sorted(grammar.ifs)]):
        body, condition = node.field("consequence"), node.field("condition")
        if body is None or condition is None:
            continue
        alternatives = node.field_children("alternative")
        last = alternatives[-1] if alternatives else _following(node, body, grammar)
        if last is None or last.kind() == "elif_clause" or (not alternatives and _is_else(node, grammar)):
            continue
        if _ACTS.search(_PURE.sub("", condition.text())):
            continue
        code = _code(body)
        if len(code) < _SHORTEST or _EMPTY.fullmatch(code) or "//" in code or "#" in code or "/*" in code:
            continue
        if _code(_inner(last, grammar)) == code and all(_code(_inner(a, grammar)) == code for a in alternatives):
            yield Hit(condition, {"C": _code(condition).strip("()"), "B": code})


def _is_else(node: SgNode, grammar: Grammar) -> bool:
    parent = node.parent()
    return parent is not None and (parent.kind() in grammar.ifs or parent.kind() in ("else_clause", "elif_clause"))


def _following(node: SgNode, body: SgNode, grammar: Grammar) -> SgNode | None:
    """The statement after an if that only returns; what falls through to it is the other branch."""
    inner = body.named_children() if body.kind() not in grammar.leaving else [body]
    if len(inner) != 1 or inner[0].kind() not in ("return_statement", "return_expression", "throw_statement"):
        return None
    follower = node.next()
    return follower if follower is not None and follower.kind() == inner[0].kind() else None


def _inner(alternative: SgNode, grammar: Grammar) -> SgNode:
    if alternative.kind() not in ("else_clause", "elif_clause"):
        return alternative
    inner = alternative.field("body") or alternative.field("consequence")
    return inner if inner is not None else (alternative.named_children() or [alternative])[-1]


def _code(body: SgNode) -> str:
    return _SPACE.sub(" ", body.text()).strip("{} ;")
