"""The functions of a text, each lowered when the first rule asks for it and kept for the others."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.grammars import grammar_of
from spark_lsp.analyzers.looks.flow.lowering import Lowering
from spark_lsp.analyzers.looks.flow.names import bound_in
from spark_lsp.analyzers.looks.flow.steps import Steps
from spark_lsp.analyzers.parsed import ParsedText

_LONGEST = 60_000
_STATEMENT_CHARS = 300
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_CHANGED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)(?:,\s*\w+)*\s*(?:[-+*/|&]?=(?![=>])|\+\+|--)")
_SHARED = re.compile(r"\b(?:global|nonlocal) ([\w, ]+)")
_INK = re.compile(r"[^\n]")


class Function:
    """One function of a text: where it stands, and what it does step by step."""

    def __init__(self, node: SgNode, start: int, end: int, grammar: Grammar, text: str) -> None:
        self.node = node
        self.start = start
        self.end = end
        self._grammar = grammar
        self._text = text
        self._view: str | None = None
        self._steps: Steps | None = None
        self._bound: dict[tuple[int, int], frozenset[str]] = {}
        self._captured: frozenset[str] = frozenset()
        self._changed: frozenset[str] = frozenset()

    @property
    def raw(self) -> str:
        """The function as it is written."""
        return self._text[self.start : self.end]

    @property
    def name(self) -> str:
        """As it is called; empty for one without a name."""
        node = self.node.field("name")
        return node.text() if node is not None else ""

    @property
    def body_start(self) -> int:
        """Where its body begins, an offset of the view."""
        body = self.node.field("body")
        return body.range().start.index - self.start if body is not None else 0

    @property
    def is_decorated(self) -> bool:
        """Whether something stands on it that may make another thing of it."""
        parent = self.node.parent()
        return parent is not None and parent.kind() == "decorated_definition"

    @property
    def view(self) -> str:
        """The function's text with comments, what is in quotes, and the functions in it blanked; every offset stays."""
        if self._view is None:
            self._look_inside()
        return self._view or ""

    @property
    def captured(self) -> frozenset[str]:
        """The words in the functions inside: whatever they name may be used and changed at any time."""
        if self._view is None:
            self._look_inside()
        return self._captured

    @property
    def changed_inside(self) -> frozenset[str]:
        """The names that a function inside may give another value, at any time."""
        if self._view is None:
            self._look_inside()
        return self._changed

    @property
    def steps(self) -> Steps:
        """What it does; empty for a function without a body."""
        if self._steps is None:
            body = self.node.field("body")
            lowering = Lowering(self._grammar, self.view, self.start)
            self._steps = lowering.steps(body) if body is not None else ()
        return self._steps

    def _look_inside(self) -> None:
        g = self._grammar
        kinds = sorted(g.blank | g.functions | g.classes)
        parts: list[str] = []
        words: set[str] = set()
        changed: set[str] = set()
        at = self.start
        body = self.node.field("body") or self.node
        for node in body.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}}):
            place = node.range()
            start, end = place.start.index, place.end.index
            if start < at or (start == self.start and end == self.end):
                continue
            parts.append(self._text[at:start])
            inside = self._text[start:end]
            kind = node.kind()
            if kind not in g.blank:
                words.update(_WORD.findall(inside))
                changed.update(_CHANGED.findall(inside))
            parts.append(_INK.sub(" " if "comment" in kind else "\x01", inside))
            at = end
        parts.append(self._text[at : self.end])
        for names in _SHARED.findall(self._text, self.start, self.end):
            changed.update(_WORD.findall(names))
        self._view = "".join(parts)
        self._captured = frozenset(words)
        self._changed = frozenset(changed)

    def node_at(self, start: int, end: int) -> SgNode:
        """The smallest node that holds what stands between two offsets of the view."""
        node = self.node
        first, last = start + self.start, end + self.start
        while True:
            for child in node.children():
                place = child.range()
                if place.start.index <= first and last <= place.end.index:
                    node = child
                    break
            else:
                return node

    def is_local(self, name: str) -> bool:
        """Whether a name belongs to this function: a parameter, or declared in it as its language declares."""
        word = re.escape(name)
        if re.search(rf"(?<![\w.$]){word}(?![\w$])", self.view[: self.body_start]):
            return True
        return re.search(self._grammar.declares.replace("NAME", word), self.view) is not None

    def bound(self, start: int, end: int) -> frozenset[str]:
        """The names that what stands between two offsets gives a value."""
        names = self._bound.get((start, end))
        if names is None:
            code = self.view[start:end]
            lines = code.splitlines() if end - start > _STATEMENT_CHARS else [code]
            names = frozenset(name for line in lines for name in bound_in(line, self._grammar))
            self._bound[start, end] = names
        return names

    def line_of(self, offset: int) -> int:
        """The line of an offset of the view, counted from 1 as people do."""
        return self._text.count("\n", 0, self.start + offset) + 1


class Functions:
    """All functions of a text."""

    def __init__(self, parsed: ParsedText) -> None:
        self.grammar = grammar_of(parsed.language)
        self.all: list[Function] = []
        self._by_name: dict[str, list[Function]] | None = None
        if self.grammar is None:
            return
        kinds = [{"kind": kind} for kind in sorted(self.grammar.functions)]
        for node in parsed.root.find_all({"rule": {"any": kinds}}):  # type: ignore[call-overload]
            place = node.range()
            start, end = place.start.index, place.end.index
            self.all.append(Function(node, start, end, self.grammar, parsed.text))
        self._starts = [function.start for function in self.all]

    def with_words(self, pattern: "re.Pattern[str]", text: str) -> Iterator[Function]:
        """The functions in whose own text a pattern occurs, innermost, in order, none twice."""
        seen: set[int] = set()
        for found in pattern.finditer(text) if self.all else ():
            function = self.around(found.start())
            if function is not None and function.start not in seen and function.end - function.start <= _LONGEST:
                seen.add(function.start)
                yield function

    def named(self, name: str) -> list[Function]:
        """The functions of a name."""
        if self._by_name is None:
            self._by_name = {}
            for function in self.all:
                self._by_name.setdefault(function.name, []).append(function)
        return self._by_name.get(name, [])

    def around(self, offset: int) -> Function | None:
        """The innermost function around an offset of the text."""
        i = bisect_right(self._starts, offset) - 1
        while i >= 0:
            if self.all[i].end > offset:
                return self.all[i]
            i -= 1
        return None


def functions_of(parsed: ParsedText) -> Functions:
    """The functions of a text, found once."""
    return parsed.once("flow:functions", Functions)
