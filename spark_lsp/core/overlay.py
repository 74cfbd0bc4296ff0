"""What a kept packet makes of the advice as it stands now: its words, never its place, its severity or a stale edit."""

from dataclasses import replace

from spark_lsp.core.advisory import Advisory, Lineage, Worded
from spark_lsp.core.shelf import Held
from spark_lsp.core.synthesis import shifted

OWN = "model"
"""Rule id of advice that no analyzer gave."""


def subject_name(intent: str, advisory: Advisory | None, earlier: int) -> str:
    """What a packet is about, within its unit: angle, rule, and how many of the rule's advisories come before it."""
    rule = advisory.evidence[0].rule if advisory is not None else OWN
    return f"{intent}/{rule}/{earlier}"


def worded(live: Advisory, held: Held, *, first_line: int, digest: str, text: str, now_s: float) -> Worded | None:
    """`live` in the words of a packet; None where the packet speaks of something else.

    `first_line` is where the unit stands now, `digest` its context digest now, `text` its `text_digest` now."""
    packet = held.packet
    if not packet.advisories or packet.advisories[0].evidence[0].rule != live.evidence[0].rule:
        return None
    kept = shifted(packet.advisories[0], first_line)
    same_text = held.text_digest == text
    new = replace(
        live,
        headline=kept.headline,
        next_step=kept.next_step or live.next_step,
        why=kept.why or live.why,
        risk=kept.risk or live.risk,
        # A fix of ours was verified on this very text; a model's only where the text is still the one it saw.
        edit=live.edit or (kept.edit if same_text else None),
    )
    return Worded(new, packet.lane, _lineage(held, digest, now_s))


def own_advice(held: Held, *, first_line: int, digest: str, now_s: float) -> Worded | None:
    """Advice that a model gave of its own, where the unit now stands; None where the packet holds none."""
    packet = held.packet
    if not packet.advisories or packet.advisories[0].evidence[0].rule != OWN:
        return None
    return Worded(shifted(packet.advisories[0], first_line), packet.lane, _lineage(held, digest, now_s))


def _lineage(held: Held, digest: str, now_s: float) -> Lineage:
    return replace(held.packet.lineage, age_s=max(0.0, now_s - held.made_s), context_changed=held.digest != digest)
