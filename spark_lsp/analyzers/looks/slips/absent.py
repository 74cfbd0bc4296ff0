"""What may be missing and is used all the same."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import Function, functions_of
from spark_lsp.analyzers.parsed import ParsedText

_DIRECT = re.compile(
    r"(?<![\w.)\]])(?P<o>[A-Za-z_]\w*(?:\.\w+|\[[^\[\]\n]+\])*)\.get\((?P<k>\"[\w -]+\"|'[\w -]+')\)"
    r"(?P<m>\.[a-z]\w*\(|\[)"
)
_CLIENT = re.compile(
    r"(?i:client|session|requests|http|api|cache|redis|conn\w*|service|queue|app|self|cls|db|web|registry|storage|store)$"
)
_RESPONSE = re.compile(r"\.(?:json|raise_for_status|assert\w*|then|get_json|delay|apply\w*)\(")


def get_then_used(parsed: ParsedText) -> Iterator[Hit]:
    """Members read at once from what `.get('key')` gave, where nothing in the function asks for the key."""
    functions = functions_of(parsed)
    for found in _DIRECT.finditer(parsed.text):
        function = functions.around(found.start())
        if function is None or _CLIENT.search(found["o"]) or _RESPONSE.match(found["m"]):
            continue
        at = found.start() - function.start
        if function.view[at] != function.raw[at] or _asks(function, at, found["o"], found["k"]):
            continue
        node = function.node_at(at, found.end("k") + 1 - function.start)
        if any(around.kind() == "try_statement" for around in node.ancestors()):
            continue
        member = "[…]" if found["m"] == "[" else found["m"].strip("(")
        yield Hit(node, {"X": f"{found['o']}.get({found['k']})", "M": member, "K": found["k"]})


def _asks(function: Function, at: int, owner: str, key: str) -> bool:
    """Whether the function asks for the key before a place or in its line, sets it, or takes it for given."""
    raw = function.raw
    value = f"{owner}.get({key})"
    before = raw[:at]
    line = raw[before.rfind("\n") + 1 :].split("\n", 1)[0]
    set_or_sure = rf"{re.escape(owner)}(?:\.setdefault\({re.escape(key)}|\[{re.escape(key)}\])"
    return (
        value in before
        or f"{key} in {owner}" in before
        or f"{key} not in {owner}" in before
        or f"{key} in" in line
        or line.count(value) > 1
        or re.search(set_or_sure, raw) is not None
    )
