"""What a name or a declared type gives away by itself, before any value is looked at."""

import re

from spark_lsp.analyzers.shape import Shape
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


def is_from_outside(dotted: str, shape: Shape) -> bool:
    """Whether the name, or something it is a member of, is known to come from outside."""
    parts = dotted.split("[")[0].split("(")[0].split(".")
    return any(".".join(parts[:i]) in shape.input_names for i in range(1, len(parts) + 1))


def is_entry(bound: Bound, shape: Shape) -> bool:
    """Whether a parameter is filled from outside: its own mark, or its function's, says so."""
    if not shape.entry_marks or bound.scope is None:
        return False
    own = bound.node.text()
    if shape.inner_marks and re.search(shape.inner_marks, own):
        return False
    outer = bound.scope.parent()
    texts = [own]
    if outer is not None and outer.kind() == "decorated_definition":
        texts += [child.text() for child in outer.children() if child.kind() == "decorator"]
    return any(re.search(shape.entry_marks, text) for text in texts)


def takes_numbers_only(template: str) -> bool:
    """Whether every `%` conversion of a format string turns its value into a number."""
    conversions = _FORMATTED.findall(template)
    return bool(conversions) and all(conversion[-1] in "diufFeEgGxXcb" for conversion in conversions)
