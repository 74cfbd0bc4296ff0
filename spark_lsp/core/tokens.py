"""How many tokens a text is, at most: a server cuts the front of a prompt that is too long, without a word."""

from spark_lsp.core.asking import Ask

CHARS_PER_TOKEN = 2.5
TEMPLATE_TOKENS = 40
"""What a chat template puts around two messages."""


def tokens_at_most(text: str) -> int:
    """An upper estimate."""
    plain = sum(char < "\x80" for char in text)
    rest_bytes = len(text.encode("utf-8", "surrogatepass")) - plain
    return int(plain / CHARS_PER_TOKEN) + rest_bytes + 1


def prompt_tokens(ask: Ask) -> int:
    """An upper estimate of the whole prompt, its chat template with it."""
    return tokens_at_most(ask.system) + tokens_at_most(ask.user) + TEMPLATE_TOKENS
