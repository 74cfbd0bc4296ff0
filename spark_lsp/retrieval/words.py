"""Cuts text and code into the words that it is found by: identifiers into their parts, and each whole besides."""

import re
from collections.abc import Iterator

WORD_CHARS_MAX = 64
"""Longer ones are data."""

_WORD = re.compile(r"[^\W_]\w*|_+[^\W_]\w*")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")


def words_of(text: str) -> list[str]:
    """`parseHTTPOrder(x_1)` → `parse http order parsehttporder x1`. In the order of the text, small letters; parts of
    one character are left out."""
    return [word for match in _WORD.finditer(text) for word in _words(match[0])]


def _words(word: str) -> Iterator[str]:
    if len(word) > WORD_CHARS_MAX:
        return
    parts = [part.lower() for part in _PART.findall(word)]
    yield from (part for part in parts if len(part) > 1)
    if len(parts) > 1:
        yield "".join(parts)
