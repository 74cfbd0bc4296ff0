"""Makes text that anyone may have written fit to be shown to a person."""

import re

_SPECIAL = re.compile(
    r"<[^<>]*>|!?\[([^\]]*)\]\([^)]*\)|\b\w+://\S+"
    r"|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
"""Markup, links and characters that do not print or turn the direction of writing."""
_LONGEST = 300


def harmless_text(text: str) -> str:
    """The words without markup, links and control characters, cut at 300 characters; one line."""
    plain = _SPECIAL.sub(lambda found: found.group(1) or " ", text)
    plain = " ".join(plain.replace("<", "‹").replace(">", "›").replace("[", "(").replace("]", ")").split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
