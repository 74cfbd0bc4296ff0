"""What a name or a declared type gives away by itself, before any value is looked at."""

import re

from ast_grep_py import SgNode

from spark_lsp.analyzers.shape import Origin, Shape
from spark_lsp.analyzers.targets import Bound

SHOUTED = re.compile(r"_*[A-Z][A-Z0-9_]+")
"""A constant by its writer's word."""
_FORMATTED = re.compile(r"%[-+ #0-9.*]*[a-zA-Z]")
_MEMBER = re.compile(r"\.|->|::")


def last_part(dotted: str) -> str:
    """The member's own name."""
    return _MEMBER.split(dotted)[-1]


def is_among(names: frozenset[str], dotted: str) -> bool:
    """Whether a call is one of `names`: by its dotted name or, for an entry with a leading dot, as a member of
    anything."""
    return dotted in names or ("." in dotted and "." + last_part(dotted) in names)


def is_numeric(type_text: str, shape: Shape) -> bool:
    """Whether values of the type leave no room for text: numbers, truth values, a union of string literals."""
    words = [w for w in re.split(r"[\s|&:]+", type_text.removeprefix(":").strip()) if w]
    return "*" not in type_text and bool(words) and all(w in shape.numeric_types or w[0] in "'\"" for w in words)


def outside_name(dotted: str, shape: Shape) -> Origin | None:
    """INPUT or LOCAL where the name, or something it is a member of, is known to come from outside."""
    parts = dotted.split("[")[0].split("(")[0].split(".")
    for i in range(1, len(parts) + 1):
        head = ".".join(parts[:i])
        if head in shape.input_names:
            return Origin.LOCAL if head in shape.local else Origin.INPUT
    return None


def outside_call(dotted: str, shape: Shape) -> Origin | None:
    """INPUT or LOCAL where the call's result is known to come from outside."""
    if not is_among(shape.input_calls, dotted):
        return None
    return Origin.LOCAL if is_among(shape.local, dotted) else Origin.INPUT


def parameter_origin(bound: Bound, shape: Shape) -> Origin:
    """INPUT or LOCAL for a parameter that is filled from outside, as its own mark or its function's says."""
    own = bound.node.text()
    if shape.local_marks and re.search(shape.local_marks, own):
        return Origin.LOCAL
    if not shape.entry_marks or bound.scope is None or (shape.inner_marks and re.search(shape.inner_marks, own)):
        return Origin.PARAMETER
    if shape.entry_lists and _is_sent(own, bound.scope, shape):
        return Origin.INPUT
    outer = bound.scope.parent()
    texts = [own]
    if outer is not None and outer.kind() == "decorated_definition":
        texts += [child.text() for child in outer.children() if child.kind() == "decorator"]
    return Origin.INPUT if any(re.search(shape.entry_marks, text) for text in texts) else Origin.PARAMETER


def _is_sent(own: str, function: SgNode, shape: Shape) -> bool:
    """Whether the list of parameters shows a handler, and this one's name a text that its caller was sent."""
    parameters = function.field("parameters")
    return (
        parameters is not None
        and re.search(shape.entry_lists, parameters.text()) is not None
        and re.search(shape.entry_names, own) is not None
    )


def takes_numbers_only(template: str) -> bool:
    """Whether every `%` conversion of a format string turns its value into a number."""
    conversions = _FORMATTED.findall(template)
    return bool(conversions) and all(conversion[-1] in "diufFeEgGxXcb" for conversion in conversions)
