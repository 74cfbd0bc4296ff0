"""An argument that goes in raw where the other calls of the same function put theirs through one and the same call."""

import re
from collections import Counter
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import arguments_of
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule

_WRAPPER = re.compile(r"([A-Za-z_$][\w$.]*)\(")
_RAW = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[[^\[\]\n]*\]|\.get\([^()\n]*\))*$")


def not_wrapped(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Such arguments, where at least `least` others of the same place or name are wrapped; `words` are the last parts
    of the wrappers that count."""
    words = frozenset(rule.settings.get("words", ()))
    least = int(rule.settings.get("least", 3))
    share = float(rule.settings.get("share", 0.75))
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        by_place: dict[str, list[tuple[Site, SgNode, str]]] = {}
        for site in of_name:
            arguments = arguments_of(site, sites)
            if arguments.spread:
                continue
            places = [(str(i), node) for i, node in enumerate(arguments.placed)] + list(arguments.named.items())
            for place, node in places:
                code = node.text()
                found = _WRAPPER.match(code)
                wrapper = found[1] if found is not None and code.endswith(")") else ""
                by_place.setdefault(place, []).append((site, node, wrapper))
        for given in by_place.values():
            yield from _raw(sites, name, given, words, least, share)


def _raw(
    sites: CallSites, name: str, given: list[tuple[Site, SgNode, str]], words: frozenset[str], least: int, share: float
) -> Iterator[Hit]:
    counts = Counter(wrapper for _, _, wrapper in given if wrapper)
    if not counts:
        return
    wrapper, count = counts.most_common(1)[0]
    if count < least or count < share * len(given) or (words and wrapper.rpartition(".")[2] not in words):
        return
    at = listed(sites.line_of(site.start) for site, _, own in given if own == wrapper)
    for site, node, own in given:
        code = node.text()
        if own or not _RAW.match(code) or code in ("None", "True", "False", "null", "undefined", "true", "false"):
            continue
        scope = sites.scope_of(site.start)
        before = sites.parsed.text[scope.start if scope is not None else 0 : site.start]
        if re.search(rf"{re.escape(code)}\s*:?=\s*[^\n]*{re.escape(wrapper)}\(", before):
            continue
        yield Hit(node, {"F": name, "W": wrapper, "X": code, "AT": at})
