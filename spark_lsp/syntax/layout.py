"""Which commas and brackets only lay out a text."""

from tree_sitter import Node

from spark_lsp.core.language import Language


def drop_last_comma(statement: Node, tokens: list[str], starts: list[int]) -> None:
    """Takes back the comma after the last of several elements without brackets: `x = a, b,`."""
    node: Node | None = statement
    while node is not None and node.type not in ("expression_list", "pattern_list"):
        node = node.named_children[-1] if node.named_child_count else None
    if node is not None and node.named_child_count > 1:
        tokens.pop()
        starts.pop()


def loose(kind: str, above: str, node: Node, language: Language) -> bool:
    """Whether the round brackets of a node mean nothing; `above` is the kind of what it stands in."""
    under = language.loose.get(kind)
    if under is not None and above == "unary_operator":  # -(2**3) is -2**3
        inner = node.named_child(0)
        return inner is not None and any(child.type == "**" for child in inner.children)
    if under is None or not (above in under or "*" in under):
        return False
    if kind == "formal_parameters":
        return node.named_child_count == 1 and node.named_children[0].type == "identifier"
    return True


def drop_comma(parent: Node, kind: str, language: Language, tokens: list[str], starts: list[int]) -> None:
    """Takes back a comma before a closing bracket, where it means nothing: `(x,)` is no `(x)`, `[,]` no `[]`."""
    if len(tokens) < 2 or tokens[-1] != "," or tokens[-2] in ("[", ","):
        return
    if kind in language.tuples:
        held = sum(1 for child in parent.named_children if child.type not in language.comments)
        if held == (2 if kind == "subscript" else 1):
            return
    tokens.pop()
    starts.pop()
