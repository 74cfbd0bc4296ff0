"""The calls of one text by what they call, and the functions they stand in."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.callsites.tables import Grammar, grammar_of
from spark_lsp.analyzers.parsed import ParsedText

_CALLED = re.compile(r"([A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.|!\.)[A-Za-z_$][\w$]*)*)(?:::)?(?:<[^()\n]*>)?(?:\?\.)?\(")


@dataclass(frozen=True, slots=True)
class Site:
    """One call whose callee is a name or a dotted chain of names."""

    node: SgNode
    start: int
    """Offsets in code points, the end is exclusive."""
    end: int
    name: str
    """As written: `self.client.get`."""

    @property
    def last(self) -> str:
        """The name called, without the object."""
        return re.split(r"\.|->|::", self.name)[-1]


@dataclass(frozen=True, slots=True)
class Scope:
    """One function, or a part of the tree that has no function around it."""

    node: SgNode
    start: int
    end: int


class CallSites:
    """The calls and the functions of a text."""

    def __init__(self, parsed: ParsedText, grammar: Grammar) -> None:
        self.parsed = parsed
        self.grammar = grammar
        self._scopes: list[Scope] | None = None
        self._starts: list[int] = []

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Site]]:
        """The calls by what they call, in the order of the text. Made when first asked for: it takes a walk."""
        text = self.parsed.text
        innermost: dict[int, Site] = {}
        for node in self.parsed.root.find_all(any=[{"kind": kind} for kind in sorted(self.grammar.calls)]):
            place = node.range()
            start = place.start.index
            found = _CALLED.match(text, start)
            # Of `a.b().c()` both calls start alike and only the inner one calls `a.b`; it comes last.
            if found is not None:
                innermost[start] = Site(node, start, place.end.index, found[1])
        by_name: dict[str, list[Site]] = defaultdict(list)
        for site in innermost.values():
            by_name[site.name.replace("?.", ".").replace("!.", ".")].append(site)
        return by_name

    @property
    def scopes(self) -> list[Scope]:
        """The functions of the text, those around before those inside."""
        if self._scopes is None:
            nodes = self.parsed.root.find_all(any=[{"kind": kind} for kind in sorted(self.grammar.functions)])
            places = [(node, node.range()) for node in nodes]
            self._scopes = sorted(
                (Scope(node, place.start.index, place.end.index) for node, place in places), key=lambda s: s.start
            )
            self._starts = [scope.start for scope in self._scopes]
        return self._scopes

    def scope_of(self, start: int) -> Scope | None:
        """The innermost function around a place; None at the top of a text."""
        scopes = self.scopes
        at = bisect_right(self._starts, start) - 1
        while at >= 0:
            if scopes[at].start <= start < scopes[at].end:
                return scopes[at]
            at -= 1
        return None

    def text_after(self, site: Site) -> str:
        """What follows a call up to the end of its function."""
        scope = self.scope_of(site.start)
        return self.parsed.text[site.end : scope.end if scope is not None else len(self.parsed.text)]

    def line_of(self, start: int) -> int:
        """The line of an offset, counted from 1."""
        return self.parsed.index.position(start).line + 1


def call_sites(parsed: ParsedText) -> CallSites | None:
    """The calls of a text; None for a language without a table."""
    return parsed.once("callsites", _found)


def _found(parsed: ParsedText) -> CallSites | None:
    grammar = grammar_of(parsed.language)
    return CallSites(parsed, grammar) if grammar is not None else None


def listed(lines: Iterable[int]) -> str:
    """Line numbers as a person says them: `line 4`, `lines 4, 9 and 12`, `lines 4, 9, 12 and 5 more`."""
    numbers = sorted(set(lines))
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) > 3:
        return f"lines {', '.join(map(str, numbers[:3]))} and {len(numbers) - 3} more"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
