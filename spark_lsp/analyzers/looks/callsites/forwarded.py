"""A function that takes a parameter, does nothing with it, and calls what its siblings hand theirs of that name to."""

import re
from collections.abc import Iterator, Mapping

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import arguments_of
from spark_lsp.analyzers.looks.callsites.parameters import parameter_names
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Scope, Site, listed

_LEAST = 2
_OWN = frozenset({"self", "cls", "this", "request", "args", "kwargs"})
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


def not_forwarded(sites: CallSites) -> Iterator[Hit]:
    """The names of such parameters. At least two siblings hand it on to the same callee and every one that has it
    uses it."""
    takers: dict[int, tuple[Mapping[str, SgNode], set[str]]] = {}
    for name, of_name in sites.by_name.items():
        if len(of_name) <= _LEAST:
            continue
        passing: dict[str, list[Site]] = {}
        lacking: dict[str, list[tuple[int, SgNode]]] = {}
        fewest: dict[str, int] = {}
        for site in of_name:
            scope = sites.scope_of(site.start)
            if scope is None:
                continue
            if scope.start not in takers:
                takers[scope.start] = _taken(sites, scope)
            parameters, used = takers[scope.start]
            arguments = arguments_of(site, sites)
            count = len(arguments.placed) + len(arguments.named)
            values = [*arguments.placed, *arguments.named.values()]
            given = {node.text() for node in values}
            for parameter, node in parameters.items():
                if parameter in _OWN or parameter.startswith("_"):
                    continue
                if parameter in given:
                    passing.setdefault(parameter, []).append(site)
                    fewest[parameter] = min(count, fewest.get(parameter, count))
                elif parameter not in used and not arguments.spread:
                    lacking.setdefault(parameter, []).append((count, node))
        for parameter, missing in lacking.items():
            others = passing.get(parameter, ())
            functions = {s.start for site in others if (s := sites.scope_of(site.start)) is not None}
            if len(functions) < _LEAST or len(missing) > len(functions) / _LEAST:
                continue
            for count, node in missing:
                if count >= fewest[parameter]:
                    continue  # something else stands in its place
                yield Hit(node, {"P": parameter, "F": name, "AT": listed(sites.line_of(s.start) for s in others)})


def _taken(sites: CallSites, scope: Scope) -> tuple[Mapping[str, SgNode], set[str]]:
    """The parameters of a function by name, and the names its body uses."""
    parameters = parameter_names(scope.node, sites)
    body = scope.node.field("body")
    used = set(_NAME.findall(body.text())) if body is not None else set(parameters)
    return parameters, used
