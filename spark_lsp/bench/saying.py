"""Whether a text says a fact: in a sentence, not in a list of words, and not by repeating what it was told."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from spark_lsp.bench.denial import DENIALS, clauses, denied, wholly_denied
from spark_lsp.bench.scenario import Fact

SAME_SHARE = 0.75
"""Share of a sentence's words that one text it was given holds, from which on it only repeats that text."""

WORDS_MIN, WORDS_MAX = 4, 45
"""Fewest and most words of a sentence."""

GRAMMAR_SHARE = 0.1
"""Least share of words like `the` and `is` in a sentence; in lists of keywords there are hardly any."""

SAME_SLOT_MAX = 6
"""Most ways of saying one thing that a sentence of a person holds; a list of keywords holds all."""

CODE_MAX = 7
"""Most different pieces of code in one sentence; one that names all that there is locates nothing."""

OPERATORS_MAX = 2
"""Most different comparison and arithmetic operators in one sentence: the wrong one and the right one."""

_TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?|[<>=!+\-*/%&|]+")
_QUOTED = re.compile(r"(?<!\w)['\"]([^'\"\s]{1,40})['\"](?!\w)")
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


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """All in small letters: words, numbers, operators; of a piece of code (in back-ticks, or one word in quotes) the
    whole in back-ticks, without blanks, and each of its parts bare and in back-ticks."""
    found: list[str] = []
    for i, stretch in enumerate(text.split("`")):
        if i % 2:
            found += _code(stretch)
            continue
        at = 0
        for quoted in _QUOTED.finditer(stretch):
            found += [token.lower() for token in _TOKEN.findall(stretch[at : quoted.start()])]
            found += _code(quoted[1])
            at = quoted.end()
        found += [token.lower() for token in _TOKEN.findall(stretch[at:])]
    return tuple(found)


def _code(piece: str) -> list[str]:
    parts = [part.lower() for part in _TOKEN.findall(piece)]
    whole = "".join(piece.lower().split())
    return [f"`{whole}`", *parts, *(f"`{part}`" for part in parts if part != whole)]


def is_sentence(text: str) -> bool:
    """Whether somebody says something: not a list of words or of pieces of code, nor a choice among all changes."""
    words = [token for token in tokens(text) if token[0].isalpha()]
    grammar = sum(word in GRAMMAR for word in words)
    code = set(re.findall(r"`[^`]*`", text))
    operators = set(_OPERATOR.findall(" ".join(code) + re.sub(r"`[^`]*`|\w-\w|[/-]", " ", text)))
    return (
        WORDS_MIN <= len(words) <= WORDS_MAX
        and grammar >= GRAMMAR_SHARE * len(words)
        and not _ENUMERATION.search(text)
        and len(code) <= CODE_MAX
        and len(operators) <= OPERATORS_MAX
    )


def repeats(sentence: str, given: Iterable[str]) -> bool:
    """Whether it holds next to nothing that one of the texts does not."""
    own = _content(sentence)
    return not own or any(len(own & _content(text)) >= SAME_SHARE * len(own) for text in given)


def unquoted(sentence: str, code: str) -> str:
    """The sentence without the whole lines of the code that it quotes: the words of the code are not its own."""
    lines = {"".join(line.split()) for line in code.splitlines()}
    return re.sub(r"`([^`]*)`", lambda piece: "" if "".join(piece[1].split()) in lines else piece[0], sentence)


def says(fact: Fact, sentence: str) -> bool:
    """Whether a sentence says a fact: it has a word of each slot of one of its rows, none of them denied, and does not
    have all words. Where the fact itself is that something is not so, a denial is what says it."""
    if wholly_denied(sentence):
        return False
    said = tuple(token for clause in clauses(sentence) for token in tokens(clause))
    hidden = denied(sentence, tokens)
    kept = tuple("" if i in hidden else token for i, token in enumerate(said))
    return any(_row(row, said if _denies(row, said) else kept) for row in fact.rows)


def names(wanted: Iterable[str], text: str) -> frozenset[str]:
    """Those of the names that a text holds: as code, or bare where no plain word is written so."""
    said = set(tokens(text))
    return frozenset(
        name
        for name in wanted
        if f"`{''.join(name.lower().split())}`" in said or (not _is_word(name) and name.lower() in said)
    )


def _is_word(name: str) -> bool:
    return name.isalpha() and name.islower()


def _content(text: str) -> set[str]:
    return {token for token in tokens(text) if token[0] != "`"}


def _denies(row: Sequence[Sequence[str]], said: tuple[str, ...]) -> bool:
    """Whether a slot is said by a denial that the fact holds, such as `not+counted`."""
    every = frozenset(said)
    return any(one.split("+")[0] in DENIALS and _has(one, said, every) for slot in row for one in slot)


def _row(row: Sequence[Sequence[str]], said: tuple[str, ...]) -> bool:
    every = frozenset(said)
    for slot in row:
        matched = sum(_has(one, said, every) for one in slot)
        if not matched or matched > SAME_SLOT_MAX:
            return False
    return bool(row)


def _has(alternative: str, said: tuple[str, ...], every: frozenset[str]) -> bool:
    if alternative.startswith("`~"):
        part = "".join(alternative.lower().split()).strip("`~")
        return any(token.startswith("`") and part in token for token in every)
    if alternative.startswith("`"):
        return "".join(alternative.lower().split()) in every
    parts = alternative.split("+")
    if len(parts) == 1:
        return _is(alternative, every)
    runs = (said[i : i + len(parts)] for i in range(len(said) - len(parts) + 1))
    return any(all(_is(part, (word,)) for part, word in zip(parts, run, strict=True)) for run in runs)


def _is(part: str, words: Collection[str]) -> bool:
    """Whether one of the words is the part, or begins with it."""
    if part.endswith("*"):
        stem = part[:-1]
        return any(one.startswith(stem) for one in words)
    return part in words
