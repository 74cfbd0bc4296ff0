"""How many tokens a text is, at most: a server cuts the front of a prompt that is too long, without a word."""

import re

from spark_lsp.core.asking import Ask

LETTERS_PER_TOKEN = 3
"""Of a word; vocabularies for code have longer pieces of most words, and never need more."""

TEMPLATE_TOKENS = 40
"""What a chat template puts around two messages."""

_PIECE = re.compile(r"[A-Za-z]+|\d|\n|[^\S\n]{2,}|[^\sA-Za-z\d]")


def tokens_at_most(text: str) -> int:
    """An upper estimate: a token for each three letters of a word, each digit, each sign, each line and each run of
    spaces; for what is not ASCII, one for each of its bytes. `tests/backends/test_real_model.py` holds it against a
    real vocabulary."""
    total = 1
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece[0].isascii() and piece[0].isalpha():
            total += -(-len(piece) // LETTERS_PER_TOKEN)
        else:
            total += 1 if piece[0].isascii() else len(piece.encode("utf-8", "surrogatepass"))
    return total


def prompt_tokens(ask: Ask) -> int:
    """An upper estimate of the whole prompt, its chat template with it."""
    return tokens_at_most(ask.system) + tokens_at_most(ask.user) + TEMPLATE_TOKENS
