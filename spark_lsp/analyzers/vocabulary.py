"""Which of the rules' literal words occur in a text, found faster than one search of the text a word."""

import re
from collections.abc import Iterable
from functools import cache

_WORD = re.compile(r"\w+")
_HEAD_CHARS = 60


class Vocabulary:
    """The words of one text. A text repeats its words, so that searching the different ones once over costs a tenth
    of searching the text; very long ones (a picture in base64) count by their head."""

    __slots__ = ("_known", "_text", "_words", "words")

    def __init__(self, text: str) -> None:
        self._text = text
        self.words = {word[:_HEAD_CHARS] for word in _WORD.findall(text)}
        self._words = "\n".join(self.words)
        self._known: dict[str, bool] = {}

    def has(self, literal: str) -> bool:
        """Whether the literal occurs in the text, inside a longer word too."""
        return self.has_one_of((literal,))

    def has_one_of(self, literals: Iterable[str]) -> bool:
        """Whether any of them occurs. Asked some hundred times a text, so that it is one loop without calls for what is
        known."""
        known = self._known
        for literal in literals:
            here = known.get(literal)
            if here is None:
                words, longest = self._words, _longest_word(literal)
                here = longest in words and (longest == literal or literal in self._text)
                known[literal] = here
            if here:
                return True
        return False


@cache  # rules have some hundred literals, and each is asked about in every text
def _longest_word(literal: str) -> str:
    return max(_WORD.findall(literal), key=len, default="")
