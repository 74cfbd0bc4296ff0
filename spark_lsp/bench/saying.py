"""Whether a text says a fact: in a sentence of its own, not in a list of words, and not by repeating what it was told."""

import re
from collections.abc import Iterable, Sequence

from spark_lsp.bench.scenario import Fact

SAME_SHARE = 0.75
"""Share of a sentence's content words that one text it was given holds, from which on it only repeats that text."""

WORDS_MIN = 4
"""Fewest words of a sentence."""

GRAMMAR_SHARE = 0.1
"""Least share of words like `the` and `is` in a sentence; in lists of keywords there are hardly any."""

SAME_SLOT_MAX = 6
"""Most ways of saying one thing that a sentence of a person holds; a list of keywords holds all."""

CODE_MAX = 7
"""Most different pieces of code in one sentence; one that names all that there is locates nothing."""

OPERATORS_MAX = 2
"""Most different comparison and arithmetic operators in one sentence: the wrong one and the right one."""

_TOKEN = re.compile(r"`[^`]*`|[^\W\d][\w']*|\d+(?:\.\d+)?|[<>=!+\-*/%&|]+")
_INNER = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|[<>=!+\-*/%&|]+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_ENUMERATION = re.compile(r"(?:[\w`'<>=*-]+(?: [\w`'<>=*-]+)?\s*[,/|]\s*){3,}")
_OPERATOR = re.compile(r"(?<![<>=!+\-*/%&|])(?:[<>]=?|[=!]=|[+\-*/%]|//|\*\*|&&|\|\|)(?![<>=!+\-*/%&|])")

_GRAMMAR_WORDS = """
a an the is are was be been of to in on for with and or not so when if that than it its by from as at but which this
instead because before after into then only each every no never still even where while does do has have can will would
must should rather though although until without also any all one too
"""
GRAMMAR = frozenset(_GRAMMAR_WORDS.split())


def sentences(text: str) -> list[str]:
    """The sentences of a field."""
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def tokens(text: str) -> list[str]:
    """Words in small letters, numbers and operators; a piece in back-ticks is whole, with the ticks and without blanks,
    and then in parts."""
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith("`"):
            inner = token.strip("`").strip()
            found.append(f"`{''.join(inner.split())}`")
            found += [part.lower() for part in _INNER.findall(inner)]
        else:
            found.append(token.lower())
    return found


def is_sentence(text: str) -> bool:
    """Whether somebody says something: not a list of words or of pieces of code, nor a choice among all changes."""
    words = [token for token in tokens(text) if token[0].isalpha()]
    grammar = sum(word in GRAMMAR for word in words)
    code = set(re.findall(r"`[^`]*`", text))
    operators = set(_OPERATOR.findall(" ".join(code) + re.sub(r"`[^`]*`|\w-\w|[/-]", " ", text)))
    return (
        len(words) >= WORDS_MIN
        and grammar >= GRAMMAR_SHARE * len(words)
        and not _ENUMERATION.search(text)
        and len(code) <= CODE_MAX
        and len(operators) <= OPERATORS_MAX
    )


def repeats(sentence: str, given: Iterable[str]) -> bool:
    """Whether it holds next to nothing that one of the texts does not."""
    own = _content(sentence)
    return not own or any(len(own & _content(text)) >= SAME_SHARE * len(own) for text in given)


def says(fact: Fact, sentence: str) -> bool:
    """Whether a sentence says a fact: it has a word of each slot of one of its rows, and does not have all words."""
    said = tokens(sentence)
    return any(_row(row, said) for row in fact.rows)


def names(wanted: Iterable[str], text: str) -> frozenset[str]:
    """Those of the names that a text holds, alone or within a piece of code."""
    said = set(tokens(text))
    return frozenset(name for name in wanted if name.lower() in said or f"`{name}`" in said)


def _content(text: str) -> set[str]:
    return {token for token in tokens(text) if token[0] != "`" and token not in GRAMMAR}


def _row(row: Sequence[Sequence[str]], said: list[str]) -> bool:
    for slot in row:
        matched = sum(_has(one, said) for one in slot)
        if not matched or matched > SAME_SLOT_MAX:
            return False
    return bool(row)


def _has(alternative: str, said: list[str]) -> bool:
    if alternative.startswith("`"):
        code = "".join(alternative.split())
        return code in said or code.strip("`").lower() in said
    parts = alternative.split("+")
    return any(
        all(_is(part, word) for part, word in zip(parts, said[i:], strict=False))
        for i in range(len(said) - len(parts) + 1)
    )


def _is(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
