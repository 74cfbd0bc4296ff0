"""Which names an import statement binds, from its tokens."""

import re
from collections.abc import Sequence

from spark_lsp.syntax.literals import LITERAL
from spark_lsp.syntax.tokens import BEGIN, END

EVERYTHING = "*"
"""Bound by statements that do not say what they bind: `import *`, `#include`."""
_VERSION = re.compile(r"/v\d+$|\.v\d+$")
_BOUND_LAST = re.compile(r"([\w$]+) ?(?=[,;})\]]|$)")
_PATH_SELF = re.compile(r"(\w+) :: \{ self\b|:: (\w+) :: self\b")


def bound_names(language: str, tokens: Sequence[str]) -> frozenset[str]:
    """Names bound; `*` among them where any name may be."""
    words = [word for word in tokens if word[0] not in (BEGIN, END)]
    match language:
        case "python":
            return _python(words)
        case "javascript" | "typescript" | "tsx":
            return _bound_last(words[: words.index("from")] if "from" in words else words)
        case "go":
            return _go(words)
        case "rust":
            text = " ".join(words)
            selfs = {name for pair in _PATH_SELF.findall(text) for name in pair if name}
            return (_bound_last(words) - {"self"}) | selfs
        case "java":
            return _bound_last(words)
        case _ if words and words[0] == "using" and "namespace" not in words:
            return _bound_last(words)
    return frozenset({EVERYTHING})


def _python(words: Sequence[str]) -> frozenset[str]:
    """`import a.b as c, d`: c, d; `from x import y as z, *`: z and everything."""
    at = words.index("import") + 1 if "import" in words else len(words)
    from_there = at > 1
    bound: list[str] = []
    part: list[str] = []
    for word in [*words[at:], ","]:
        if word == ",":
            if part:
                bound.append(part[-1] if from_there or "as" in part else part[0])
            part = []
        elif word not in ("(", ")"):
            part.append(word)
    return frozenset(bound)


def _bound_last(words: Sequence[str]) -> frozenset[str]:
    """The last word before each comma, closing bracket and the end."""
    names = frozenset(_BOUND_LAST.findall(" ".join(word for word in words if word[0] != LITERAL)))
    return (names | {EVERYTHING}) if "*" in words and "as" not in words else names


def _go(words: Sequence[str]) -> frozenset[str]:
    """The name given, else the last part of the path, without a version and without what often stands around it."""
    bound: set[str] = set()
    for i, word in enumerate(words):
        if word[0] != LITERAL:
            continue
        before = words[i - 1] if i else ""
        if before == ".":
            bound.add(EVERYTHING)
        elif before.isidentifier() and before != "import":
            bound.add(before)
        else:
            last = _VERSION.sub("", word.strip('"`')).rsplit("/", 1)[-1]
            bound |= {last, last.removeprefix("go-").removesuffix("-go"), last.rsplit("-", 1)[-1]}
    return frozenset(bound - {"_"})
