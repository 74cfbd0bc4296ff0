"""A call that leaves out an argument which the other calls of the same function name."""

from collections import Counter
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.arguments import Arguments, arguments_of
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule


def keyword_missing(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Such calls, where at least `least` others and a share of at least `share` give it. With `words` only those
    arguments count."""
    words = frozenset(rule.settings.get("words", ()))
    least = int(rule.settings.get("least", 3))
    share = float(rule.settings.get("share", 0.75))
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        given = [(site, arguments_of(site, sites)) for site in of_name]
        counts = Counter(keyword for _, arguments in given for keyword in arguments.named)
        for keyword, count in counts.items():
            if count < least or count == len(given) or count < share * len(given) or (words and keyword not in words):
                continue
            having = [pair for pair in given if keyword in pair[1].named]
            for site, arguments in given:
                if keyword not in arguments.named and _alike(arguments, having):
                    yield Hit(site.node, _words(sites, name, keyword, having))


def _alike(arguments: Arguments, having: list[tuple[Site, Arguments]]) -> bool:
    """Whether the call is of the form of one that has it, so that no place can stand for the name."""
    if arguments.spread:
        return False
    return any(len(other.placed) == len(arguments.placed) for _, other in having)


def _words(sites: CallSites, name: str, keyword: str, having: list[tuple[Site, Arguments]]) -> dict[str, str]:
    values = Counter(arguments.named[keyword].text() for _, arguments in having)
    return {
        "F": name,
        "K": keyword,
        "V": values.most_common(1)[0][0],
        "AT": listed(sites.line_of(site.start) for site, _ in having),
    }
