"""Two neighbouring assertions that are one and the same."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_HEAD = re.compile(
    r"(?:assert\b|(?:self\.|this\.|t\.)?assert[\w.]*!?\(|expect\(|require\.\w+\(|(?:EXPECT|ASSERT|TEST)_?\w*\()"
)
_ON_PURPOSE = ("()", "aises", "hrows")
"""A call without arguments, or one that is to fail, is asked again to see that nothing has changed."""
_MOVES = re.compile(
    r"\bawait\b|\+\+|--|\+=|:=|<-|\byield\b|\bnew \w|"
    r"(?i:acquire|release|poll|next|remove|pop|push|shift|recv|receive|send|read|write|set|add|put|insert|delete|lock|"
    r"register|close|open|connect|consume|advance|peek|eat|random|rand|now|get\(\"/|client\.|count|incr|dec|flush|fetch|"
    r"create|make|start|stop|step|run|exec|call|invoke|process|load|store|save|parse|match|tick|try|raises|throws|wait|"
    r"allow|seek|take|submit|update|append|scan|advance|decode|encode|draw|sample|generate|uuid|mock|emit|fire|apply)\w*\s*\("
)


def same_assertions(parsed: ParsedText) -> Iterator[Hit]:
    """The second of two such lines; what may differ the second time it is asked is left out."""
    lines = parsed.text.split("\n")
    for number, line in enumerate(lines[1:], 1):
        if len(line) < 10 or line != lines[number - 1]:
            continue
        code = line.strip()
        head = _HEAD.match(code)
        if head is None or any(word in code for word in _ON_PURPOSE) or _MOVES.search(code[head.end() :]):
            continue
        node = node_at(parsed, number, len(line) - len(line.lstrip()))
        if "string" not in node.kind() and "comment" not in node.kind() and _is_whole(code):
            yield Hit(node, {"X": code.rstrip(";"), "L": str(number)})


def _is_whole(code: str) -> bool:
    return all(code.count(a) == code.count(b) for a, b in ("()", "[]", "{}")) and code[-1] not in ",\\"
