"""The result of a function of this file that may be None, used as if it never were."""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.flow.functions import Function, Functions, functions_of
from spark_lsp.analyzers.looks.flow.grammar import Grammar
from spark_lsp.analyzers.looks.flow.names import compiled
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_CATCHES = re.compile(
    r"\bexcept(?:\s*:|[^\n:]*\b(?:Exception|TypeError|AttributeError|BaseException)\b)"
    r"|\bcatch\s*(?:\{|\(\s*\w+\s*\)|\([^)]*\b(?:Exception|RuntimeException|NullPointerException|Throwable)\b)"
)


def _gives_none(function: Function, grammar: Grammar) -> int | None:
    """Where a function that else gives a value says `return None`; None where it does not, or only for what it is
    given (`if text is None: return None`): the caller knows that."""
    view = function.view
    gives = compiled(rf"(?m)^[ \t]*return[ \t]+(?!(?:{grammar.nulls})\b)[^\s#;]")
    if function.is_decorated or re.search(r"\byield\b", view) or not gives.search(view):
        return None
    given = "|".join(re.escape(n) for n in re.findall(r"[A-Za-z_]\w*", view[: function.body_start]) if n != "self")
    asked = compiled(
        rf"\bnot (?:{given})\b(?! in\b)|\b(?:{given}) is None|\b(?:if|and|or) (?:{given})(?=\s*(?::|and\b|or\b))"
        rf"|isinstance\((?:{given})\b|!(?:{given})\b|\b(?:{given})\s*[!=]==?\s*(?:null|undefined)|\bif\s*\(\s*(?:{given})\s*\)"
    )
    for found in compiled(rf"(?m)^[ \t]*return[ \t]+(?:{grammar.nulls})[ \t]*;?[ \t]*$").finditer(view):
        if found.start() < function.body_start:
            continue
        indent = _indent(found[0])
        heads = [head for head in view[: found.start()].split("\n") if head.strip() and _indent(head) < indent]
        if not heads or not asked.search(heads[-1]):
            return view.index("return", found.start())
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_caught(node: SgNode, grammar: Grammar) -> bool:
    """Whether a handler around is for what a member of None raises."""
    for parent in node.ancestors():
        kind = parent.kind()
        if kind in grammar.functions:
            return False
        if kind in grammar.tries and _CATCHES.search(parent.text()):
            return True
    return False


def none_used(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Members read at once from such a result: `find(x).name`, or `y = find(x)` and `y.name` with nothing between."""
    functions = functions_of(parsed)
    grammar = functions.grammar
    if grammar is None:
        return
    for function in functions.with_words(compiled(rf"return (?:{grammar.nulls})\b"), parsed.text):
        name = function.name
        at = _gives_none(function, grammar) if name and len(functions.named(name)) == 1 else None
        if at is None:
            continue
        line = function.line_of(at)
        yield from _uses(parsed, functions, grammar, function, line)


def _blanked(function: Function, found: "re.Match[str]") -> bool:
    """Whether what was found stands in quotes or a comment."""
    at = found.start("M") - function.start
    return function.view[at : at + 1] != function.raw[at : at + 1]


_KEY = re.compile(r"\(\s*(['\"][^'\"\n]+['\"])")


def _is_asked_for(text: str, found: "re.Match[str]") -> bool:
    """Whether the line before it is an `if` about the very thing that is looked up."""
    key = _KEY.search(found[0])
    start = text.rfind("\n", 0, found.start()) + 1
    head = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : start].strip()
    return key is not None and head.startswith(("if ", "if(", "elif ", "} else if")) and key[1] in head


_DIRECT = re.compile(r"\((?:[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)(?P<W>\)?)(?P<M>\.[A-Za-z_]\w*|\[)")
_BEFORE = re.compile(r"(?P<W>\(await\s+)?(?:self\.|cls\.|this\.)?$")
_KEPT = re.compile(
    r"[ \t]*(?:[A-Za-z][\w<>\[\], ]* )?(?P<V>[a-z_]\w*) = (?:await )?(?:self\.|cls\.|this\.)?(?P<F>[A-Za-z_$][\w$]*)"
    r"\([^\n]*\)[ \t]*;?[ \t]*\n"
    r"[ \t]*(?!if\b|while\b|assert\b|elif\b|\})[^\n#]*?(?<![\w.!])(?P=V)(?P<M>\.[A-Za-z_]\w*|\[)"
)


def _calls(text: str, name: str) -> Iterator["re.Match[str]"]:
    """Calls of a name whose result has a member read at once, or in the next line. A pattern made for each name would
    cost more than all the rest."""
    at = text.find(f"{name}(")
    while at >= 0:
        line = text.rfind("\n", 0, at) + 1
        before = _BEFORE.search(text, line, at)
        outside = before.start() if before is not None else at
        direct = _DIRECT.match(text, at + len(name))
        if outside == line or not (text[outside - 1].isalnum() or text[outside - 1] in "._$"):
            if direct is not None and bool(direct["W"]) == bool(before and before["W"]):
                yield direct
            elif direct is None and (kept := _KEPT.match(text, line)) is not None and kept["F"] == name:
                yield kept
        at = text.find(f"{name}(", at + 1)


def _uses(parsed: ParsedText, functions: Functions, grammar: Grammar, function: Function, line: int) -> Iterator[Hit]:
    for found in _calls(parsed.text, function.name):
        where = functions.around(found.start())
        if where is None or where is function or _blanked(where, found):
            continue
        text = found[0]
        rest = parsed.text[found.end() : parsed.text.find("\n", found.end())]
        if re.search(
            r"\b(?:if|and|or|try|else)\b|&&|\|\||\?|[!=]=+ *(?:null|undefined)|(?:assert|require|check|notNull)\w*\(",
            text.split("\n")[-1] + rest,
        ):
            continue
        if _is_asked_for(parsed.text, found):
            continue
        awaited = "await" in text or bool(found.groupdict().get("W"))
        if compiled(r"\s*(?:(?:static|public|private|protected|export) )*async\b").match(function.raw) and not awaited:
            continue  # a member of the promise, or what another rule is for
        end = found.end() - where.start
        member = found["M"]
        node = where.node_at(found.start("M") - where.start, end)
        if _is_caught(node, grammar):
            continue
        yield Hit(node, {"F": function.name, "AT": str(line), "M": member.rstrip("[") or "[…]"})
