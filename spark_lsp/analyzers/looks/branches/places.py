"""The node at a place of a text."""

from collections.abc import Collection

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.branches.tables import Grammar
from spark_lsp.analyzers.parsed import ParsedText


def node_at(parsed: ParsedText, line: int, column: int) -> SgNode:
    """The smallest node that begins at a line and column, both counted from 0; where none begins there, the smallest
    one around."""
    offset = sum(len(text) + 1 for text in parsed.text.split("\n")[:line]) + column
    node = parsed.root
    while True:
        for child in node.children():
            place = child.range()
            if place.start.index <= offset < place.end.index:
                node = child
                break
        else:
            return node


def nodes_of(parsed: ParsedText, grammar: Grammar, kinds: Collection[str]) -> list[SgNode]:
    """The nodes of some of the kinds that branches are asked about, all found in one walk over the tree."""

    def found(parsed: ParsedText) -> dict[str, list[SgNode]]:
        by_kind: dict[str, list[SgNode]] = {kind: [] for kind in grammar.ifs | grammar.chains}
        for node in parsed.root.find_all(any=[{"kind": kind} for kind in sorted(by_kind)]):
            by_kind[node.kind()].append(node)
        return by_kind

    by_kind = parsed.once("branches.nodes", found)
    return [node for kind in sorted(kinds) for node in by_kind[kind]]


def function_around(node: SgNode, parsed: ParsedText) -> SgNode | None:
    """The innermost function around a node; None at the top of a text."""
    functions = parsed.shape.functions if parsed.shape is not None else frozenset()
    return next((around for around in node.ancestors() if around.kind() in functions), None)


def following(node: SgNode, comments: Collection[str]) -> SgNode | None:
    """The statement after one, comments left out."""
    follower = node.next()
    while follower is not None and (not follower.is_named() or follower.kind() in comments):
        follower = follower.next()
    return follower


def statements_of(body: SgNode, comments: Collection[str]) -> list[SgNode]:
    """The statements of a block; a body without braces is one itself."""
    if not body.kind().endswith(("block", "statement_list", "compound_statement")):
        return [body]
    inner = [child for child in body.named_children() if child.kind() not in comments]
    if len(inner) == 1 and inner[0].kind() == "statement_list":
        return statements_of(inner[0], comments)
    return inner


def without_brackets(code: str) -> str:
    """A condition as it reads without the brackets that some languages want around it."""
    return code[1:-1].strip() if code.startswith("(") and code.endswith(")") else code
