"""Whether a value was compared with what is allowed before it is used."""

import re

from ast_grep_py import SgNode

from spark_lsp.analyzers.callee import callee_of
from spark_lsp.analyzers.shape import Shape

_MOST_CONDITION_CHARS = 300


def is_vetted(use: SgNode, shape: Shape, sanitizers: frozenset[str] = frozenset()) -> bool:
    """Whether `use` stands where an `if` let only allowed values through: inside one that holds for them, after one
    that leaves on others, or after one that asks a sanitizer about it, whatever that `if` then does. Only the value
    itself by the same name counts."""
    name = use.text()
    if len(name) > _MOST_CONDITION_CHARS:
        return False
    asked = tuple(rf"\b{re.escape(one)}\([^()]*(?<![\w.])NAME\b" for one in sorted(sanitizers))
    below = use
    for around in use.ancestors():
        kind = around.kind()
        if kind in shape.conditions:
            condition_field, then_field = shape.conditions[kind]
            condition, then = around.field(condition_field), around.field(then_field)
            if condition is not None and then == below and _says(condition, shape.guards + asked, name):
                return True
        for before in _earlier_ifs(below, shape):
            condition_field, then_field = shape.conditions[before.kind()]
            condition, then = before.field(condition_field), before.field(then_field)
            if condition is not None and _says(condition, asked, name):
                return True
            if (
                condition is not None
                and then is not None
                and _says(condition, shape.refusals, name)
                and _leaves(then, shape)
            ):
                return True
        if kind in shape.functions:
            return False
        below = around
    return False


def _earlier_ifs(node: SgNode, shape: Shape) -> list[SgNode]:
    return [n for n in node.prev_all() if n.kind() in shape.conditions]


def _says(condition: SgNode, patterns: tuple[str, ...], name: str) -> bool:
    text = " ".join(condition.text()[:_MOST_CONDITION_CHARS].split())
    if name not in text:  # most often, and far cheaper than a pattern that is built for this one name
        return False
    escaped = re.escape(name)
    return any(re.search(pattern.replace("NAME", escaped), text) for pattern in patterns)


def _leaves(block: SgNode, shape: Shape) -> bool:
    if block.kind() in shape.leavers:
        return True
    inside = [n for n in block.named_children() if "comment" not in n.kind()]
    if not inside:
        return False
    last = inside[-1]
    if last.kind() in shape.leavers or _ends_all(last, shape):
        return True
    return last.kind() in ("expression_statement", "statement_list", "block") and _leaves(last, shape)


def _ends_all(statement: SgNode, shape: Shape) -> bool:
    """Whether it is a call that does not come back."""
    call = statement.child(0) if shape.leaving_calls and statement.kind() == "expression_statement" else None
    callee = callee_of(call, shape) if call is not None and call.kind() in shape.calls else None
    return callee is not None and callee.dotted in shape.leaving_calls
