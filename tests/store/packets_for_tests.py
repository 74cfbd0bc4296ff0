"""Packets that tell by themselves whether they are what was put."""

import random

from spark_lsp.core.advisory import Advisory, Evidence, Lane, Lineage, Packet, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.shelf import Held
from spark_lsp.core.text import TextEdit, span


def slot(number: int) -> str:
    """Of a packet."""
    return f"{number:032x}"


def held(number: int, *, lane: Lane = Lane.REFINED, digest: str = "digest", made_s: float = 1000.0) -> Held:
    """The packet of a number: always the same, and unlike that of any other."""
    chance = random.Random(number)
    words = " ".join(f"`name{chance.randrange(10**6)}`" for _ in range(chance.randrange(1, 60)))
    place = span(number % 7, 1, number % 7 + 1, 4)
    edit = VerifiedEdit("Mend é", (TextEdit(place, f"x = {number}\n\u2028"),), ("applies", "parses"), safe=False)
    advisory = Advisory(
        headline=f"Packet {number}: {words}",
        next_step="Do it",
        why="Since.",
        severity=Severity.WARNING,
        confidence=0.1 + number % 9 / 10,
        span=place,
        category="injection",
        evidence=(Evidence("rule", place, "core", ("CWE-89",)),),
        risk="It breaks",
        edit=edit if number % 2 else None,
        rests_on=(place,),
    )
    return Held(Packet(lane, (advisory,), Lineage("key", "model", "refine/1")), digest, "text", made_s)
