"""One pass over a tree: normalised tokens in order, and what was met on the way."""

from dataclasses import dataclass, field

from tree_sitter import Node

from spark_lsp.syntax.parser import Parsed

CLOSE_BRACKETS = frozenset({")", "]", "}"})
TUPLE_LIKE = frozenset({"subscript", "array", "array_pattern"})
"""Where a comma before the closing bracket means something: `x[1,]` is no `x[1]`."""
FOR_HEADS = frozenset({"for_statement", "for_clause"})
QUOTES = ("'", '"')
CLOSED = "\x01"
"""Token that ends a node with children; its kind begins it. So a dedented statement, or `return` and its value on
two lines of JavaScript, changes the tokens though all words stay."""


@dataclass(slots=True)
class Met:
    """A node worth a second look, and where the token stream stood when it began and ended."""

    node: Node
    parents: tuple[Node, ...]
    """Its ancestors, the nearest last."""
    first: int
    end: int = 0


@dataclass(slots=True)
class Walked:
    """All of one tree."""

    tokens: list[str] = field(default_factory=list)
    """Comments, layout, optional tokens and trailing commas are out; quotes are made alike."""
    units: list[Met] = field(default_factory=list)
    calls: list[Met] = field(default_factory=list)
    imports: list[Met] = field(default_factory=list)


def walk(parsed: Parsed) -> Walked:
    """Visits every node once, without recursion: code nests deeper than Python's stack."""
    language, raw, text = parsed.language, parsed.raw, parsed.text
    units, calls, imports, comments = language.units, language.calls, language.imports, language.comments
    ascii_only = len(raw) == len(text)
    found = Walked()
    tokens = found.tokens
    stack: list[Node] = []
    kinds: list[str] = [""]
    open_met: list[Met | None] = []
    cursor = parsed.tree.walk()
    down = True
    while True:
        if down:
            node = cursor.node
            assert node is not None
            kind = node.type
            if kind in comments:
                down = False
                continue
            met: Met | None = None
            named = node.is_named
            if named:
                if kind in units:
                    met = Met(node, tuple(stack), len(tokens))
                    found.units.append(met)
                elif kind in calls:
                    found.calls.append(Met(node, (), len(tokens)))
                elif kind in imports:
                    met = Met(node, (), len(tokens))
                    found.imports.append(met)
            if cursor.goto_first_child():
                if named:
                    tokens.append(kind)
                stack.append(node)
                kinds.append(kind)
                open_met.append(met)
                continue
            start, end = node.start_byte, node.end_byte
            word = text[start:end] if ascii_only else raw[start:end].decode("utf-8", "replace")
            if word.endswith(QUOTES) and kinds[-1] in language.strings and _plain_string(stack[-1], raw):
                word = word.lower().replace("'", '"')
            _put(tokens, word, kinds[-1], language.optional_tokens)
            if met is not None:
                met.end = len(tokens)
            down = False
        if cursor.goto_next_sibling():
            down = True
            continue
        if not cursor.goto_parent():
            break
        kinds.pop()
        if stack.pop().is_named:
            tokens.append(CLOSED)
        met = open_met.pop()
        if met is not None:
            met.end = len(tokens)
    return found


def _put(tokens: list[str], word: str, parent: str, optional: frozenset[str]) -> None:
    if not word or word.isspace():
        return
    if word in optional and parent not in FOR_HEADS:
        return
    if word in CLOSE_BRACKETS and tokens and tokens[-1] == "," and parent not in TUPLE_LIKE:
        tokens.pop()
    tokens.append(word)


def _plain_string(node: Node, raw: bytes) -> bool:
    """Whether a string would mean the same in other quotes."""
    first, last = node.child(0), node.child(node.child_count - 1)
    if first is None or last is None:
        return False
    inner = raw[first.end_byte : last.start_byte]
    return not (b"'" in inner or b'"' in inner or b"\\" in inner)
