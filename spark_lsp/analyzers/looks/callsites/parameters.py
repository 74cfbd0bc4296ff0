"""The names of a function's parameters, in order."""

import re
from collections.abc import Mapping

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.callsites.sites import CallSites

_IDENTIFIER = re.compile(r"(?:identifier|shorthand_property_identifier_pattern|self)")


def parameter_names(function: SgNode, sites: CallSites) -> Mapping[str, SgNode]:
    """Name → the node of the name. What takes a value apart (`{a, b}`) is left out."""
    listed = function.field(sites.grammar.parameters)
    if listed is None:
        declarator = function.field("declarator")
        while declarator is not None and listed is None:
            listed = declarator.field(sites.grammar.parameters)
            declarator = declarator.field("declarator")
    names: dict[str, SgNode] = {}
    for parameter in listed.named_children() if listed is not None else ():
        for node in _names(parameter, sites):
            names[node.text()] = node
    return names


def _names(parameter: SgNode, sites: CallSites) -> list[SgNode]:
    if parameter.kind() in sites.grammar.names:
        return [parameter]
    several = [n for n in parameter.field_children("name") if n.kind() in sites.grammar.names]
    if several:
        return several
    for field in ("pattern", "left", "declarator"):
        inner = parameter.field(field)
        if inner is not None:
            return _names(inner, sites)
    first = parameter.child(0)
    if first is not None and first.is_named() and parameter.kind() in ("typed_parameter",):
        return _names(first, sites)
    last = parameter.named_children()
    if (
        parameter.kind() in ("list_splat_pattern", "dictionary_splat_pattern", "rest_pattern", "spread_parameter")
        and last
    ):
        return _names(last[-1], sites)
    return []
