"""Sentences in quotes that do not read as meant: words run together where two strings join, a brace nobody fills."""

import re
from collections.abc import Iterator

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import functions_of
from spark_lsp.analyzers.looks.slips.places import node_at, statement_at
from spark_lsp.analyzers.parsed import ParsedText

_JOIN = re.compile(
    r"(?P<q>[\"'])[ \t]*(?:\+[ \t]*)?\\?\n[ \t]*(?:\+[ \t]*)?[fFuU]?(?P<r>[\"'])(?P<word>`?[A-Za-z][\w']*)[^\"'\n]*"
)
_LAST = re.compile(r"(?:[A-Za-z_`'][.,;:!?)]*|[.,;:!?)]+)$")
_PROSE = re.compile(r"[A-Za-z]{2,}[,.:;]? +(?:[A-Za-z`{]\S* +)*[A-Za-z`{(]\S*$")
_PROSE_ON = re.compile(r"\S+[,.:;]? +[a-zA-Z`{]|\S+[.,:;!?`]?$")
_MARKUP = re.compile(r"[</\\=_&|<>#@]|\bhttp")
_NAMED = re.compile(r"\{(?P<name>[a-z_]\w*)(?:\.\w+|\[[\w']+\])*(?:![rsa])?(?::[^{}\"']*)?\}")
_TELLS = re.compile(r"raise\b|(?:\w+\.)*(?:log|logger|logging|warnings|LOG|_?logger)\.\w+\(|print\(|assert\b|warn\w*\(")
_FILLS = re.compile(
    r"\.format\b|format_map|\bTemplate\b|\bsubstitute\b|\.replace\(|\brender|\bgettext\b|\b_\(|\bformat\("
)


def _opened(line: str, quote: str) -> str | None:
    """What stands in the last string of a line that ends within it; None for raw strings and bytes."""
    found = re.search(rf"(?:^|[^\w\\])([A-Za-z]*){quote}((?:[^{quote}\\]|\\.)*)$", line)
    return found[2] if found is not None and not set(found[1]) & set("rRbB") else None


def words_joined(parsed: ParsedText) -> Iterator[Hit]:
    """Strings joined line by line where the end of one and the start of the next make one word or leave a sentence
    without a space behind its full stop."""
    text = parsed.text
    for found in _JOIN.finditer(text):
        at = text.rfind("\n", 0, found.start()) + 1
        if _LAST.search(text, at, found.start()) is None:
            continue
        before = _opened(text[at : found.start("q")], found["q"])
        if before is None or not _PROSE.search(before) or found["q"] * 3 in text[at : found.end()]:
            continue
        last = before.rsplit(" ", 1)[-1]
        stop = last[-1]
        if _MARKUP.search(last) or _MARKUP.search(found["word"]) or "%(" in last:
            continue
        if stop in ".:" and "." in last[:-1]:
            continue
        rest = text[found.start("word") : text.find("\n", found.start("word"))]
        rest = rest.split(found["r"], 1)[0]
        if not _PROSE_ON.match(rest) or ("." in rest.split(" ", 1)[0][:-1]) or _MARKUP.search(rest.split(" ", 1)[0]):
            continue
        if stop in "'`" and last[0] != stop and not last.startswith("("):
            continue
        node = node_at(parsed, found.start("word"), found.start("word") + 1)
        string = node if node.kind() == "string" else node.parent()
        around = string.parent() if string is not None else None
        if string is None or around is None or around.kind() not in ("concatenated_string", "binary_operator"):
            continue
        words = {"X": f"{last}{found['word']}"}
        yield Hit(string, words)


def placeholder_kept(parsed: ParsedText) -> Iterator[Hit]:
    """Strings with `{name}` of a name of their function that are told to somebody and filled by nobody."""
    functions = functions_of(parsed)
    done: set[int] = set()
    for found in _NAMED.finditer(parsed.text):
        function = functions.around(found.start())
        if function is None:
            continue
        node = function.node_at(found.start() - function.start, found.end() - function.start)
        string = node if node.kind() == "string" else next((a for a in node.ancestors() if a.kind() == "string"), None)
        if string is None or string.range().start.index in done:
            continue
        code = string.text()
        prefix = re.match(r"[A-Za-z]*", code)
        if (prefix is not None and set(prefix[0].lower()) & set("frb")) or code.lstrip("uU").startswith(('"""', "'''")):
            continue
        inner = code.strip("uU\"'")
        if found["name"] not in ("self", "cls") and not function.is_local(found["name"]):
            continue
        if inner.startswith(("/", "http")) or "{{" in inner or " " not in inner:
            continue
        statement = statement_at(string)
        whole = statement.text()
        parent = string.parent()
        beside = parent is not None and parent.kind() == "concatenated_string"
        mixed = beside and parent is not None and re.search(r"(?m)^[ \t]*f[\"']|^f[\"']", parent.text()) is not None
        if re.search(rf"\b{found['name']}=", whole.replace(code, "")):
            continue  # given by name to what fills it
        if _FILLS.search(whole) or not (mixed or _TELLS.match(whole)):
            continue
        done.add(string.range().start.index)
        yield Hit(string, {"X": found[0], "NAME": found["name"]})


_SPLIT = re.compile(
    r"(?P<l>\"[^\"\n]*%[sdr][^\"\n]*\"|'[^'\n]*%[sdr][^'\n]*')[ \t]*\+[ \t]*\\?\n?[ \t]*"
    r"(?P<r>\"[^\"\n%]*\"|'[^'\n%]*')[ \t]*%[ \t]*[\w(]"
)
_UNFILLED = re.compile(
    r"\braise (?:Exception|(?:Value|Type|Runtime|Key|Index|Attribute|Import|Assertion|Lookup|NotImplemented)Error)"
    r"\(\s*(?P<s>(?:[uU]?(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')\s*)+)"
    r"(?P<then>,(?!\s*\w+\s*=)|\))"
)
_PERCENT = re.compile(r"%[srd](?![\w%])|%\(\w+\)[srd]")
_BRACES = re.compile(r"\{(?:\d|[a-z_]+)?(?:![rs])?\}")


def unfilled(parsed: ParsedText) -> Iterator[Hit]:
    """Texts of errors with placeholders that nothing fills: the values follow a comma, are missing, or go to the last
    part of the text alone. A project's own exception may fill its text itself, and is left out."""
    for found in _SPLIT.finditer(parsed.text):
        node = node_at(parsed, found.start("l"), found.end())
        if node.kind() == "binary_operator":
            holder = next(
                (found["l"][m.start() : m.end()] for m in [_PERCENT.search(found["l"])] if m is not None), "%s"
            )
            yield Hit(node_at(parsed, found.start("l"), found.end("l")), {"X": holder})
    for found in _UNFILLED.finditer(parsed.text):
        holder_ = _PERCENT.search(found["s"])
        braces = _BRACES.search(found["s"]) if found["then"] == "," else None
        if holder_ is None and braces is None:
            continue
        shown = holder_ or braces
        node = node_at(parsed, found.start("s"), found.start("s") + 1)
        if shown is None or "%%" in found["s"] or node.kind() in ("comment", "string_content"):
            continue
        yield Hit(node_at(parsed, found.start("s"), found.start("s") + 1), {"X": shown[0]})
