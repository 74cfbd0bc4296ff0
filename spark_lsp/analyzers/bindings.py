"""Which values a name may have in one file: its assignments, loops and parameters, by scope and order."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.callee import callee_of
from spark_lsp.analyzers.shape import Binding, Origin, Shape
from spark_lsp.analyzers.targets import Bound, names_of, parts_of, plain, pointer_mark

_BRANCHING = re.compile(
    r"block|body|clause|_list$|^if_|for|while|^do_|try|switch|case|else|conditional|ternary|compound|match|^catch|function|lambda"
)


class Bindings:
    """The names of one file. Everything is found in one walk, the first time that a name is asked for."""

    def __init__(self, root: SgNode, shape: Shape) -> None:
        self._root = root
        self._shape = shape
        self._by_name: dict[str, list[Bound]] | None = None

    def reaching(self, name: str, use: SgNode) -> list[Bound] | None:
        """The places whose value `name` may have at `use`; None where the file does not say."""
        if self._by_name is None:
            self._by_name = self._collect()
        all_ = self._by_name.get(name)
        if not all_:
            return None
        around = use.ancestors()
        scopes: list[SgNode | None] = [n for n in around if n.kind() in self._shape.functions]
        scopes.append(None)
        for depth, scope in enumerate(scopes):
            if any(b.scope == scope and b.declares for b in all_):
                inside = [b for b in all_ if b.scope == scope or (not b.declares and self._owner(b, all_) == scope)]
                return self._in_order(inside, use, around) if depth == 0 else inside
        return None

    def members(self, name: str) -> list[Bound]:
        """All assignments to a dotted name, wherever they are."""
        if self._by_name is None:
            self._by_name = self._collect()
        return self._by_name.get(name, [])

    def _owner(self, bound: Bound, all_: list[Bound]) -> SgNode | None:
        """The scope that declares what an assignment assigns to."""
        for node in bound.node.ancestors():
            if node.kind() in self._shape.functions and any(b.declares and b.scope == node for b in all_):
                return node
        return None

    def _in_order(self, bounds: list[Bound], use: SgNode, around: list[SgNode]) -> list[Bound]:
        """Without those that a later, unconditional one has overwritten before `use`."""
        at = use.range().start.index
        outer = set(around)
        before = [b for b in bounds if b.start < at and not self._is_its_own(b, use, outer)]
        for i in range(len(before) - 1, -1, -1):
            if not before[i].joins and self._always_passed(before[i].node, outer):
                break
        else:
            return [b for b in bounds if not (b.node in outer and b not in before)] or bounds
        loop = next((n for n in reversed(around) if n.kind() in self._shape.loops), None)
        later = (
            [b for b in bounds if b.start > at and loop in b.node.ancestors() and before[i].node not in (loop,)]
            if loop is not None and loop not in before[i].node.ancestors()
            else []
        )
        return before[i:] + later

    @staticmethod
    def _is_its_own(bound: Bound, use: SgNode, outer: set[SgNode]) -> bool:
        """Whether `use` is in the value that is being assigned (`q = q + x`)."""
        return any(value in outer or value == use for value in bound.values)

    @staticmethod
    def _always_passed(node: SgNode, outer: set[SgNode]) -> bool:
        step: SgNode | None = node
        while step is not None and step not in outer:
            if _BRANCHING.search(step.kind()):
                return False
            step = step.parent()
        return True

    def _collect(self) -> dict[str, list[Bound]]:
        shape = self._shape
        kinds = {*shape.bindings, *shape.parameter_lists, *shape.calls, *shape.lone_parameters}
        found: dict[str, list[Bound]] = {}
        for node in self._root.find_all({"rule": {"any": [{"kind": kind} for kind in sorted(kinds)]}}):
            kind = node.kind()
            if kind in shape.bindings:
                entries = self._assigned(node, shape.bindings[kind])
            elif kind in shape.parameter_lists:
                entries = self._parameters(node, node.named_children(), self._scope(node))
            elif kind in shape.lone_parameters:
                lone = node.field(shape.lone_parameters[kind])
                is_one = lone is not None and lone.kind() in shape.identifiers
                entries = self._parameters(node, [lone], node) if lone is not None and is_one else iter(())
            else:
                entries = self._written(node)
            for name, bound in entries:
                found.setdefault(name, []).append(bound)
        return found

    def _scope(self, node: SgNode) -> SgNode | None:
        return next((n for n in node.ancestors() if n.kind() in self._shape.functions), None)

    def _assigned(self, node: SgNode, binding: Binding) -> Iterator[tuple[str, Bound]]:
        targets = node.field_children(binding.target)
        value = node.field(binding.value) if binding.value else None
        operator = node.field("operator")
        joins = binding.joins or (operator is not None and re.fullmatch(r"[^:=]+=", operator.text()) is not None)
        declares = binding.declares and not joins
        type_ = node.field(binding.type) if binding.type else None
        parent = node.parent()
        if type_ is None and binding.type and parent is not None:
            type_ = parent.field(binding.type)
        type_text = type_.text().lstrip(": ") if type_ is not None else ""
        scope = self._scope(node)
        start = node.range().start.index
        for target in targets:
            names = list(names_of(self._shape, target))
            parts = parts_of(value)
            for i, (name, whole) in enumerate(names):
                values = (parts[i],) if len(parts) == len(names) > 1 else (value,) if value is not None else ()
                yield (
                    name,
                    Bound(
                        node,
                        start,
                        values,
                        scope,
                        joins=joins or not whole,
                        declares=declares and whole and "." not in name,
                        type=type_text + pointer_mark(target),
                        whole=not binding.element and len(names) == 1,
                    ),
                )

    def _parameters(self, node: SgNode, children: list[SgNode], scope: SgNode | None) -> Iterator[tuple[str, Bound]]:
        if scope is None:
            return
        parent = node.parent()
        is_result = parent is not None and parent.field("result") == node  # Go's named results
        for child in children:
            name_field, type_field = self._shape.parameters.get(child.kind(), ("", ""))
            targets = child.field_children(name_field) if name_field else [child]
            type_ = child.field(type_field) if type_field else None
            type_text = type_.text().lstrip(": ") if type_ is not None else ""
            for target in targets:
                type_here = type_text + pointer_mark(target)
                for name, _ in names_of(self._shape, target):
                    yield (
                        name,
                        Bound(child, child.range().start.index, (), scope, parameter=not is_result, type=type_here),
                    )

    def _written(self, node: SgNode) -> Iterator[tuple[str, Bound]]:
        """What a call adds to its object (`parts.append(x)`) or writes through an argument (`sprintf(buf, …)`)."""
        callee = callee_of(node, self._shape)
        if callee is None or callee.dotted.endswith("!"):
            return
        object_, last, arguments = callee.object, callee.last, callee.arguments
        values = tuple(arguments.named_children()) if arguments is not None else ()
        if object_ is not None and last in self._shape.mutators:
            start = node.range().start.index
            yield plain(object_.text()), Bound(node, start, values, self._scope(node), joins=True, declares=False)
        elif (place := self._shape.writers.get(last)) is not None and len(values) > place[0]:
            written, outside = place
            yield (
                plain(values[written].text()),
                Bound(
                    node,
                    node.range().start.index,
                    () if outside else (*values[:written], *values[written + 1 :]),
                    self._scope(node),
                    joins=True,
                    declares=False,
                    brings=(Origin.LOCAL if last in self._shape.local else Origin.INPUT) if outside else None,
                ),
            )
