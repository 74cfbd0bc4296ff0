"""Call sites: a call that is not treated as the other calls of the same function in its file are."""

from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.sites import CallSites, call_sites
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

PARAMETERS = frozenset({"ask"})


def look(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """The calls that stand out by what the rule asks (`with: {ask: …}`)."""
    sites = call_sites(parsed)
    if sites is not None:
        yield from _asked(sites, rule)


def _asked(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Loads only what is asked: most texts need one or two of these."""
    match rule.settings.get("ask"):
        case "awaited":
            from spark_lsp.analyzers.looks.callsites.awaited import not_awaited

            return not_awaited(sites)
        case "order":
            from spark_lsp.analyzers.looks.callsites.swapped import swapped

            return swapped(sites)
    return iter(())
