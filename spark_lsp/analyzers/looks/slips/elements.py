"""Elements of a tree of XML whose truth is asked, which is whether they have children."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import functions_of
from spark_lsp.analyzers.parsed import ParsedText

_FOUND = re.compile(r"(?m)^[ \t]*(?P<x>[A-Za-z_]\w*) = (?P<o>[\w.\[\]]+)\.find\((?![^()\n]*,)[^\n]*\)[ \t]*$")
_ASKED = r"(?:\bif not|\bif|\band|\bor|\bwhile|\belif|\bnot) (?P<x>{X})(?=\s*(?::|and\b|or\b|else\b|\]|\)|\}|$|,))"
_MEMBER = r"(?<![\w.]){X}\.(?:text|tail|attrib|tag|findall|iter|get|find|findtext)\b"


def element_truth(parsed: ParsedText) -> Iterator[Hit]:
    """Questions after the truth of what `find` gave, in files that read XML."""
    if "etree" not in parsed.text.lower() and "_download_xml" not in parsed.text:
        return
    if "bs4" in parsed.text or "BeautifulSoup" in parsed.text:
        return
    functions = functions_of(parsed)
    for found in _FOUND.finditer(parsed.text):
        function = functions.around(found.start("x"))
        if function is None:
            continue
        after = parsed.text[found.end() : function.end]
        again = re.search(rf"(?m)^[ \t]*{found['x']} = ", after)
        after = after[: again.start()] if again is not None else after
        asked = re.search(_ASKED.replace("{X}", found["x"]), after)
        if asked is None or not re.search(_MEMBER.replace("{X}", found["x"]), after):
            continue
        start = found.end() + asked.start("x") - function.start
        yield Hit(function.node_at(start, start + len(found["x"])), {"X": found["x"]})
