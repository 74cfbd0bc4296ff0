"""A reply that nobody asks whether it went well, where the file asks the other replies of the same call."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.results import kept, mentions
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule


def not_asked(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Calls whose result is read without one of `words` (members of it: `ok`, `raise_for_status`), where at least
    `least` other calls of the same callee ask."""
    words = "|".join(map(re.escape, rule.settings.get("words", ())))
    least = int(rule.settings.get("least", 2))
    share = float(rule.settings.get("share", 0.6))
    member = re.compile(rf"\s*(?:\?\.|\.|->)(?:{words})\b")
    chained = re.compile(r"\)?\s*\.[A-Za-z_]")
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        asked: list[tuple[Site, str]] = []
        unasked: list[Site] = []
        for site in of_name:
            result = kept(sites, site)
            if result is None:
                after = sites.parsed.text[site.end : site.end + 80]
                if member.match(after.lstrip(")")):
                    asked.append((site, after))
                elif chained.match(after):
                    unasked.append(site)
                continue
            places = mentions(result)
            found = [m for p in places if (m := member.match(result.after, p.end())) is not None]
            if found:
                asked.append((site, found[0][0].strip()))
            elif places and all(result.after[p.end() : p.end() + 1] in (".", "[") for p in places):
                unasked.append(site)
        if len(asked) < least or not unasked or len(asked) < share * (len(asked) + len(unasked)):
            continue
        at = listed(sites.line_of(s.start) for s, _ in asked)
        for site in unasked:
            yield Hit(site.node, {"F": name, "M": asked[0][1].strip(" ?.->"), "AT": at})
