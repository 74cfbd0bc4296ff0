"""Whether a unit is like code that was fixed."""

from collections.abc import Iterable

from spark_lsp.core.passage import Passage
from spark_lsp.retrieval.words import words_of

ALIKE_SHARE = 0.6
"""Share of the words of code before a fix that a unit must hold to be alike. Chosen by looking, not measured."""

WORDS_MIN = 8
"""Of code before a fix; of fewer any unit holds most."""


def alike(found: Iterable[Passage], text: str, path: str, symbol: str) -> list[Passage]:
    """Those whose code before the fix is like a unit's; a fix of the unit itself is left out."""
    own = set(words_of(text))
    kept: list[Passage] = []
    for one in found:
        before = "\n".join(line[1:] for line in one.text.splitlines() if not line.startswith("+"))
        words = set(words_of(before))
        itself = one.path.partition(":")[2] == path and one.symbol == symbol
        if len(words) >= WORDS_MIN and len(words & own) >= ALIKE_SHARE * len(words) and not itself:
            kept.append(one)
    return kept
