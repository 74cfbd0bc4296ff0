"""The arguments of one call: those by place, and those with a name."""

from collections.abc import Mapping
from dataclasses import dataclass

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call is given."""

    placed: tuple[SgNode, ...]
    named: Mapping[str, SgNode]
    spread: bool
    """Whether one argument stands for several (`*args`, `...rest`), so that places are not known."""


def arguments_of(site: Site, sites: CallSites) -> Arguments:
    """The arguments of a call; none where they are no list (`f(x for x in y)`)."""
    grammar = sites.grammar
    given = site.node.field(grammar.arguments)
    placed: list[SgNode] = []
    named: dict[str, SgNode] = {}
    spread = False
    if given is None or given.kind() not in ("arguments", "argument_list"):
        return Arguments((), {}, spread=True)
    keywords = grammar.keywords or {}
    for child in given.named_children():
        kind = child.kind()
        if kind in grammar.comments:
            continue
        if kind in grammar.spread:
            spread = True
        elif kind in keywords:
            name, value = child.field(keywords[kind][0]), child.field(keywords[kind][1])
            if name is not None and value is not None:
                named[name.text()] = value
        else:
            placed.append(child)
    return Arguments(tuple(placed), named, spread)
