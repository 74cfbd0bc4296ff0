"""Advice as the text that a person reads in a hover, a message or a float."""

from collections.abc import Sequence

from spark_lsp.core.advisory import Advisory, Lane, Lineage
from spark_lsp.core.foreign import Foreign
from spark_lsp.core.unit import Unit

OTHERS_MAX = 5
"""Most diagnostics of other servers that are repeated."""

WHY_CHARS = 280
"""Longest why in a short hover, characters; about two lines of a hover 120 wide."""


def hover_markdown(
    advisories: Sequence[Advisory],
    lane: Lane,
    *,
    complete: bool,
    lineage: Lineage | None = None,
    refining: bool = False,
) -> str:
    """The first advisory in at most seven lines: headline, why, next step, and where it comes from."""
    first = advisories[0]
    more = f" · {len(advisories) - 1} more here" if len(advisories) > 1 else ""
    parts = [f"**{_plain(first.headline)}**"]
    if first.why:
        parts.append(_cut(first.why))
    if first.next_step:
        parts.append(f"Next: {first.next_step}")
    who = _footer(first, lane, complete=complete, lineage=lineage, refining=refining)
    parts.append(f"{who}{more}")
    return "\n\n".join(parts)


def nothing_markdown(unit: Unit | None, lane: Lane, *, complete: bool) -> str:
    """What `hover.always` says where there is nothing to say."""
    what = f"`{unit.symbol}`" if unit is not None and unit.name else "this part"
    if not complete:
        return f"Nothing seen so far in {what}\n\n{lane.value} · still being analysed"
    return f"Nothing to advise on {what}\n\n{lane.value}"


def full_markdown(
    advisories: Sequence[Advisory],
    unit: Unit | None,
    lane: Lane,
    *,
    complete: bool,
    lineage: Lineage | None = None,
    others: Sequence[Foreign] = (),
    intent: str = "",
) -> str:
    """All that is known of a unit, what other servers say of the same lines, and as what a model is asked about it."""
    also = [f"Also: {_plain(one.message)} ({one.source or 'another server'})" for one in others[:OTHERS_MAX]]
    if not advisories:
        return "\n\n".join([*also, nothing_markdown(unit, lane, complete=complete)])
    blocks = []
    for advisory in advisories:
        parts = [f"### {_plain(advisory.headline)}"]
        if advisory.why:
            parts.append(advisory.why)
        if advisory.risk:
            parts.append(f"**Risk:** {advisory.risk}")
        if advisory.next_step:
            parts.append(f"**Next:** {advisory.next_step}")
        if advisory.edit is not None:
            parts.append(f"**Edit:** {advisory.edit.title} (checked: {', '.join(advisory.edit.checks)})")
        seen = ", ".join(f"`{e.rule}` line {e.span.start.line + 1}" for e in advisory.evidence)
        cwe = sorted({c for e in advisory.evidence for c in e.cwe})
        tail = f"{advisory.severity.word} · confidence {advisory.confidence:.0%} · seen by {seen}"
        parts.append(tail + (f" · {', '.join(cwe)}" if cwe else ""))
        blocks.append("\n\n".join(parts))
    state = "" if complete else " · still being analysed"
    made = f" · {origin}" if (origin := _origin(lane, lineage)) else ""
    model = f" · {lineage.model}" if lineage is not None and lineage.model else ""
    return "\n\n".join([*blocks, *also, f"{lane.value}{made}{model}{state}" + (f" · {intent}" if intent else "")])


def as_plain(markdown: str) -> str:
    """The same without markup, for clients that show plain text."""
    return "\n".join(line.removeprefix("### ").replace("**", "") for line in markdown.splitlines())


def age(seconds: float) -> str:
    """How old something is: `just now`, `5 min old`, `3 h old`, `2 days old`."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min old"
    if minutes < 48 * 60:
        return f"{minutes // 60} h old"
    return f"{minutes // (24 * 60)} days old"


def _origin(lane: Lane, lineage: Lineage | None) -> str:
    """Age of a model's words, and whether what they were made from still holds; `""` for advice without a model."""
    if lane is Lane.PROGRAMMATIC or lineage is None:
        return ""
    changed = "; what it uses has changed since" if lineage.context_changed else ""
    return f"{age(lineage.age_s)}{changed}"


def _footer(advisory: Advisory, lane: Lane, *, complete: bool, lineage: Lineage | None, refining: bool) -> str:
    cwe = next((e.cwe[0] for e in advisory.evidence if e.cwe), "")
    words = [
        lane.value,
        _origin(lane, lineage),
        advisory.severity.word,
        advisory.evidence[0].rule,
        cwe,
        "" if complete else "still being analysed",
        "refining…" if refining else "",
    ]
    return " · ".join(word for word in words if word)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= WHY_CHARS:
        return text
    return text[:WHY_CHARS].rsplit(" ", 1)[0] + " …"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("**", "")
