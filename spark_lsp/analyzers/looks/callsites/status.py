"""A call whose result is asked everywhere else in the file whether it went well, and dropped here."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site, listed
from spark_lsp.analyzers.rule import Rule

_KEPT = re.compile(r"([A-Za-z_][\w]*)\s*:?=\s*$")


def status_dropped(sites: CallSites, rule: Rule) -> Iterator[Hit]:
    """Statements that are such a call alone, where at least `least` other calls stand in a condition or have their
    result looked at by the next `if`."""
    least = int(rule.settings.get("least", 4))
    share = float(rule.settings.get("share", 0.8))
    for name, of_name in sites.by_name.items():
        if len(of_name) <= least:
            continue
        checked: list[Site] = []
        bare: list[Site] = []
        other = 0
        for site in of_name:
            parent = site.node.parent()
            if parent is None:
                continue
            if parent.kind() in sites.grammar.statements:
                bare.append(site)
            elif _is_checked(sites, site):
                checked.append(site)
            else:
                other += 1
        if not bare or len(checked) < least or len(checked) < share * (len(checked) + len(bare) + other):
            continue
        for site in bare:
            yield Hit(site.node, {"F": name, "AT": listed(sites.line_of(s.start) for s in checked)})


def _is_checked(sites: CallSites, site: Site) -> bool:
    text = sites.parsed.text
    line = text[max(0, site.start - 200) : site.start].rpartition("\n")[2]
    if re.search(r"\b(?:if|while|assert|return)\b", line):
        return True
    found = _KEPT.search(line)
    if found is None:
        return False
    return re.match(rf"\s*;?\s*if\s*\(?[^\n]*\b{re.escape(found[1])}\b", text[site.end : site.end + 200]) is not None
