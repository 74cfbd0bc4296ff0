"""Decides where a value comes from, within its own file: a constant, something made clean, a parameter, or outside."""

import re
from collections.abc import Iterable

from ast_grep_py import SgNode

from spark_lsp.analyzers.bindings import Bindings
from spark_lsp.analyzers.callee import callee_of
from spark_lsp.analyzers.guard import is_vetted
from spark_lsp.analyzers.naming import (
    SHOUTED,
    is_among,
    is_numeric,
    outside_call,
    outside_name,
    parameter_origin,
    takes_numbers_only,
)
from spark_lsp.analyzers.shape import OUTSIDE, Origin, Shape
from spark_lsp.analyzers.targets import Bound, plain

_DEEPEST = 8
_MOST_NODES = 400
_MOST_NODES_A_FILE = 40_000
_LOOK_UPS = frozenset({"get", "pop", "at", "getOrDefault", "items", "keys", "values", "entries"})
"""Methods of a container that give back what is in it, or else their second argument."""
_TO_NUMBER = frozenset({"!", "-", "+", "~", "typeof"})
_INLINE = re.compile(r"\{([a-z_]\w*)[:}]")


class Origins:
    """Answers for one parsed file. Work is bounded per question and per file; what is left open is UNKNOWN."""

    def __init__(self, root: SgNode, shape: Shape) -> None:
        self._shape = shape
        self._bindings = Bindings(root, shape)
        self._left = _MOST_NODES_A_FILE

    def of(self, node: SgNode, sanitizers: frozenset[str] = frozenset()) -> Origin:
        """The origin of an expression; that of a composition is the worst of its parts. `sanitizers` are calls, by
        dotted name or last part, whose result is CLEAN."""
        look = _Look(self._shape, self._bindings, sanitizers, min(_MOST_NODES, self._left))
        origin = look.of(node, 0)
        self._left -= look.spent
        return origin


