"""What a function is given and does not hand on."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import functions_of
from spark_lsp.analyzers.parsed import ParsedText

_GIVEN = re.compile(r"(?<=[(, \t\n])(?P<k>[a-z_]\w{2,})=(?P<v>None)(?=\s*[,)])")


def literal_for_parameter(parsed: ParsedText) -> Iterator[Hit]:
    """Keywords named like a parameter of the function around that get the parameter's own default instead of it."""
    functions = functions_of(parsed)
    for found in _GIVEN.finditer(parsed.text):
        function = functions.around(found.start("k"))
        if function is None:
            continue
        at = found.start("k") - function.start
        head = function.raw[: function.body_start]
        if at < function.body_start or function.view[at] != function.raw[at]:
            continue
        name = found["k"]
        own = re.search(rf"(?<![\w.]){name}\s*(?::[^,=()]+)?\s*=\s*(?P<v>[^,)\n]+)", head)
        if own is None or own["v"].strip() != found["v"]:
            continue
        body = function.view[function.body_start :]
        if re.search(rf"(?<![\w.\"']){name}(?![\w\"']|\s*=[^=])", body) or name in function.captured:
            continue  # it is used for something, and the literal may be meant
        node = function.node_at(at, at + len(found[0]))
        yield Hit(node, {"X": name, "V": found["v"]})
