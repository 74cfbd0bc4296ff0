"""The syntactic unit under the cursor: a function, method, class or block."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from spark_lsp.core.text import Position, Span


class UnitKind(StrEnum):
    """What sort of unit; MODULE is the code outside all others."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    BLOCK = "block"
    MODULE = "module"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of one text. Spans are of that text."""

    kind: UnitKind
    name: str
    """`""` where it has none (lambda, block, module)."""
    path: tuple[str, ...]
    """Names from the outermost unit to this one; an anonymous one is `<lambda>`, `<block>` and so on."""
    span: Span
    """From its first decorator, attribute or modifier to its end."""
    name_span: Span
    """The name alone; the header's first token where it has no name."""
    body_line: int
    """Line of the body's first statement or brace; the header is span.start.line up to here."""
    signature: str
    """One line, white space folded; ends before the body. `""` for a module."""
    parent: int
    """Index of the enclosing unit in the same tuple of units; −1 for none."""
    imports: tuple[str, ...] = ()
    """Text of the file's import statements whose names this unit uses, in file order."""
    calls: tuple[str, ...] = ()
    """Dotted names that it calls, each once, in order of first use."""
    callees: tuple[int, ...] = ()
    """Indices of units in this file that it calls."""
    callers: tuple[int, ...] = ()
    """Indices of units in this file that call it."""
    key: str = ""
    """Unit key, hex; see core/key.py."""
    digest: str = ""
    """Context digest, hex; see core/key.py."""

    @property
    def symbol(self) -> str:
        """`Order.refund`; `<module>` for code outside all units."""
        return ".".join(self.path) or "<module>"


def innermost(units: Sequence[Unit], position: Position) -> int | None:
    """Index of the smallest unit that holds the position; None where there are no units.

    `units` are in order of their start, each after its parent, as `syntax` gives them."""
    best: int | None = None
    for i, unit in enumerate(units):
        if unit.span.start > position:
            break
        if unit.span.contains(position):
            best = i
    return best
