"""One place that a look in Python found."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from spark_lsp.core.finding import Severity
from spark_lsp.core.text import TextEdit


@dataclass(frozen=True, slots=True)
class Hit:
    """What a look hands back; what is None or empty is as the rule file says."""

    node: SgNode
    """What is underlined, as far as its first line goes."""
    words: Mapping[str, str] = field(default_factory=dict)
    """For the `$X` of the rule's sentences: code as it is written, or a count."""
    unit: str | None = None
    """For `$UNIT`; None is the function around the node."""
    message: str | None = None
    """Said in place of the rule file's, with the same `$X`: one sentence does not do for one and for many."""
    confidence: float | None = None
    severity: Severity | None = None
    rests_on: tuple[tuple[int, int], ...] = ()
    """Offsets (start, end) of the other code that it speaks of: where that is edited, it is not told."""
    edits: tuple[TextEdit, ...] = ()
    """A fix, titled and called safe or not by the rule file. It is tried out before anyone is offered it."""
