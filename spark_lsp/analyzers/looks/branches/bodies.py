"""A condition that decides nothing: whichever way it goes, the same is done."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.asking import only_asks
from spark_lsp.analyzers.looks.branches.places import following, nodes_of, statements_of, without_brackets
from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText

_SPACE = re.compile(r"\s+")
_SHORTEST = 4
_LONGEST = 1_500
_EMPTY = re.compile(r"(?:pass|return|break|continue|\.\.\.|return (?:None|nil|null|err|error))?;?")


def decides_nothing(parsed: ParsedText, grammar: Grammar) -> Iterator[Hit]:
    """The conditions of ifs whose branches are all the same, the code after them included where they leave."""
    for node in nodes_of(parsed, grammar, grammar.ifs):
        if not _may_be_idle(parsed.text, node):
            continue
        body, condition = node.field("consequence"), node.field("condition")
        if body is None or condition is None or node.field("initializer") is not None:
            continue
        alternatives = node.field_children("alternative")
        last = alternatives[-1] if alternatives else _following(node, body, grammar)
        if last is None or last.kind() == "elif_clause" or (not alternatives and _is_else(node, grammar)):
            continue
        if not only_asks(condition.text()):
            continue
        code = _code(body)
        if len(code) < _SHORTEST or _EMPTY.fullmatch(code) or "//" in code or "#" in code or "/*" in code:
            continue
        if _code(_inner(last, grammar)) == code and all(_code(_inner(a, grammar)) == code for a in alternatives):
            yield Hit(condition, {"C": without_brackets(_code(condition)), "B": code})


def _may_be_idle(text: str, node: SgNode) -> bool:
    """Whether the last line of an if follows it once more, or it has an else: far cheaper than its branches."""
    place = node.range()
    code = text[place.start.index : place.end.index]
    if "else" in code or "elif" in code:
        return len(code) < _LONGEST
    last = code.rstrip("} \t\r\n;").rpartition("\n")[2].strip()
    leaves = max(last.rfind("return"), last.rfind("throw"), last.rfind("raise"))
    return leaves >= 0 and text[place.end.index : place.end.index + 400].lstrip().startswith(last[leaves:])


def _is_else(node: SgNode, grammar: Grammar) -> bool:
    parent = node.parent()
    return parent is not None and (parent.kind() in grammar.ifs or parent.kind() in ("else_clause", "elif_clause"))


def _following(node: SgNode, body: SgNode, grammar: Grammar) -> SgNode | None:
    """The statement after an if that only returns; what falls through to it is the other branch."""
    inner = statements_of(body, grammar.comments)
    if len(inner) != 1 or inner[0].kind() not in ("return_statement", "return_expression", "throw_statement"):
        return None
    follower = following(node, ())
    return follower if follower is not None and follower.kind() == inner[0].kind() else None


def _inner(alternative: SgNode, grammar: Grammar) -> SgNode:
    if alternative.kind() not in ("else_clause", "elif_clause"):
        return alternative
    inner = alternative.field("body") or alternative.field("consequence")
    return inner if inner is not None else (alternative.named_children() or [alternative])[-1]


def _code(body: SgNode) -> str:
    return _SPACE.sub(" ", body.text()).strip("{} ;")