class _Look:
    """One question."""

    def __init__(self, shape: Shape, bindings: Bindings, sanitizers: frozenset[str], most: int) -> None:
        self._shape = shape
        self._bindings = bindings
        self._sanitizers = sanitizers
        self._most = most
        self._under_way: set[SgNode] = set()
        self.spent = 0

    def of(self, node: SgNode, depth: int) -> Origin:
        self.spent += 1
        if self.spent > self._most or depth > 6 * _DEEPEST:
            return Origin.UNKNOWN
        shape = self._shape
        kind = node.kind()
        if kind in shape.literals or kind in shape.opaque:
            return Origin.CONSTANT
        if kind in shape.truths:
            return Origin.CLEAN
        if kind in shape.templates:
            return self._template(node, depth)
        if kind in shape.calls:
            return self._call(node, depth)
        if kind in shape.identifiers:
            return self._name(node, depth)
        if kind in shape.attributes:
            return self._attribute(node, depth)
        if kind in shape.subscripts:
            return self._subscript(node, depth)
        if kind in shape.choices:
            fields = shape.choices[kind]
            outcomes = [node.field(f) for f in fields] if fields else node.named_children()[::2]
            return self._worst(outcomes, depth)
        if kind in shape.passed:
            return self._passed(node, kind, depth)
        if kind in shape.compositions:
            return self._composition(node, depth)
        return Origin.UNKNOWN

    def _worst(self, nodes: Iterable[SgNode | None], depth: int) -> Origin:
        worst = Origin.CONSTANT
        for node in nodes:
            if node is None or "comment" in node.kind():
                continue
            worst = max(worst, self.of(node, depth + 1))
            if worst is Origin.INPUT:
                break
        return worst

    def _template(self, node: SgNode, depth: int) -> Origin:
        holes = [c for c in node.children() if c.kind() in self._shape.interpolations]
        return self._worst(
            (hole.field("expression") or next(iter(hole.named_children()), None) for hole in holes), depth
        )

    def _composition(self, node: SgNode, depth: int) -> Origin:
        operator = node.field("operator")
        if operator is not None:
            if operator.text() in self._shape.number_operators:
                return Origin.CLEAN
            left = node.field("left")
            if operator.text() == "%" and left is not None and takes_numbers_only(left.text()):
                return Origin.CLEAN
        return self._worst(node.named_children(), depth)

    def _passed(self, node: SgNode, kind: str, depth: int) -> Origin:
        type_ = node.field("type")
        if type_ is not None and is_numeric(type_.text(), self._shape):
            return Origin.CLEAN
        operator = node.field("operator")
        if operator is not None and operator.text() in _TO_NUMBER:
            return Origin.CLEAN
        match self._shape.passed[kind]:
            case str(field):
                inner = node.field(field)
            case int(place):
                inside = node.named_children()
                inner = inside[place] if inside else None
        return self.of(inner, depth + 1) if inner is not None else Origin.UNKNOWN

    def _call(self, node: SgNode, depth: int) -> Origin:
        shape = self._shape
        callee = callee_of(node, shape)
        if callee is None:
            return Origin.UNKNOWN
        dotted, last = callee.dotted, callee.last
        if self._sanitizers and (dotted in self._sanitizers or last in self._sanitizers or callee.escapes_quotes):
            return Origin.CLEAN
        outside = outside_call(dotted, shape)
        if outside is not None:
            return outside
        if is_among(shape.numeric_functions, dotted):
            return Origin.CLEAN
        given = self._given(callee.arguments)
        if is_among(shape.through_functions, dotted):
            return max(self._worst(given, depth), self._inline(callee.arguments, depth))
        if callee.object is None:
            return Origin.UNKNOWN
        of_object = outside_name(dotted, shape) or self.of(callee.object, depth + 1)
        if of_object in OUTSIDE:
            return of_object
        if last in shape.through_methods:
            return max(of_object, self._worst(given, depth))
        if of_object is Origin.CONSTANT and last in _LOOK_UPS:
            return self._worst(given[1:], depth)
        return Origin.UNKNOWN

    def _given(self, arguments: SgNode | None) -> list[SgNode]:
        if arguments is None:
            return []
        if arguments.kind() == "token_tree":  # a macro's arguments are tokens, not expressions
            return list(arguments.find_all(kind="identifier"))
        if arguments.kind() in self._shape.templates or arguments.kind() in self._shape.passed:
            return [arguments]
        return arguments.named_children()

    def _inline(self, arguments: SgNode | None, depth: int) -> Origin:
        """Of the names inside a format string in a macro (`format!("{name}")`)."""
        if arguments is None or arguments.kind() != "token_tree":
            return Origin.CONSTANT
        names = (name for text in arguments.find_all(kind="string_literal") for name in _INLINE.findall(text.text()))
        return max((self._named(name, arguments, depth) for name in names), default=Origin.CONSTANT)

    def _attribute(self, node: SgNode, depth: int) -> Origin:
        object_field, member_field = self._shape.attributes[node.kind()]
        object_, member = node.field(object_field), node.field(member_field)
        if object_ is None or member is None:
            return Origin.UNKNOWN
        dotted = plain(node.text())
        outside = outside_name(dotted, self._shape)
        if outside is not None:
            return self._unless_vetted(node, outside)
        bounds = self._bindings.members(dotted)
        if plain(object_.text()) in self._shape.selfs or SHOUTED.fullmatch(member.text()):
            bounds = [*bounds, *(b for b in self._bindings.members(member.text()) if b.in_class)]
        if bounds:
            origin = self._joined(bounds, depth)
            origin = Origin.UNKNOWN if origin is Origin.PARAMETER else origin
        elif SHOUTED.fullmatch(member.text()):
            return Origin.CLEAN  # a constant by its writer's word, kept elsewhere
        else:
            origin = self.of(object_, depth + 1)
            if origin not in OUTSIDE:
                origin = Origin.UNKNOWN
        return self._unless_vetted(node, origin)

    def _subscript(self, node: SgNode, depth: int) -> Origin:
        container = node.field(self._shape.subscripts[node.kind()]) or node.child(0)
        if container is None:
            return Origin.UNKNOWN
        outside = outside_name(plain(node.text()), self._shape)
        return self._unless_vetted(node, outside or self.of(container, depth + 1))

    def _name(self, node: SgNode, depth: int) -> Origin:
        return self._unless_vetted(node, self._named(node.text(), node, depth))

    def _named(self, name: str, node: SgNode, depth: int) -> Origin:
        """Of a name as it stands at `node`."""
        bounds = self._bindings.reaching(name, node)
        outside = outside_name(name, self._shape)
        if outside is not None and (bounds is None or all(b.parameter for b in bounds)):
            return outside
        if bounds is None:
            return Origin.CLEAN if SHOUTED.fullmatch(name) else Origin.UNKNOWN
        return self._joined(bounds, depth)

    def _joined(self, bounds: list[Bound], depth: int) -> Origin:
        given = [b for b in bounds if b.values or b.parameter or b.brings is not None]
        if not given:
            numeric = any(b.type and is_numeric(b.type, self._shape) for b in bounds)
            return Origin.CLEAN if numeric else Origin.UNKNOWN
        if depth > _DEEPEST * 3:
            return Origin.UNKNOWN
        worst = Origin.CONSTANT
        for bound in given:
            worst = max(worst, self._bound(bound, depth, any_type=next((b.type for b in bounds if b.type), "")))
            if worst is Origin.INPUT:
                break
        return worst

    def _bound(self, bound: Bound, depth: int, any_type: str) -> Origin:
        type_ = bound.type or any_type
        if type_ and is_numeric(type_, self._shape):
            return Origin.CLEAN
        if bound.brings is not None:
            return bound.brings
        if bound.parameter:
            return parameter_origin(bound, self._shape)
        if bound.node in self._under_way:
            return Origin.CONSTANT  # it is being looked at already; the others decide
        self._under_way.add(bound.node)
        try:
            return self._worst(bound.values, depth + 3)
        finally:
            self._under_way.discard(bound.node)

    def _unless_vetted(self, node: SgNode, origin: Origin) -> Origin:
        if origin >= Origin.UNKNOWN and is_vetted(node, self._shape, self._sanitizers):
            return Origin.CLEAN
        return origin
