"""What a unit is called, where it begins, and what a call calls."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tree_sitter import Node

from spark_lsp.core.language import Language
from spark_lsp.core.unit import UnitKind

BODY_KINDS = frozenset({"class_body", "block", "compound_statement", "declaration_list"})
PARTS = {
    "member_expression": "property",
    "attribute": "attribute",
    "field_expression": "field",
    "selector_expression": "field",
    "scoped_type_identifier": "name",
    "template_type": "name",
    "template_function": "name",
    "generic_type": "type",
}
"""Kinds whose name is that of one part."""
PATTERNS = frozenset({"subscript", "subscript_expression", "tuple_pattern", "object_pattern", "array_pattern"})
"""Targets that name nothing, or several things."""
NESTING_MAX = 24
CALL_CHARS = 120
_GENERIC = re.compile(r"(?:::)?<[^<>()]*>")
_DOTTED = re.compile(r"[\w$#@~]+(?:\.[\w$#~]+)*!?")
_LAST = re.compile(r"[\w$#~]+!?$")


@dataclass(frozen=True, slots=True)
class Frame:
    """How a node makes a unit."""

    kind: UnitKind
    name: Node | None
    qualifiers: tuple[Node, ...]
    """Of `A::b` the `A`; of a Go method its receiver's type."""
    body: Node | None
    up: int
    """How many of its ancestors belong to it: the `const f =`, the `export`, the decorators."""


def framed(node: Node, ancestors: Sequence[Node], language: Language) -> Frame | None:
    """The frame of a node of a unit kind, ancestors' nearest last; None where it is no unit of its own: a type that
    is only mentioned, a function without a name on one line."""
    kind = language.units[node.type]
    body = _body(node, language)
    if body is None and node.type in language.hollow:
        return None
    qualifiers: tuple[Node, ...] = ()
    name, up = None, 0
    for field in language.name_fields:
        named = node.child_by_field_name(field)
        if named is not None:
            name, qualifiers = _leaf(named)
            break
    if name is None and node.type != "object_creation_expression":
        name, up = _held(node, ancestors, language)
    if name is None and kind is UnitKind.FUNCTION and node.start_point.row == node.end_point.row:
        return None
    owner = node.child_by_field_name(language.owners[node.type]) if node.type in language.owners else None
    if owner is not None:
        owning = _first_type(owner)
        qualifiers = (owning,) if owning is not None else ()
    if qualifiers and kind is UnitKind.FUNCTION:
        kind = UnitKind.METHOD
    while up < len(ancestors) and ancestors[-1 - up].type in language.decorated:
        if not _sole(ancestors[-1 - up], ancestors[-up] if up else node):
            break
        up += 1
    return Frame(kind, name, qualifiers, body, up)


def called(node: Node, fields: Sequence[str], raw: bytes) -> tuple[str, bool]:
    """The dotted name that a call calls, and whether all of it is names: `get().run` gives `run`, False. `""` for a
    call of something without a name."""
    first = last = None
    for field in fields:
        part = node.child_by_field_name(field)
        if part is not None:
            first, last = first or part, part
    if first is None or last is None:
        return "", False
    start, end = first.start_byte, last.end_byte
    text = raw[max(start, end - CALL_CHARS) : end].decode("utf-8", "replace")
    if node.type == "macro_invocation":
        text += "!"
    if _DOTTED.fullmatch(text) and end - start <= CALL_CHARS:
        return text, True
    text = "".join(text.split())
    while "<" in text and (plain := _GENERIC.sub("", text)) != text:
        text = plain
    text = text.replace("?.", ".").replace("!.", ".").replace("->", ".").replace("::", ".").removeprefix(".")
    if _DOTTED.fullmatch(text) and end - start <= CALL_CHARS:
        return text, True
    tail = _LAST.search(text)
    return (tail[0], False) if tail else ("", False)


def _body(node: Node, language: Language) -> Node | None:
    for field in language.body_fields:
        body = node.child_by_field_name(field)
        if body is not None:
            return body
    last = node.named_child(node.named_child_count - 1) if node.named_child_count else None
    return last if last is not None and last.type in BODY_KINDS else None


def _held(node: Node, ancestors: Sequence[Node], language: Language) -> tuple[Node | None, int]:
    """The name that what stands around gives a nameless node, and how many ancestors up that is."""
    child = node
    for up, parent in enumerate(reversed(ancestors), start=1):
        field = language.named_by.get(parent.type)
        if field is not None:
            target = parent.child_by_field_name(field)
            if target is None or target.start_byte <= node.start_byte < target.end_byte:
                return None, 0
            name, _ = _leaf(target)
            return name, up if name is not None else 0
        if parent.type not in ("expression_list", "parenthesized_expression") or not _sole(parent, child):
            return None, 0
        child = parent
    return None, 0


def _sole(parent: Node, child: Node) -> bool:
    """Whether the child is the only one of its kind; an `expression_list` must hold nothing else at all."""
    if parent.type == "expression_list":
        return parent.named_child_count == 1
    if parent.named_child_count > NESTING_MAX:
        return False
    return sum(1 for other in parent.named_children if other.type == child.type) == 1


def _leaf(node: Node) -> tuple[Node | None, tuple[Node, ...]]:
    """Follows declarators, qualifiers and members down to the name itself, with the qualifiers met on the way."""
    qualifiers: list[Node] = []
    for _ in range(NESTING_MAX):
        match node.type:
            case "qualified_identifier":
                scope = node.child_by_field_name("scope")
                if scope is not None:
                    qualifiers.append(_first_type(scope) or scope)
                inner = node.child_by_field_name("name")
            case "nested_namespace_specifier":
                *outer, last = node.named_children
                return last, (*qualifiers, *outer)
            case "expression_list" | "pattern_list":
                inner = node.named_child(0) if node.named_child_count == 1 else None
            case "string":
                inner = next((c for c in node.named_children if c.type in ("string_fragment", "string_content")), None)
                return inner, ()
            case kind if kind in PATTERNS:
                return None, ()
            case kind if kind in PARTS:
                inner = node.child_by_field_name(PARTS[kind])
            case kind if kind.endswith("_declarator"):
                inner = node.child_by_field_name("declarator") or _inside(node)
            case _:
                return (node if node.start_byte < node.end_byte else None), tuple(qualifiers)
        if inner is None:
            return None, ()
        node = inner
    return None, ()


def _inside(node: Node) -> Node | None:
    """What a declarator without a field for it declares."""
    return next((c for c in node.named_children if c.type.endswith(("declarator", "identifier"))), None)


def _first_type(node: Node) -> Node | None:
    """The first name of a type in it: of `(t *T[K])` the `T`."""
    waiting = [node]
    for _ in range(NESTING_MAX):
        if not waiting:
            break
        node = waiting.pop()
        if node.type in ("type_identifier", "namespace_identifier", "primitive_type"):
            return node
        waiting += reversed(node.named_children)
    return None
