"""A value that stands twice in a list which is only asked whether it holds something."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_ITEM = r"(?:'[^'\n]*'|\"[^\"\n]*\"|[\w$.:]+)"
_PYTHON = re.compile(
    rf"(?:\b(?:if|elif|while|and|or|not|return|assert)\b[^\n:#]*\bin\s*[(\[{{]|\bisinstance\([^,()]+,\s*\(|\b(?:starts|ends)with\(\()\s*({_ITEM}(?:\s*,\s*{_ITEM}){{1,200}})\s*,?\s*[)\]}}]"
)
_CALL = re.compile(rf"\[\s*({_ITEM}(?:\s*,\s*{_ITEM}){{1,200}})\s*,?\s*\]\.(?:includes|indexOf|contains|has)\(")


def parsed_kind(node: SgNode, item: str) -> str:
    """The kind of the node an item stands in; an item that is itself a text has none that matters."""
    return "" if item[0] in "'\"" and node.text().startswith(item[0]) and len(node.text()) <= len(item) else node.kind()


def repeated_members(parsed: ParsedText) -> Iterator[Hit]:
    """The second of such values."""
    for pattern in (_PYTHON, _CALL):
        for found in pattern.finditer(parsed.text):
            seen: set[str] = set()
            for item in re.finditer(_ITEM, found[1]):
                if item[0] in seen:
                    offset = found.start(1) + item.start()
                    line = parsed.text.count("\n", 0, offset)
                    node = node_at(parsed, line, offset - parsed.text.rfind("\n", 0, offset) - 1)
                    if "string" not in parsed_kind(node, item[0]) and "comment" not in node.kind():
                        yield Hit(node, {"X": item[0]})
                    break
                seen.add(item[0])
