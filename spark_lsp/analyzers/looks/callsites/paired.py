"""A function that begins something and does not end it, where every other function of the file ends what it begins."""

import re
from collections.abc import Iterator, Mapping

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def unpaired(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """The first calls of such pairs; `words` are the pairs as `begin:end`. A pair counts where at least `least`
    functions make both calls, and no function makes the second alone (then what is begun is handed over)."""
    least = int(rule.settings.get("least", 3))
    pairs = [tuple(str(pair).split(":")) for pair in rule.settings.get("words", ())]
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        for first, second in pairs:
            for closer in _closers(name, first, second):
                if closer in sites.by_name:
                    yield from _alone(sites, name, closer, least)


def _closers(name: str, first: str, second: str) -> Iterator[str]:
    """`gl_begin` → `gl_end` for `begin:end`; the case is kept."""
    last = re.split(r"\.|->|::", name)[-1]
    head = name[: len(name) - len(last)]
    for found in _WORD.finditer(last):
        word = found[0]
        if word.lower() == first:
            put = (
                second.upper()
                if word.isupper() and len(word) > 1
                else second.capitalize()
                if word[0].isupper()
                else second
            )
            yield head + last[: found.start()] + put + last[found.end() :]


def _alone(sites: CallSites, opener: str, closer: str, least: int) -> Iterator[Hit]:
    opened = _by_function(sites, sites.by_name[opener])
    closed = _by_function(sites, sites.by_name[closer])
    both = opened.keys() & closed.keys()
    lone = opened.keys() - both
    if len(both) < least or len(lone) != 1 or closed.keys() - both:
        return
    for start in lone:
        site = opened[start][0]
        yield Hit(
            site.node,
            {
                "F": opener,
                "G": closer,
                "AT": listed(sites.line_of(closed[at][0].start) for at in both),
                "N": str(len(both)),
            },
        )


def _by_function(sites: CallSites, of_name: list[Site]) -> Mapping[int, list[Site]]:
    found: dict[int, list[Site]] = {}
    for site in of_name:
        scope = sites.scope_of(site.start)
        if scope is not None:
            found.setdefault(scope.start, []).append(site)
    return found
