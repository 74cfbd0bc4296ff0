"""Which code of a checkout a person would have open beside a unit: its tests, its callers, what it calls, what is
alike, and code alike that was fixed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spark_lsp.core.passage import Found, Passage, PassageIndex
from spark_lsp.core.question import Related
from spark_lsp.core.unit import UnitKind
from spark_lsp.retrieval.fixed import alike as alike_before
from spark_lsp.retrieval.fusion import fused
from spark_lsp.retrieval.lexical import by_words

TESTS_MAX, CALLERS_MAX, CALLED_MAX, ALIKE_MAX, FIXED_MAX = 1, 2, 2, 1, 1
SAME_NAME_MAX = 2
"""A name that more units have does not tell which is meant."""

CALLS_READ = 40
SEARCHED = 12
LINES_MAX = 14
"""Of a longer unit only its head is given."""

_NAME = re.compile(r"[\w$]+")
_CODE = (UnitKind.FUNCTION, UnitKind.METHOD, UnitKind.CLASS)


@dataclass(frozen=True, slots=True)
class Of:
    """The unit that something is to be related to."""

    path: str
    """Within the checkout, with `/`."""
    symbol: str
    language: str
    text: str
    """Redacted."""
    calls: tuple[str, ...]
    """Dotted names."""

    @property
    def name(self) -> str:
        """The last part of its symbol."""
        return self.symbol.rpartition(".")[2]


def related_to(
    index: PassageIndex, unit: Of, near: Sequence[Found] = (), fixes: PassageIndex | None = None
) -> tuple[Related, ...]:
    """The most telling first. `near` is what a search by vectors found, `fixes` the index of what was fixed (see
    `retrieval/fixes.py`). Blocks on the disk. The same indexes give the same."""
    told: dict[tuple[str, str], Related] = {}

    def tell(relation: str, found: Iterable[Passage], most: int) -> None:
        left = most
        for one in found:
            place = (one.path, one.symbol)
            if left and place not in told and _is_other(one, unit):
                told[place] = Related(relation, one.symbol, one.path, tuple(one.text.splitlines()[:LINES_MAX]))
                left -= 1

    named = _NAME.fullmatch(unit.name) is not None and len(index.defining([unit.name], SAME_NAME_MAX)) > 0
    calling = index.calling(unit.name, CALLS_READ) if named else ()
    tell("tests it", (one for one in calling if is_test(one.path)), TESTS_MAX)
    tell("calls it", (one for one in calling if not is_test(one.path)), CALLERS_MAX)
    names = [name for call in unit.calls if _NAME.fullmatch(name := call.rpartition(".")[2])]
    called = index.defining(names, SAME_NAME_MAX)
    tell("is called by it", (one for one in called if one.path != unit.path), CALLED_MAX)
    by_word = by_words(index, f"{unit.symbol}\n{unit.text}", SEARCHED)
    alike = [found.passage for found in (fused([by_word, near], SEARCHED) if near else by_word)]
    tell("is alike", (one for one in alike if is_test(one.path) == is_test(unit.path)), ALIKE_MAX)
    if fixes is not None:
        before = [found.passage for found in by_words(fixes, f"{unit.symbol}\n{unit.text}", SEARCHED)]
        tell(
            "is like code that was fixed, - before and + after",
            alike_before(before, unit.text, unit.path, unit.symbol),
            FIXED_MAX,
        )
    return tuple(told.values())


def is_test(path: str) -> bool:
    """Whether a path is one of tests by the usual names."""
    *folders, name = path.lower().split("/")
    stem = name.partition(".")[0]
    return (
        any(folder in ("test", "tests", "testing", "__tests__", "spec") for folder in folders)
        or stem.startswith("test_")
        or stem.endswith(("_test", "_tests", "test"))
        or ".test." in name
        or ".spec." in name
    )


def _is_other(found: Passage, unit: Of) -> bool:
    if found.language != unit.language or found.kind not in _CODE:
        return False
    one, other = f"{found.symbol}.", f"{unit.symbol}."
    nested: Sequence[bool] = (one.startswith(other), other.startswith(one))
    return found.path != unit.path or not any(nested)
