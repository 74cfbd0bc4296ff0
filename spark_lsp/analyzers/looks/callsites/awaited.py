"""A call whose result is awaited everywhere else in the file, and dropped here."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed

_ASYNC = re.compile(
    r"(?:(?:pub(?:\([^)]*\))?|static|public|private|protected|override|export|default|@[\w.]+(?:\([^()]*\))?)\s+)*async\b"
)
_ON_ITS_OWN = frozenset({"fire", "emit", "trigger", "dispatch", "publish", "track", "notify", "start", "listen"})
"""Names of what is often sent off without waiting."""
_CALLBACK = re.compile(
    r"(?:,|\()\s*(?:callback|cb|done|next|resolve|reject|(?:async )?function\b[^\n]*|[^,()\n]*=>[^\n]*)\s*\)?$"
)
_LEAST = 2
_SHARE = 0.66


def not_awaited(sites: CallSites) -> Iterator[Hit]:
    """Statements in an `async` function that are such a call alone, where at least two others are awaited and hardly
    any is not. Calls that are returned, kept or passed on may be awaited later and are left alone."""
    for name, of_name in sites.by_name.items():
        if len(of_name) <= _LEAST or of_name[0].last in _ON_ITS_OWN:
            continue
        awaited: list[Site] = []
        bare: list[Site] = []
        for site in of_name:
            parent = _outer(site.node)
            if parent is None:
                continue
            if parent.kind() in sites.grammar.awaits:
                # Where others only want the value (`x = await f()`), a call for its effect may well run on its own.
                around = _outer(parent)
                if around is not None and around.kind() in sites.grammar.statements:
                    awaited.append(site)
            elif parent.kind() in sites.grammar.statements:
                bare.append(site)
        if not bare or len(awaited) < _LEAST or len(awaited) < _SHARE * (len(awaited) + len(bare)):
            continue
        for site in bare:
            scope = sites.scope_of(site.start)
            if (
                _CALLBACK.search(sites.parsed.text[site.start : site.end].partition("\n")[0])
                and len(awaited) < 2 * _LEAST
            ):
                continue
            if scope is not None and _ASYNC.match(scope.node.text()):
                words = {"F": name, "AT": listed(sites.line_of(s.start) for s in awaited)}
                yield Hit(site.node, words, rests_on=tuple((s.start, s.end) for s in awaited))


def _outer(node: SgNode) -> SgNode | None:
    parent = node.parent()
    while parent is not None and parent.kind() == "parenthesized_expression":
        parent = parent.parent()
    return parent
