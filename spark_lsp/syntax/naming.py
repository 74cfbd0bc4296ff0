"""What a unit is called, where it begins, and what a call calls."""

import re

from tree_sitter import Node

from spark_lsp.core.language import Language
from spark_lsp.syntax.parser import Parsed

NAME_LEAVES = frozenset(
    {
        "identifier",
        "field_identifier",
        "type_identifier",
        "property_identifier",
        "private_property_identifier",
        "namespace_identifier",
        "destructor_name",
        "operator_name",
        "operator_cast",
        "qualified_identifier",
        "scoped_type_identifier",
        "nested_namespace_specifier",
        "string",
        "computed_property_name",
        "primitive_type",
    }
)
CARRIERS = frozenset(
    {
        "variable_declarator",
        "lexical_declaration",
        "variable_declaration",
        "export_statement",
        "pair",
        "field_definition",
        "public_field_definition",
        "assignment_expression",
        "assignment",
        "expression_statement",
        "var_spec",
        "var_declaration",
        "let_declaration",
        "init_declarator",
        "declaration",
        "local_variable_declaration",
        "field_declaration",
        "short_var_declaration",
        "expression_list",
        "keyed_element",
        "literal_element",
    }
)
"""What stands between a function without a name and the statement that names it."""
DOTTED = re.compile(r"[\w$@.#!?:~]+")
CALL_CHARS = 120
SIGNATURE_CHARS = 240


def name_node(node: Node, parents: tuple[Node, ...], language: Language) -> Node | None:
    """The node that names a unit; None for one without a name."""
    for field in language.name_fields:
        named = node.child_by_field_name(field)
        if named is not None:
            return _declared(named)
    if node.type == "type_declaration" and node.named_child_count:
        spec = node.named_child(0)
        return spec.child_by_field_name("name") if spec is not None else None
    for parent in reversed(parents):
        field = language.named_by.get(parent.type, "")
        if field:
            target = parent.child_by_field_name(field)
            if target is None or target.end_byte > node.start_byte:
                return None
            return _last_part(target)
        if parent.type not in CARRIERS and parent.type not in ("parenthesized_expression", "type_annotation"):
            return None
    return None


def first_node(node: Node, parents: tuple[Node, ...], language: Language) -> Node:
    """Where the unit begins: its outermost wrapper, or the first of the attributes before that."""
    top = node
    for parent in reversed(parents):
        own_name = any(node.child_by_field_name(f) is not None for f in language.name_fields)
        wraps = parent.type in language.decorated or (parent.type in CARRIERS and not own_name)
        if not wraps or (parent.type == "expression_list" and parent.named_child_count > 1):
            break
        top = parent
    if language.attached:
        before = top.prev_named_sibling
        while before is not None and before.type in language.attached:
            top, before = before, before.prev_named_sibling
    return top


def receiver(node: Node, parsed: Parsed) -> str:
    """The type a Go method belongs to, or the class before `::` in C++; `""` for neither."""
    owner = node.child_by_field_name("receiver") if node.type == "method_declaration" else None
    if owner is not None:
        words = re.findall(r"\w+", re.sub(r"\[.*?\]", "", parsed.slice(owner)))
        return words[-1] if words else ""
    return ""


def called(node: Node, fields: tuple[str, ...], parsed: Parsed) -> str:
    """The dotted name that a call calls; `""` for one that has no short name."""
    parts = []
    for field in fields:
        part = node.child_by_field_name(field)
        if part is None:
            continue
        text = parsed.slice(part) if part.end_byte - part.start_byte <= CALL_CHARS else ""
        text = re.sub(r"<.*>|\[.*\]|\s", "", text).replace("?.", ".").replace("->", ".").replace("::", ".")
        if not DOTTED.fullmatch(text):
            text = re.split(r"[^\w$]", text)[-1]
        parts.append(text)
    return ".".join(part for part in parts if part)


def signature(text: str) -> str:
    """One line, white space folded."""
    folded = " ".join(text.split()).rstrip("{:= ").rstrip()
    return folded if len(folded) <= SIGNATURE_CHARS else folded[:SIGNATURE_CHARS] + "…"


def plain_name(text: str) -> str:
    """A name as people say it: without quotes, type arguments and reference marks."""
    text = re.sub(r"<.*>", "", text, flags=re.DOTALL).strip().strip("'\"`&*")
    return text if len(text) <= CALL_CHARS and "\n" not in text else text.split("\n")[0][:CALL_CHARS]


def _declared(node: Node) -> Node:
    """Follows C declarators down to the name."""
    for _ in range(12):
        if node.type in NAME_LEAVES:
            return node
        inner = node.child_by_field_name("declarator") or node.child_by_field_name("name")
        if inner is None:
            inner = next((c for c in node.named_children if "declarator" in c.type or c.type in NAME_LEAVES), None)
        if inner is None:
            return node
        node = inner
    return node


def _last_part(node: Node) -> Node:
    """Of `a.b.c` the `c`; of one name itself."""
    for field in ("property", "attribute", "field"):
        part = node.child_by_field_name(field)
        if part is not None:
            return part
    return node
