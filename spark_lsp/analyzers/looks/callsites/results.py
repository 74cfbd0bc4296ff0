"""What becomes of a call's result: the name it is kept under, and what follows."""

import re
from dataclasses import dataclass

from spark_lsp.analyzers.looks.callsites.sites import CallSites, Site

_TARGET = re.compile(r"(?<![\w$.>])([A-Za-z_$][\w$]*)(?:\s*:\s*[\w.\[\]<>| ?]+)?\s*:?=\s*(?:await\s+|\(await\s+)?$")
_LINE = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that has a name."""

    name: str
    after: str
    """What follows, up to where the function ends or the name gets another value."""


def kept(sites: CallSites, site: Site) -> Kept | None:
    """The name a call's result is kept under; None where it is none, or not the whole result."""
    text = sites.parsed.text
    found = _TARGET.search(text[max(0, site.start - _LINE) : site.start].rpartition("\n")[2])
    if found is None:
        return None
    after = sites.text_after(site)
    rest = after.lstrip(" )")
    if rest[:1] not in ("", "\n", ";", "\r", "#", "/"):
        return None
    again = re.search(rf"^[ \t]*(?:const |let |var )?{re.escape(found[1])}\s*:?=[^=]", after, re.MULTILINE)
    return Kept(found[1], after[: again.start()] if again is not None else after)


def mentions(kept: Kept) -> list[re.Match[str]]:
    """Where the name occurs afterwards, in order."""
    return list(re.finditer(rf"(?<![\w.$'\"]){re.escape(kept.name)}(?![\w$])(?!\s*=[^=])", kept.after))
