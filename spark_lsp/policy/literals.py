"""What a rule names in so many words, and whether that binds it to one place."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

STRING_CHARS_MAX = 24
FILES_MIN = 2
"""Files, besides the one that was mended, in which a name of the project must stand for a rule to hold elsewhere."""

_NAME = re.compile(r"(?<![$\w])[A-Za-z_]\w*")
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_NUMBER = re.compile(r"(?<![\w.$])\d[\d_.]{2,}")
_REGEX_NAME = re.compile(r"[A-Za-z_]\w{2,}")


def patterns_of(rule: object) -> Iterator[str]:
    """All patterns in a rule, with the words of its regular expressions."""
    match rule:
        case Mapping():
            for key, value in rule.items():
                if key in ("pattern", "context", "regex") and isinstance(value, str):
                    yield " ".join(_REGEX_NAME.findall(re.sub(r"\\[a-zA-Z]", " ", value))) if key == "regex" else value
                else:
                    yield from patterns_of(value)
        case list():
            for value in rule:
                yield from patterns_of(value)


def names_of(rule: Mapping[str, Any]) -> frozenset[str]:
    """Identifiers that a rule names, those in strings left out."""
    return frozenset(name for text in patterns_of(rule) for name in _NAME.findall(_STRING.sub("''", text)))


def why_one_place(
    rule: Mapping[str, Any], known: frozenset[str], files_with: Callable[[str], Sequence[str]], own: str
) -> str:
    """Why a rule holds for one place alone, in words; `""` where it does not. `files_with` gives the files of the
    checkout in which a name stands; `own` is the one that was mended."""
    for text in patterns_of(rule):
        for pair in _STRING.findall(text):
            if len(said := max(pair, key=len)) > STRING_CHARS_MAX:
                return f"has the text {said[:STRING_CHARS_MAX]!r}…, which stands in one place"
        for number in _NUMBER.findall(text):
            if len(set(files_with(number)) - {own}) < FILES_MIN:
                return f"has the number {number}, which stands in no two other files"
    for name in sorted(names_of(rule) - known):
        if len(set(files_with(name)) - {own}) < FILES_MIN:
            return f"names `{name}`, which is no name of the language and stands in no two other files"
    return ""
