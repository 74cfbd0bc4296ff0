"""What a sentence names: identifiers, numbers, places; told from plain words by how they are written."""

import re
from collections.abc import Iterable

from spark_lsp.core.phrases import NAMES_OF_THINGS, SORTS_OF_LIBRARY, STOP_WORDS

WORD = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(r"`([^`]*)`|'([^'\s]*)'|\"([^\"\s]*)\"")
_WRITTEN = re.compile(
    r"[^\W\d]\w*(?:(?:\.|::|->)[^\W\d]\w*)+|[^\W\d]\w*(?=\()|[^\W\d]*_\w+|[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*"
    r"|[A-Z]{5,}"
)
_NAMED_LIBRARY = re.compile(r"\b([A-Za-z][\w-]*) (?:library|package|crate|gem)\b")
_LIBRARY_NAMED = re.compile(
    r"\b(?:library|package|crate|gem) (?:named |called )?([a-z][\w-]*)(?= (?:to|for|instead|which|that)\b|[.,;]|$)"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN_LAST = "\u024f"
_LONE_PREFIX = re.compile(r"^(?:e\.g|i\.e|etc)$")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)+|(?<![\w.])\d{2,}(?![\w.])")
_CWE = re.compile(r"\bCWE-(\d+)", re.IGNORECASE)
LINE_REFERENCE = re.compile(
    r"\s*[(,]?\s*\b(?:(?:on|at|in|see|from) )?lines? \d+(?:\s*(?:-|–|to|and|,)\s*\d+)*\)?:?|^L?\d+: ?", re.IGNORECASE
)
"""`on line 12`: true when it was written, and wrong after the next edit above."""


_STRINGS = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`")
_BRACES = re.compile(r"\{([^{}]*)\}")
_DOCSTRINGS = re.compile(r"\"\"\".*?(?:\"\"\"|\Z)|" + r"'{3}.*?(?:'{3}|\Z)", re.DOTALL)
_HASH_COMMENT = re.compile(r"#.*")
_BLOCK_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LINE_COMMENT = re.compile(r"//.*")


def without_comments(text: str, language: str) -> str:
    """Code less its comments and docstrings, where anybody may write anything. A string with a comment mark in it loses
    its tail: fewer names are known then, never more."""
    if language == "python":
        return _HASH_COMMENT.sub("", _DOCSTRINGS.sub(" ", text))
    return _LINE_COMMENT.sub("", _BLOCK_COMMENT.sub(" ", text))


def without_strings(text: str) -> str:
    """Code less its strings; what stands in braces inside of them stays, since it may be computed."""
    return _STRINGS.sub(lambda match: " ".join(("", *_BRACES.findall(match[0]), "")), text)


def strings(text: str) -> str:
    """The strings of some code, and nothing else."""
    return "\n".join(_STRINGS.findall(text))


def identifiers(text: str) -> list[str]:
    """Names in a sentence that are written as code: in back-ticks or quotes, called, dotted, with an underscore or an
    inner capital. A dotted name gives its parts."""
    found: list[str] = []
    for match in _QUOTED.finditer(text):
        inner = match[1] if match[1] is not None else match[2] or match[3] or ""
        found += WORD.findall(inner)
    plain = _QUOTED.sub(" ", text)
    for match in _WRITTEN.finditer(plain):
        if match[0] not in NAMES_OF_THINGS and not _LONE_PREFIX.match(match[0]):
            found += WORD.findall(match[0])
    return found


def libraries(text: str) -> list[str]:
    """Libraries that a sentence names in plain words: `the sanitize package`. A model makes them up, and somebody else
    then publishes something harmful under that very name."""
    found = _NAMED_LIBRARY.findall(text) + _LIBRARY_NAMED.findall(text)
    return [name for name in found if name.lower() not in SORTS_OF_LIBRARY]


def mixes_scripts(text: str) -> bool:
    """Whether a word has Latin letters and others in it, one of which may look like a Latin one."""
    return any(
        any(char.isascii() for char in word) and any(char > _LATIN_LAST for char in word)
        for word in _LETTERS.findall(text)
    )


def numbers(text: str) -> list[str]:
    """Numbers of two digits and more, and versions; those of a CWE are not among them."""
    return _NUMBER.findall(_CWE.sub(" ", text))


def cwes(text: str) -> set[str]:
    """`CWE-89` and the like, in capitals."""
    return {f"CWE-{number}" for number in _CWE.findall(text)}


def words(texts: Iterable[str]) -> set[str]:
    """All words and identifiers of some texts, whole and, where they are compound, in parts."""
    found: set[str] = set()
    for text in texts:
        found.update(WORD.findall(text))
    return found


def content_words(text: str) -> set[str]:
    """Lower-case stems of the words that carry what a sentence says: five letters or more and no filler, or all in
    capitals."""
    return {
        word.lower()[:6]
        for word in WORD.findall(text)
        if (len(word) >= 5 or (len(word) >= 3 and word.isupper())) and word.lower() not in STOP_WORDS
    }
