"""Calls that a function of the same file does not take: too few arguments, too many, or one of another name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import arguments_of
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, call_sites
from spark_lsp.analyzers.looks.flow.functions import Function, functions_of
from spark_lsp.analyzers.parsed import ParsedText

_REBOUND = (
    r"(?m)^[ \t]*(?:{N}\s*(?::[^=\n]+)?=[^=]|(?:from|import)\b[^\n]*\b{N}\b|def {N}\b|class {N}\b"
    r"|for [^\n]*\b{N}\b[^\n]* in |with\b[^\n]* as {N}\b)"
)


@dataclass(frozen=True, slots=True)
class _Takes:
    """What one function can be called with, its own object left out."""

    placed: tuple[str, ...]
    needed: int
    """How many of those have no default."""
    named: frozenset[str]
    """All that may be given by name."""
    must: frozenset[str]
    """Those by name alone that have no default."""


def _takes(function: Function, *, method: bool) -> _Takes | None:
    """None for one that takes anything (`*args`, `**kwargs`)."""
    parameters = function.node.field("parameters")
    if parameters is None or "NotImplementedError" in function.raw:
        return None
    placed: list[str] = []
    needed = 0
    named: set[str] = set()
    must: set[str] = set()
    by_name = False
    for child in parameters.named_children():
        kind = child.kind()
        if kind == "comment":
            continue
        if kind == "keyword_separator":
            by_name = True
            continue
        if kind == "positional_separator":
            named.clear()
            continue
        text = child.text()
        if text.startswith("*"):
            return None
        name = re.match(r"\w+", text)
        if name is None:
            return None
        default = kind in ("default_parameter", "typed_default_parameter")
        named.add(name[0])
        if by_name:
            must.update(() if default else (name[0],))
        else:
            placed.append(name[0])
            needed += not default
    if method:
        if not placed:
            return None
        named.discard(placed[0])
        placed, needed = placed[1:], needed - 1
    return _Takes(tuple(placed), needed, frozenset(named), frozenset(must))


def _wrong(takes: _Takes, site: Site, sites: CallSites, name: str) -> str | None:
    """What is wrong with a call, as a sentence; None where nothing is."""
    given = arguments_of(site, sites)
    if given.spread:
        return None
    for keyword in given.named:
        if keyword not in takes.named:
            return f"`{name}` has no parameter `{keyword}`"
    if len(given.placed) > len(takes.placed):
        return f"`{name}` takes {len(takes.placed)} arguments by place, and is given {len(given.placed)}"
    by_place = takes.placed[: len(given.placed)]
    for keyword in given.named:
        if keyword in by_place:
            return f"`{name}` is given `{keyword}` twice, by place and by name"
    lacking = [n for n in takes.placed[len(given.placed) : takes.needed] if n not in given.named]
    lacking += sorted(takes.must - given.named.keys())
    return f"`{name}` is called without `{lacking[0]}`, which has no default" if lacking else None


def calls_that_fail(parsed: ParsedText) -> Iterator[Hit]:
    """Such calls of functions defined once at the top of the file, and of a class's own methods on `self`."""
    functions = functions_of(parsed)
    sites = call_sites(parsed)
    if sites is None:
        return
    by_name: dict[str, list[Function]] = {}
    for function in functions.all:
        if function.node.kind() == "function_definition":
            by_name.setdefault(function.name, []).append(function)
    for name, same in by_name.items():
        for written in (name, f"self.{name}"):
            calls = sites.by_name.get(written)
            if not calls or (written == name and len(same) > 1):
                continue
            for site in calls:
                called = _called(same, site, method=written != name)
                if called is None:
                    continue
                takes = _takes(called, method=written != name)
                sentence = _wrong(takes, site, sites, name) if takes is not None else None
                # Asked last: a pattern made for each name would cost more than all the rest.
                if sentence is not None and not _is_rebound(called, parsed, method=written != name):
                    yield Hit(site.node, {"X": name, "WRONG": sentence, "AT": str(called.line_of(0))})


def _is_rebound(function: Function, parsed: ParsedText, *, method: bool) -> bool:
    """Whether the file gives the name another meaning somewhere."""
    name = re.escape(function.name)
    if method:
        return re.search(rf"\b{name} = ", parsed.text) is not None
    return len(re.findall(_REBOUND.replace("{N}", name), parsed.text)) != 1


def _called(same: list[Function], site: Site, *, method: bool) -> Function | None:
    """The function that a call runs, as far as the file tells."""
    if not method:
        [function] = same
        parent = function.node.parent()
        return function if parent is not None and parent.kind() == "module" else None
    inside = [f for f in same if (c := _class_of(f)) is not None and c[0] <= site.start < c[1]]
    if len(inside) != 1 or inside[0].is_decorated:
        return None
    nearest = next((a for a in site.node.ancestors() if a.kind() == "class_definition"), None)
    own = _class_of(inside[0])
    if nearest is None or own is None or nearest.range().start.index != own[0]:
        return None
    return inside[0]


def _class_of(function: Function) -> tuple[int, int] | None:
    """Where the class lies whose own method it is."""
    block = function.node.parent()
    around = block.parent() if block is not None else None
    if around is None or around.kind() != "class_definition":
        return None
    place = around.range()
    return place.start.index, place.end.index
