"""What a function is given and does not hand on."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import functions_of
from spark_lsp.analyzers.parsed import ParsedText

_GIVEN = re.compile(r"=(?P<v>None)(?=\s*[,)])")
_NAMED = re.compile(r"(?<=[(, \t\n])[a-z_]\w{2,}$")
_LONGEST_NAME = 80


def literal_for_parameter(parsed: ParsedText) -> Iterator[Hit]:
    """Keywords named like a parameter of the function around that get the parameter's own default instead of it."""
    functions = functions_of(parsed)
    for found in _GIVEN.finditer(parsed.text):
        named = _NAMED.search(parsed.text, max(0, found.start() - _LONGEST_NAME), found.start())
        function = functions.around(named.start()) if named is not None else None
        if named is None or function is None:
            continue
        at = named.start() - function.start
        head = function.raw[: function.body_start]
        if at < function.body_start or function.view[at] != function.raw[at]:
            continue
        name = named[0]
        own = re.search(rf"(?<![\w.]){name}\s*(?::[^,=()]+)?\s*=\s*(?P<v>[^,)\n]+)", head)
        if own is None or own["v"].strip() != found["v"]:
            continue
        body = function.view[function.body_start :]
        if re.search(rf"(?<![\w.\"']){name}(?![\w\"']|\s*=[^=])", body) or name in function.captured:
            continue  # it is used for something, and the literal may be meant
        node = function.node_at(at, at + len(name) + len(found[0]))
        yield Hit(node, {"X": name, "V": found["v"]})
