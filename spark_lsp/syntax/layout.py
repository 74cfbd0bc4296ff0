"""What signs and literals come to in a token stream; those that only lay out a text come to nothing."""

from collections.abc import Mapping, Sequence

from tree_sitter import Node

from spark_lsp.core.language import Language
from spark_lsp.syntax.literals import LITERAL, may_join, number, string_content, string_end, string_start, unescaped
from spark_lsp.syntax.parser import Parsed

TYPE_LISTS = frozenset({"type_arguments", "type_parameters", "template_argument_list", "template_parameter_list"})
STRING_PARTS = frozenset({"string_start", "string_content", "string_end"})
HEADS = ("for", "if", "switch", "while", "expression_switch", "type_switch", "empty")
"""How the kinds begin in which a semicolon means something."""


def put(
    node: Node,
    names: Mapping[int, str],
    stack: Sequence[tuple[Node, int, int]],
    parsed: Parsed,
    tokens: list[str],
    starts: list[int],
) -> None:
    """Appends what a sign or a literal comes to. `names` are those of kinds, `stack` the ancestors with their kinds."""
    language = parsed.language
    kind = names[node.kind_id]
    word = parsed.text_of(node)
    parent = stack[-1][0]
    above = stack[-2][0] if len(stack) > 1 else parent
    if kind in STRING_PARTS:  # more than half of all
        put_string_part(kind, word, node.start_byte, parent, above, parsed, tokens, starts)
        return
    parent_kind = names.get(stack[-1][1], "")
    above_kind = names.get(stack[-2][1], "") if len(stack) > 1 else ""
    match kind:
        case ")" | "]" | "}" | ">":
            if word != ">" or parent_kind in TYPE_LISTS:
                drop_comma(parent, parent_kind, language, tokens, starts)
            if word == ")" and loose(parent_kind, above_kind, parent, language):
                return
        case "(":
            if loose(parent_kind, above_kind, parent, language):
                return
        case sign if sign in language.optional_tokens:
            if not parent_kind.startswith(HEADS):
                return
        case "integer" | "float" | "number":
            word = number(word)
        case "preproc_arg":
            word = " ".join(word.split())
        case "jsx_text":
            text = " ".join(word.split())
            word = text and LITERAL + text
        case _:
            word = word.replace("\r\n", "\n")
            alike = kind == "string" and language.quotes_alike
            word = LITERAL + (unescaped(word[1:-1]) if alike else word)
    if word:
        tokens.append(word)
        starts.append(node.start_byte)


def put_string_part(
    kind: str,
    word: str,
    start: int,
    string: Node,
    above: Node,
    parsed: Parsed,
    tokens: list[str],
    starts: list[int],
) -> None:
    """Appends what a quote or what stands in it comes to; content that goes on is joined to the token before."""
    if kind == "string_start":
        word = string_start(word, string, above, parsed)
    else:
        word = string_end(word) if kind == "string_end" else string_content(word, string, above, parsed)
        if word and tokens and may_join(tokens[-1]):
            tokens[-1] += word
            return
        word = word and LITERAL + word
    if word:
        tokens.append(word)
        starts.append(start)


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
        inner = node.named_child(0) if node.named_child_count else None  # `-()` has none
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
