"""Search by words: BM25 over sub-words, with nothing to load."""

from spark_lsp.core.passage import Found, PassageIndex
from spark_lsp.retrieval.words import words_of

QUERY_CHARS_MAX = 4_000


def by_words(index: PassageIndex, text: str, limit: int) -> tuple[Found, ...]:
    """The passages that share the rarest words with a text, best first."""
    return index.search(words_of(text[:QUERY_CHARS_MAX]), limit)
