"""Where an offset of a text stands: its node, and whether it is code."""

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.flow.functions import functions_of
from spark_lsp.analyzers.parsed import ParsedText

_STATEMENTS = ("_statement", "_definition")


def node_at(parsed: ParsedText, start: int, end: int) -> SgNode:
    """The smallest node around two offsets."""
    function = functions_of(parsed).around(start)
    if function is not None and end <= function.end:
        return function.node_at(start - function.start, end - function.start)
    node = parsed.root
    while True:
        for child in node.children():
            place = child.range()
            if place.start.index <= start and end <= place.end.index:
                node = child
                break
        else:
            return node


def is_code(parsed: ParsedText, offset: int) -> bool:
    """Whether an offset stands in neither quotes nor a comment."""
    kind = node_at(parsed, offset, offset + 1).kind()
    return not kind.startswith("string") and kind != "comment"


def statement_at(node: SgNode) -> SgNode:
    """The statement around a node; the node itself where there is none."""
    if node.kind().endswith(_STATEMENTS):
        return node
    return next((around for around in node.ancestors() if around.kind().endswith(_STATEMENTS)), node)
