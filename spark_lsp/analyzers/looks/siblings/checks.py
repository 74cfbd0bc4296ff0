"""Conditions on which a function turns away."""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from spark_lsp.analyzers.looks.siblings.grammar import Grammar
from spark_lsp.analyzers.looks.siblings.plain import identifiers, parts_of, plain_code
from spark_lsp.analyzers.shape import words

_PATH = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*\b(?!\s*\"\")(\s*!?\()?")
_WRITTEN = re.compile(r"[\w$]+(?:\(\))?(?:(?:\?\.|!\.|\.|->|::)[\w$]+(?:\(\))?|\[[\"']\w+[\"']\])*")
_LAST_CHARS = 240
_STATUS = re.compile(r"\b[45]\d\d\b")
_REST = re.compile(r"\w*(?:\(\)|[\"']\])?")
_LEAVES = re.compile(
    r"(?:^|[\s;{}:()])(?:return|raise|throw|continue|goto|break|panic|yield break|abort|exit|die|bail|next|reject"
    r"|fail|error|redirect)\b|\.(?:abort\w*|fail|forbidden|unauthorized|sendStatus|redirect|exit|next)\b"
    r"|\bstatus\(|\berr\w*\s*=|Error\(|assert",
    re.IGNORECASE,
)
_NOT_NAMES = words(
    "and or not is in None True False null nil undefined true false typeof instanceof if else await new return let mut "
    "NULL nullptr void lambda for const some any all ref Some Ok Err"
)
_COMPARERS = words("equals Equal equal eq ne toString compareTo equalsIgnoreCase includes contains Equals")


class Check:
    """One `if` or assertion; its plain code is worked out when it is first asked for."""

    def __init__(self, written: str, sides: tuple[str, ...], grammar: Grammar, receiver: str) -> None:
        self.written = written
        """The condition as it stands in the text."""
        self._sides = sides
        self._grammar = grammar
        self._receiver = receiver

    @cached_property
    def condition(self) -> str:
        """In plain code."""
        return plain_code(self.written, self._grammar, self._receiver)

    @cached_property
    def answer(self) -> str:
        """What runs when it turns away, in plain code: of its two sides the first that goes no further, or else the
        last; empty for an assertion."""
        found = ""
        for side in self._sides:
            found = plain_code(side, self._grammar, self._receiver)
            if leaves(found):
                break
        return found

    @cached_property
    def said(self) -> frozenset[str]:
        """The words of all its sides, those of their messages too."""
        return frozenset(part for side in self._sides for name in identifiers(side) for part in parts_of(name)).union(
            _STATUS.findall(" ".join(self._sides))
        )

    @cached_property
    def leaves(self) -> bool:
        """Whether one of its two sides goes no further; an assertion always may."""
        return not self._sides or leaves(self.answer)

    def paths(self) -> Iterator[tuple[str, bool]]:
        """What the condition names: (dotted path, whether it is called)."""
        return paths_in(self.condition)

    def as_written(self, path: str, last: str) -> str:
        """A path of this condition as the text has it, up to one of its steps."""
        for found in _WRITTEN.finditer(self.written):
            at = found[0].lower().find(last.lower())
            if at >= 0 and ("." not in path or at > 0 or "." not in found[0]):
                rest = _REST.match(found[0], at + len(last))
                return found[0][: rest.end()] if rest is not None else found[0]
        return path


def paths_in(code: str) -> Iterator[tuple[str, bool]]:
    """Dotted paths of plain code, those of literals and operators left out; a comparing method counts as its object."""
    for found in _PATH.finditer(code):
        path = found[0].rstrip("( \t\n!")
        called = found[1] is not None
        head, _, last = path.rpartition(".")
        if head and last in _COMPARERS:
            path, called = head, False
        if path not in _NOT_NAMES:
            yield path, called


@lru_cache(maxsize=8192)  # after an edit all checks but one are as they were
def leaves(code: str) -> bool:
    """Whether what runs goes no further than itself: it returns, raises, aborts or answers with an error."""
    return _LEAVES.search(code, max(0, len(code) - _LAST_CHARS)) is not None
