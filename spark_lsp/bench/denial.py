"""Which words of a sentence are denied: who says that the last item is not lost has not said that it is lost.

Plain denials alone: `hardly`, `a false alarm` and `which is fine as it is` are not seen."""

import re
from collections.abc import Callable, Sequence

DENIALS = frozenset(["not", "never", "no", "cannot", "nothing", *(f"{verb}n" for verb in ("is", "are", "does", "did"))])
"""Words that deny what comes after them in their clause; `isn` is what `isn't` begins with."""

_TURNS = frozenset(["so", "since", "because", "but", "though", "although", "instead", "which", "while", "whereas"])
"""Words that end the reach of a denial."""

_WHOLLY = re.compile(
    r"\bnot (?:true|so|the case)\b|\bno (?:need|bug|defect|problem|error)\b|\bnothing (?:is |to )?(?:wrong|change)"
    r"|\b(?:wrong|false|untrue) to (?:say|claim)\b|^\W*(?:do not|don't|never) \w+",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,;:](?=(?:[^`]*`[^`]*`)*[^`]*$)")
"""One that is not in a piece of code."""


def wholly_denied(sentence: str) -> bool:
    """Whether a sentence says that something is not so, or is not to be done, and nothing else."""
    return _WHOLLY.search(sentence) is not None


def clauses(sentence: str) -> list[str]:
    """The stretches between commas."""
    return _COMMA.split(sentence)


def denied(sentence: str, tokens: Callable[[str], Sequence[str]]) -> frozenset[int]:
    """Indices of denied tokens, of all tokens of its clauses in order."""
    found: set[int] = set()
    at = 0
    for clause in clauses(sentence):
        inside = False
        for token in tokens(clause):
            inside = (inside or token in DENIALS) and token not in _TURNS
            if inside and token not in DENIALS:
                found.add(at)
            at += 1
    return frozenset(found)
