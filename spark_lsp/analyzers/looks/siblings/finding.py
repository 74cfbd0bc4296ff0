"""Finds the functions of a text with their places, parameters and marks, in one walk of ast-grep."""

import re
from bisect import bisect_right

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.siblings.checks import Check
from spark_lsp.analyzers.looks.siblings.functions import Function, Place
from spark_lsp.analyzers.looks.siblings.grammar import Grammar
from spark_lsp.analyzers.looks.siblings.grammars import grammar_of
from spark_lsp.analyzers.looks.siblings.routes import name_from_around, route_of, span_of
from spark_lsp.analyzers.parsed import ParsedText

_MOST_FUNCTIONS = 600
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_DEPENDS = re.compile(r"\b(?:Depends|Security)\(\s*([\w.]+)")


def functions_of(parsed: ParsedText) -> tuple[Function, ...]:
    """Every function that can have siblings; none where there are fewer than two, or too many to compare."""
    grammar = grammar_of(parsed.language)
    if grammar is None:
        return ()
    return parsed.once("siblings.functions", lambda text: _Search(text, grammar).functions())


class _Search:
    def __init__(self, parsed: ParsedText, grammar: Grammar) -> None:
        self._parsed = parsed
        self._grammar = grammar

    def functions(self) -> tuple[Function, ...]:
        grammar = self._grammar
        kinds = [*grammar.functions, *grammar.classes]
        found: list[Function] = []
        around: list[tuple[int, Place | None]] = []
        ends: list[tuple[int, bool]] = []
        for node in self._nodes(kinds):
            span = span_of(node)
            while around and around[-1][0] <= span[0]:
                around.pop()
            while ends and ends[-1][0] <= span[0]:
                ends.pop()
            kind = node.kind()
            if kind in grammar.classes:
                around.append((span[1], self._class(node, span[0])))
                continue
            place = around[-1][1] if around else None
            nested = bool(ends)
            function = self._function(node, span, place or Place("module"), nested=nested)
            if function is None:
                continue
            ends.append((span[1], True))
            found.append(function)
            if len(found) > _MOST_FUNCTIONS:
                return ()
        if len(found) < 2:
            return ()
        self._leave_out_inner(found)
        self._give_checks(found)
        return tuple(found)

    def _leave_out_inner(self, functions: list[Function]) -> None:
        """What stands in a function that counts on its own is not the outer one's."""
        outer: list[Function] = []
        for function in functions:
            start, end = function.span
            while outer and outer[-1].span[1] <= start:
                outer.pop()
            if outer:
                inside = self._parsed.text[start:end]
                outer[-1].text = outer[-1].text.replace(inside, "", 1)
            outer.append(function)

    def _nodes(self, kinds: list[str]) -> list[SgNode]:
        if not kinds:
            return []
        return self._parsed.root.find_all({"rule": {"any": [{"kind": kind} for kind in sorted(kinds)]}})

    def _class(self, node: SgNode, start: int) -> Place:
        name = node.field(self._grammar.classes[node.kind()])
        bases = node.field(self._grammar.bases) if self._grammar.bases else None
        return Place(
            f"class:{start}",
            name.text() if name is not None else "",
            bases.text() if bases is not None else "",
            self._marks(node),
            self._fields(node) if self._grammar.fields else frozenset(),
        )

    def _fields(self, node: SgNode) -> frozenset[str]:
        found = set()
        for declared in node.find_all({"rule": {"kind": self._grammar.fields}}):
            declarator = declared.field("declarator")
            named = declarator and (declarator.field("name") or declarator)
            if named is not None and _NAME.fullmatch(named.text()):
                found.add(named.text())
        return frozenset(found)

    def _function(self, node: SgNode, span: tuple[int, int], place: Place, *, nested: bool) -> Function | None:
        grammar = self._grammar
        marks = list(self._marks(node))
        named = node.field("name")
        route = ""
        declarator = node.field("declarator") if named is None else None
        if named is not None:
            name = named.text()
            if nested and not marks and not grammar.inner_units:
                return None
        elif declarator is not None:
            inner = _innermost(declarator)
            name, named = inner.text(), inner
            if "::" in name:
                scope, _, name = name.rpartition("::")
                place = Place(f"scope:{scope}", scope)
        else:
            given = name_from_around(node)
            if given is None:
                return None
            name, named, route, more = given
            marks += more
        lists = declarator if declarator is not None else node
        listed = lists.field("parameters") if declarator is None else _parameters_of(declarator)
        if listed is None and declarator is None:
            listed = node.field("parameter")
        parameter_text = listed.text() if listed is not None else ""
        receiver = ""
        if grammar.receiver and (object_ := node.field(grammar.receiver)) is not None:
            words = _NAME.findall(object_.text())
            if len(words) > 1:
                receiver = words[0]
                place = Place(f"type:{words[1]}", words[1])
        marks += _DEPENDS.findall(" ".join([parameter_text, *marks]))
        return Function(
            name=name,
            named=named,
            place=place,
            listed=parameter_text,
            marks=tuple(marks),
            route=route or route_of(marks),
            text=self._parsed.text[span[0] : span[1]],
            around=self._parsed.text,
            span=span,
            receiver=receiver,
            grammar=grammar,
        )

    def _marks(self, node: SgNode) -> tuple[str, ...]:
        """The decorators of a function or class, without their @."""
        grammar = self._grammar
        if not grammar.decorators:
            return ()
        found: list[str] = []
        if grammar.modifiers:
            for child in node.children()[:1]:
                if child.kind() in grammar.modifiers:
                    found += [c.text() for c in child.children() if c.kind() in grammar.decorators]
                    break
        elif grammar.decorated:
            parent = node.parent()
            if parent is not None and parent.kind() in grammar.decorated:
                found += [c.text() for c in parent.children() if c.kind() in grammar.decorators]
        else:
            before = node.prev()
            while before is not None and before.kind() in grammar.decorators:
                found.insert(0, before.text())
                before = before.prev()
        return tuple(mark.lstrip("@#![").strip() for mark in found)

    def _give_checks(self, functions: list[Function]) -> None:
        grammar = self._grammar
        starts = [function.span[0] for function in functions]

        def owner(at: int) -> Function | None:
            place = bisect_right(starts, at) - 1
            while place >= 0 and functions[place].span[1] <= at:
                place -= 1
            return functions[place] if place >= 0 else None

        for node in self._nodes([*grammar.branches, *grammar.handlers, *grammar.assertions]):
            start, end = span_of(node)
            function = owner(start)
            if function is None:
                continue
            kind = node.kind()
            if kind in grammar.handlers:
                function.handlers.append(self._parsed.text[start:end])
            elif kind in grammar.assertions:
                function.checks.append(self._assertion(node, function))
            else:
                condition, then, other = (node.field(f) if f else None for f in grammar.branches[kind])
                if condition is not None and then is not None:
                    function.checks.append(self._check(condition, then, other, function))

    def _check(self, condition: SgNode, then: SgNode, other: SgNode | None, function: Function) -> Check:
        text = self._parsed.text
        sides = [text[slice(*span_of(side))] for side in (then, other) if side is not None]
        return Check(text[slice(*span_of(condition))], tuple(sides), self._grammar, function.receiver)

    def _assertion(self, node: SgNode, function: Function) -> Check:
        return Check(node.text().removeprefix("assert"), (), self._grammar, function.receiver)


def _innermost(declarator: SgNode) -> SgNode:
    deeper = declarator.field("declarator")
    while deeper is not None:
        declarator = deeper
        deeper = declarator.field("declarator")
    return declarator


def _parameters_of(declarator: SgNode) -> SgNode | None:
    while declarator is not None:
        found = declarator.field("parameters")
        if found is not None:
            return found
        deeper = declarator.field("declarator")
        if deeper is None:
            return None
        declarator = deeper
    return None
