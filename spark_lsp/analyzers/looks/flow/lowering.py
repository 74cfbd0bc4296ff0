"""Turns one function's syntax tree into steps."""

import re

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.steps import (
    Branch,
    Handler,
    Leave,
    Loop,
    Plain,
    Step,
    Steps,
    Switch,
    Try,
    With,
)

_DEEPEST = 40
_LABEL = re.compile(r"\s*(?:default\b|case\s+_\s*(?:if\b)?\s*:|else\b)")
_ENDLESS = re.compile(r"\s*(?:while|for)\s*\(?\s*(?:True|true|1|;\s*;|)\s*\)?\s*:?\s*$")


class Lowering:
    """The steps of one function; `view` is its text with quotes, comments and inner functions blanked."""

    def __init__(self, grammar: Grammar, view: str, base: int) -> None:
        self._grammar = grammar
        self._view = view
        self._base = base
        self._exits = re.compile(grammar.exits)

    def steps(self, body: SgNode, depth: int = 0) -> Steps:
        """The steps of a block, or of the one statement that stands in its place."""
        g = self._grammar
        kind = body.kind()
        if kind not in g.blocks:
            return self._one(body, kind, depth)
        found: list[Step] = []
        for node in body.children():
            kind = node.kind()
            if len(kind) > 2 and kind not in g.blank and not kind.endswith("comment"):
                found += self._one(node, kind, depth)
        return tuple(found)

    def _one(self, node: SgNode, kind: str, depth: int, *, is_elif: bool = False) -> Steps:
        g = self._grammar
        if kind in g.blocks:
            return self.steps(node, depth)
        if depth > _DEEPEST or kind in g.functions or kind in g.classes:
            return (Plain(node, *self._place(node)),)
        if kind in g.leaves:
            return (Leave(node, *self._place(node), g.leaves[kind]),)
        if kind in g.ifs:
            return (self._branch(node, depth + 1, is_elif=is_elif),)
        if kind in g.loops:
            return (self._loop(node, g.loops[kind], depth + 1),)
        if kind in g.tries:
            return (self._try(node, depth + 1),)
        if kind in g.withs:
            body = node.field("body")
            if body is not None:
                start, _ = self._place(node)
                return (With(node, start, self._place(body)[0], self.steps(body, depth + 1)),)
        if kind in g.switches:
            return (self._switch(node, depth + 1),)
        if kind in g.wraps:
            inner = node.children()[-1]
            return self._one(inner, inner.kind(), depth + 1)
        start, end = self._place(node)
        if kind == "expression_statement":
            inner = node.children()[0] if node.children() else node
            if (inner_kind := inner.kind()) in g.switches or inner_kind in g.tries:
                return self._one(inner, inner_kind, depth + 1)
            if self._exits.match(self._view, start, end):
                return (Leave(node, start, end, "exit"),)
        return (Plain(node, start, end),)

    def _place(self, node: SgNode) -> tuple[int, int]:
        place = node.range()
        return place.start.index - self._base, place.end.index - self._base

    def _branch(self, node: SgNode, depth: int, *, is_elif: bool = False) -> Branch:
        condition, then = node.field("condition"), node.field("consequence")
        start, end = self._place(condition) if condition is not None else self._place(node)
        initial = node.field("initializer")
        otherwise: Steps = ()
        clauses = node.field_children("alternative")
        # Python's `elif` clauses stand beside each other: from the last to the first, each is the other's `else`.
        for clause in reversed(clauses):
            kind = clause.kind()
            if kind in self._grammar.ifs and kind.endswith("clause"):
                inner = self._branch(clause, depth + 1)
                otherwise = (
                    Branch(
                        inner.node,
                        inner.start,
                        inner.end,
                        inner.then,
                        otherwise,
                        has_else=bool(otherwise),
                        is_elif=True,
                    ),
                )
            else:
                otherwise = self._clause(clause, depth)
        return Branch(
            node,
            start,
            end,
            self.steps(then, depth) if then is not None else (),
            otherwise,
            Plain(initial, *self._place(initial)) if initial is not None else None,
            bool(clauses),
            is_elif,
        )

    def _clause(self, clause: SgNode, depth: int) -> Steps:
        if clause.kind() not in self._grammar.elses and clause.kind() not in self._grammar.finallies:
            return self._otherwise(clause, depth)
        body = clause.field("body")
        if body is None:
            inner = [child for child in clause.children() if len(child.kind()) > 4 or child.kind() in ("if", "for")]
            inner = [
                child for child in inner if "comment" not in child.kind() and child.kind() not in ("else", "finally")
            ]
            if not inner:
                return ()
            body = inner[-1]
        return self._otherwise(body, depth)

    def _otherwise(self, body: SgNode, depth: int) -> Steps:
        kind = body.kind()
        return self.steps(body, depth) if kind in self._grammar.blocks else self._one(body, kind, depth, is_elif=True)

    def _loop(self, node: SgNode, form: str, depth: int) -> Loop:
        body = node.field("body")
        start, end = self._place(node)
        inner: Steps = ()
        if body is not None:
            inner = self.steps(body, depth)
            if form == "do":
                start = self._place(body)[1]
            else:
                end = self._place(body)[0]
        head = self._view[start:end]
        if form == "for" and re.search(r"\brange\b", head):
            form = "each"
        elif form != "do" and _ENDLESS.match(head):
            form = "endless"
        elif form == "for" and ";" not in head:
            form = "while"
        clause = node.field("alternative")
        return Loop(node, start, end, inner, self._clause(clause, depth) if clause is not None else (), form)

    def _try(self, node: SgNode, depth: int) -> Try:
        g = self._grammar
        handlers: list[Handler] = []
        otherwise: Steps = ()
        finally_: Steps = ()
        for child in node.children():
            kind = child.kind()
            if kind in g.catches:
                body = child.field("body") or child.children()[-1]
                start, _ = self._place(child)
                handlers.append(Handler(child, start, self._place(body)[0], self.steps(body, depth)))
            elif kind in g.finallies:
                finally_ = self._clause(child, depth)
            elif kind in g.elses:
                otherwise = self._clause(child, depth)
        block = node.field("body")
        head = node.field("resources")
        return Try(
            node,
            Plain(head, *self._place(head)) if head is not None else None,
            self.steps(block, depth) if block is not None else (),
            tuple(handlers),
            otherwise,
            finally_,
        )

    def _switch(self, node: SgNode, depth: int) -> Switch:
        g = self._grammar
        start, end = self._place(node)
        cases: list[Steps] = []
        takes_all = False
        body = node.field("body")
        for child in (body or node).children():
            kind = child.kind()
            if kind not in g.cases and kind not in g.defaults:
                continue
            at, until = self._place(child)
            end = min(end, at)
            takes_all = takes_all or kind in g.defaults or bool(_LABEL.match(self._view, at, until))
            steps: list[Step] = []
            for inner in child.children():
                inner_kind = inner.kind()
                if "statement" in inner_kind or inner_kind in g.blocks or inner_kind.endswith("declaration"):
                    steps += self._one(inner, inner_kind, depth)
            cases.append(tuple(steps))
        return Switch(node, start, end, tuple(cases), takes_all, g.falls_through)
