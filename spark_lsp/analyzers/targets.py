"""Which names an assignment's target binds, and what is known of each place that binds one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ast_grep_py import SgNode

from spark_lsp.analyzers.shape import Origin, Shape

_SPACE = re.compile(r"\s+")
_MOST_NAME_CHARS = 120


@dataclass(frozen=True, slots=True)
class Bound:
    """One place that gives a name a value."""

    node: SgNode
    start: int
    values: tuple[SgNode, ...]
    """What it is made of; empty for a bare declaration."""
    scope: SgNode | None
    """The function it stands in; None for the module (a class body counts as the module)."""
    joins: bool = False
    declares: bool = True
    parameter: bool = False
    brings: Origin | None = None
    """INPUT or LOCAL where it is written by something that reads from outside."""
    type: str = ""
    whole: bool = True
    """Whether the value is all of it: not so for an element or a part."""

    @property
    def in_class(self) -> bool:
        """Whether it is a member that the body of a class declares."""
        if self.scope is not None or self.parameter:
            return False
        return any("class" in n.kind() or "interface" in n.kind() for n in self.node.ancestors())


def plain(text: str) -> str:
    """A name as written anywhere: no white space, one way to reach a member."""
    return _SPACE.sub("", text[:_MOST_NAME_CHARS]).replace("?.", ".").replace("->", ".").replace("::", ".").lstrip("&*")


def pointer_mark(declarator: SgNode) -> str:
    """C keeps the star of a type with the name."""
    return "*" if declarator.kind() in ("pointer_declarator", "array_declarator") else ""


def names_of(shape: Shape, target: SgNode) -> Iterator[tuple[str, bool]]:
    """The names a target binds, each with whether the whole of it is given a new value."""
    kind = target.kind()
    if kind in shape.identifiers:
        yield target.text(), True
    elif kind in shape.attributes:
        yield plain(target.text()), True
    elif kind in shape.subscripts:
        container = target.field(shape.subscripts[kind]) or target.child(0)
        if container is not None:
            yield plain(container.text()), False
    elif kind == "init_declarator":
        return
    elif (inner := target.field("declarator")) is not None:
        yield from names_of(shape, inner)
    elif kind.endswith("property_identifier"):
        yield target.text(), True
    else:
        children = target.named_children()
        if kind == "typed_parameter":
            children = children[:1]
        for child in children:
            if child.kind() == "shorthand_property_identifier_pattern":
                yield child.text(), True
            elif child.kind() in ("pair_pattern", "object_assignment_pattern", "assignment_pattern"):
                part = child.field("value") if child.kind() == "pair_pattern" else child.field("left")
                if part is not None:
                    yield from ((part.text(), True),) if not part.named_children() else names_of(shape, part)
            else:
                yield from names_of(shape, child)


def parts_of(value: SgNode | None) -> list[SgNode]:
    """The values of a list of values, to be given to as many names; none for a single value."""
    if value is None or value.kind() not in ("expression_list", "tuple", "list", "array"):
        return []
    return [c for c in value.named_children() if c.kind() != "comment"]
