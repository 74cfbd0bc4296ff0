"""A call whose arguments bear the names of the callee's parameters, in another order."""

import re
from collections.abc import Iterator, Sequence

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import arguments_of
from spark_lsp.analyzers.looks.callsites.parameters import parameter_names
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site

_OWN = frozenset({"self", "cls", "this"})
_LAST = re.compile(r"[A-Za-z_$][\w$]*$")
_PLAIN = re.compile(r"[&*]?[A-Za-z_$][\w$]*(?:(?:\.|->)[A-Za-z_$][\w$]*)*$")
_SHORTEST = 2


def swapped(sites: CallSites) -> Iterator[Hit]:
    """Such calls of functions that the file defines once."""
    defined: dict[str, list[SgNode]] = {}
    for scope in sites.scopes:
        name = _name_of(scope.node)
        if name is not None:
            defined.setdefault(name, []).append(scope.node)
    for of_name in sites.by_name.values():
        functions = defined.get(of_name[0].last, ())
        if len(functions) != 1:
            continue
        owner = of_name[0].name.rpartition(of_name[0].last)[0].rstrip(".->:")
        if owner and owner not in _OWN and not owner[0].isupper():
            continue
        for site in of_name:
            yield from _swap(sites, site, functions[0], of_name)


def _swap(sites: CallSites, site: Site, function: SgNode, others: Sequence[Site]) -> Iterator[Hit]:
    parameters = list(parameter_names(function, sites))
    if parameters and parameters[0] in _OWN and site.name != site.last:
        parameters = parameters[1:]
    if len(parameters) < _SHORTEST:
        return
    arguments = arguments_of(site, sites)
    given = [_plain_name(node.text()) for node in arguments.placed]
    if arguments.spread or len(given) > len(parameters):
        return
    wanted = [_normal(name) for name in parameters]
    for first in range(len(given)):
        for second in range(first + 1, len(given)):
            if not given[first] or (given[first], given[second]) != (wanted[second], wanted[first]):
                continue
            if wanted[first] == wanted[second] or len(wanted[first]) < _SHORTEST:
                continue
            if _meant(sites, site, function, others, first, second):
                continue
            yield Hit(
                site.node,
                {
                    "F": site.name,
                    "A": arguments.placed[first].text(),
                    "B": arguments.placed[second].text(),
                    "P": parameters[first],
                    "Q": parameters[second],
                    "AT": str(sites.line_of(function.range().start.index)),
                },
            )


def _meant(sites: CallSites, site: Site, function: SgNode, others: Sequence[Site], first: int, second: int) -> bool:
    """Whether the order is turned on purpose: the function calls itself so, or it is called in both orders."""
    place = function.range()
    if place.start.index <= site.start < place.end.index:
        return True
    here = arguments_of(site, sites).placed
    turned = (here[second].text(), here[first].text())
    for other in others:
        given = arguments_of(other, sites).placed
        if other is not site and len(given) > second and (given[first].text(), given[second].text()) == turned:
            return True
    return _object(turned[0]) != _object(turned[1])


def _object(code: str) -> str:
    """What a member belongs to: `a` of `a.width`. Two objects may well be handed over crosswise."""
    return re.split(r"\.|->", code)[0] if re.search(r"\.|->", code) else ""


def _plain_name(code: str) -> str:
    found = _LAST.search(code) if _PLAIN.match(code) else None
    return _normal(found[0]) if found is not None else ""


def _normal(name: str) -> str:
    return name.replace("_", "").lower()


def _name_of(function: SgNode) -> str | None:
    named = function.field("name")
    declarator = function.field("declarator")
    while named is None and declarator is not None:
        deeper = declarator.field("declarator")
        if deeper is None:
            named = declarator
        declarator = deeper
    return _LAST.search(named.text())[0] if named is not None and _LAST.search(named.text()) else None  # type: ignore[index]
