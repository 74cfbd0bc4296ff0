"""A result that is used at once where the other calls of the same function first ask whether there is any."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.results import Kept, kept, mentions
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule

_NOTHING = re.compile(r"(?:\s*(?:is (?:not )?None\b|[!=]==?\s*(?:None|null|nil|undefined|NULL|nullptr)\b|\?\.))")
_TRUTH = re.compile(r"(?:\bif|\bnot|\belif|\bassert|\bunless|!|&&|\|\||\band|\bor)\s*\(?\s*$")


def not_compared(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Calls whose result has a member read before any look whether it is nothing, where at least `least` others look
    first and hardly any does not."""
    least = int(rule.settings.get("least", 3))
    share = float(rule.settings.get("share", 0.75))
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        looked: list[Site] = []
        used: list[tuple[Site, str]] = []
        for site in of_name:
            result = kept(sites, site)
            if result is None:
                continue
            match _first_use(result):
                case "looked":
                    looked.append(site)
                case "used":
                    used.append((site, result.name))
        if not used or len(looked) < least or len(looked) < share * (len(looked) + len(used)):
            continue
        at = listed(sites.line_of(s.start) for s in looked)
        for site, variable in used:
            yield Hit(site.node, {"F": name, "V": variable, "AT": at})


def _first_use(result: Kept) -> str:
    """What the first mention that says anything says: `looked`, `used` (a member is read), or `""`."""
    for place in mentions(result):
        before = result.after[max(0, place.start() - 40) : place.start()]
        after = result.after[place.end() : place.end() + 40]
        if _NOTHING.match(after):
            return "looked"
        if _TRUTH.search(before) and not re.match(r"\s*(?:\.|->|\[|\()", after):
            return "looked"
        if re.match(r"(?:\.|->)[A-Za-z_]|\[", after):
            return "" if _TRUTH.search(before) and after[0] not in ".-[" else "used"
        return ""
    return ""
