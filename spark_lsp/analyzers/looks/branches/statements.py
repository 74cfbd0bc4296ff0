"""Two neighbouring assertions that are one and the same."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.places import node_at
from spark_lsp.analyzers.parsed import ParsedText

_SAME = re.compile(
    r"^([ \t]*)("
    r"(?:assert\b|(?:self\.|this\.|t\.)?assert[\w.]*!?\(|expect\(|require\.\w+\(|(?:EXPECT|ASSERT|TEST)_?\w*\()"
    r"[^\n]{4,})\n\1\2$",
    re.MULTILINE,
)
_MOVES = re.compile(
    r"\bawait\b|\+\+|--|\+=|:=|<-|\byield\b|\bnew \w|"
    r"(?i:acquire|release|poll|next|remove|pop|push|shift|recv|receive|send|read|write|set|add|put|insert|delete|lock|"
    r"register|close|open|connect|consume|advance|peek|eat|random|rand|now|get\(\"/|client\.|count|incr|dec|flush|fetch|"
    r"create|make|start|stop|step|run|exec|call|invoke|process|load|store|save|parse|match|tick|try|raises|throws|wait|"
    r"allow|seek|take|submit|update|append|scan|advance|decode|encode|draw|sample|generate|uuid|mock|emit|fire|apply)\w*\s*\("
)


def same_assertions(parsed: ParsedText) -> Iterator[Hit]:
    """The second of two such lines; what may differ the second time it is asked is left out."""
    for found in _SAME.finditer(parsed.text):
        code = found[2].strip()
        head = re.match(r"[\w.!]+\s*\(?", code)
        if "aises" in found[2] or "()" in found[2] or "hrows" in found[2]:
            continue  # a call without arguments, or one that is to fail, is asked again on purpose
        if _MOVES.search(code[head.end() :] if head is not None else code):
            continue
        line = parsed.text.count("\n", 0, found.end())
        node = node_at(parsed, line, len(found[1]))
        if "string" not in node.kind() and "comment" not in node.kind():
            yield Hit(node, {"X": code.rstrip(";"), "L": str(line)})
