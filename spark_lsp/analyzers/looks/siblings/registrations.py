"""Routes that are handed to named handlers, one a line, and what stands between path and handler."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.siblings.grammars import grammar_of
from spark_lsp.analyzers.looks.siblings.manner import Manner
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of
from spark_lsp.analyzers.parsed import ParsedText

_CALLS = r"^[\w$.]+\.(post|put|patch|delete|POST|PUT|PATCH|DELETE|Post|Put|Patch|Delete)$"
_CALL = re.compile(_CALLS)
_QUICK = re.compile(r"\.(?:post|put|patch|delete|POST|PUT|PATCH|DELETE|Post|Put|Patch|Delete)\(\s*[\"'`]")
_FEWEST_GUARDED = 2
_LEAST_SHARE = 0.66


@dataclass(frozen=True, slots=True)
class Registration:
    """One route that changes something."""

    node: SgNode
    """Its path."""
    receiver: str
    name: str
    guards: tuple[str, ...]
    """What it is handed that has one of the kind's words, as written."""
    words: frozenset[str]
    """The words of all names in it."""


def open_routes(parsed: ParsedText, manner: Manner) -> Iterator[tuple[Registration, list[Registration]]]:
    """Routes without a guard where nearly all others of the same router have one; with those, the nearest first."""
    grammar = grammar_of(parsed.language)
    if grammar is None or not grammar.registering or not _QUICK.search(parsed.text):
        return
    by_receiver: dict[str, list[Registration]] = {}
    for route in _routes(parsed, grammar.registering, manner):
        by_receiver.setdefault(route.receiver, []).append(route)
    for receiver, routes in by_receiver.items():
        guarded = [route for route in routes if route.guards]
        bare = [route for route in routes if not route.guards and not route.words & (manner.open | manner.names)]
        if not bare or len(guarded) < _FEWEST_GUARDED or len(guarded) < _LEAST_SHARE * (len(guarded) + len(bare)):
            continue
        if _is_guarded_as_a_whole(parsed.text, receiver, manner):
            continue
        for route in bare:
            at = route.node.range().start.index
            yield route, sorted(guarded, key=lambda other: abs(other.node.range().start.index - at))


def _routes(parsed: ParsedText, kind: str, manner: Manner) -> Iterator[Registration]:
    registers = _CALLS.replace(r"\w$", "a-zA-Z0-9_$")
    for call in parsed.root.find_all({"rule": {"kind": kind, "has": {"field": "function", "regex": registers}}}):
        function, arguments = call.field("function"), call.field("arguments")
        found = _CALL.match(function.text()) if function is not None else None
        if found is None or function is None or arguments is None:
            continue
        handed = [child for child in arguments.children() if child.is_named() and "comment" not in child.kind()]
        if len(handed) < 2 or "string" not in handed[0].kind() or "object" in handed[-1].kind():
            continue
        path = handed[0].text().strip("\"'`")
        between = [child.text() for child in handed[1:-1]]
        guards = tuple(text for text in between if _is_guard(text, manner))
        names = (function.text(), path, *between, handed[-1].text()[:120])
        words = frozenset(part for text in names for name in identifiers(text) for part in parts_of(name))
        receiver = function.text().rpartition(".")[0]
        yield Registration(handed[0], receiver, f"{found[1].lower()} {path}", guards, words)


def _is_guard(text: str, manner: Manner) -> bool:
    return any(name != "require" and manner.names & set(parts_of(name)) for name in identifiers(text))


def _is_guarded_as_a_whole(text: str, receiver: str, manner: Manner) -> bool:
    """Whether the router is given a guard for all its routes."""
    used = re.findall(rf"\b{re.escape(receiver)}\.[uU]se\(([^\n]*)", text)
    made = re.findall(rf"\b{re.escape(receiver)}\s*:?=\s*([^\n]*)", text)
    return any(_is_guard(line, manner) for line in [*used, *made])
