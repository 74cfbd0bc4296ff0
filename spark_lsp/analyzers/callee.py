"""What a call calls, on which object, with what."""

import re
from dataclasses import dataclass

from ast_grep_py import SgNode

from spark_lsp.analyzers.naming import last_part
from spark_lsp.analyzers.shape import Shape
from spark_lsp.analyzers.targets import plain

_QUOTE = re.compile(r"""\(\s*(?:'"'|"'"|'\\''|"\\"")\s*,""")


@dataclass(frozen=True, slots=True)
class Callee:
    """The parts of one call."""

    dotted: str
    """`request.args.get`; a macro's ends in `!`."""
    last: str
    object: SgNode | None
    arguments: SgNode | None
    """The list of arguments, or a macro's tokens."""

    @property
    def escapes_quotes(self) -> bool:
        """Whether it does by hand to quotes what a sanitizer does: `name.replace('"', '""')`."""
        arguments = self.arguments if self.last == "replace" else None
        return arguments is not None and _QUOTE.match(arguments.text()) is not None


def callee_of(node: SgNode, shape: Shape) -> Callee | None:
    """The parts of a call; None where the tree has a hole instead of a name."""
    called_field, arguments_field, object_field = shape.calls[node.kind()]
    called = node.field(called_field)
    if called is None:
        return None
    object_ = node.field(object_field) if object_field else None
    dotted = plain(called.text()) if object_ is None else f"{plain(object_.text())}.{called.text()}"
    if object_ is None and called.kind() in shape.attributes:
        object_ = called.field(shape.attributes[called.kind()][0])
    if not arguments_field:
        return Callee(dotted + "!", last_part(dotted), object_, node.named_children()[-1])
    return Callee(dotted, last_part(dotted), object_, node.field(arguments_field))
