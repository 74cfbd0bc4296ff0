"""One pass over a tree: normalised tokens in order, and what was met on the way.

The tokens are what a unit key is made of. They keep every word and sign and the nesting of statements; they leave out
comments, layout, quotes, and the commas, semicolons and brackets that formatters add or drop."""

from dataclasses import dataclass, field
from functools import cache

from tree_sitter import Node

from spark_lsp.languages import by_id
from spark_lsp.syntax.layout import drop_last_comma, put
from spark_lsp.syntax.naming import Frame, framed
from spark_lsp.syntax.parser import Parsed, grammar_of

SKIP, MARK, UNIT, CALL, IMPORT, ATTACHED, SPECIAL, SIGN = (1 << bit for bit in range(8))
"""What is to be done at a node of a kind. SPECIAL nodes are leaves, or are taken whole as if they were;
of them SIGN are brackets, which nearly always are just what they are."""
MARKED = ("_statement", "_definition", "_declaration", "_clause", "_item", "_body", "_block", "_case", "block")
"""Ends of the names of kinds whose beginning and end are tokens too. So a dedented statement, or `return` and its value
on two lines of JavaScript, changes the tokens though all words stay."""
WRAPPERS_MAX = 8
"""How far up a unit may begin: `export const a = (() => 1)` takes four."""
NEVER = -1
BOM = b"\xef\xbb\xbf"
BLANK = b" \t\r\n\f\v\\"
"""White space, and the backslash at the end of a line that goes on."""
BEGIN, END = "\x02", "\x03"
"""How the tokens begin that mark where a node begins and ends."""


@dataclass(slots=True)
class Met:
    """A node worth a second look, and where the token stream stood when what belongs to it began and ended."""

    node: Node
    first: int
    end: int
    top: Node
    """Its outermost wrapper, or itself."""
    start: Node
    """Where it starts: `top`, or the first attribute before that."""
    frame: Frame | None = None
    depth: int = 0
    """Ancestors of `top`."""


@dataclass(slots=True)
class Scan:
    """All of one tree."""

    tokens: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Byte offset of each token; never falls."""
    units: list[Met] = field(default_factory=list)
    calls: list[Node] = field(default_factory=list)
    imports: list[Met] = field(default_factory=list)


@cache
def _actions(language_id: str) -> tuple[dict[int, int], dict[int, str], frozenset[int]]:
    """Kind number → what to do, for kinds where there is something to do; kind number → name, for all; kinds whose
    brackets may mean nothing."""
    language, grammar = by_id(language_id), grammar_of(language_id)
    assert language is not None
    actions, names = {}, {}
    signs = {")", "]", "}", ">", *language.optional_tokens, *(["("] if language.loose else [])}
    special = {*language.verbatim, "string_start", "string_end", "integer", "float", "number", "preproc_arg"}
    for kind in range(grammar.node_kind_count):
        name = names[kind] = grammar.node_kind_for_id(kind) or ""
        named = grammar.node_kind_is_named(kind)
        action = 0
        if (named and name in language.comments) or name.isspace():
            action = SKIP
        elif (named and name in special) or (not named and name in signs):
            action = SPECIAL | SIGN * (name in ")]}(")
        elif named:
            action |= UNIT * (name in language.units) | CALL * (name in language.calls)
            action |= IMPORT * (name in language.imports) | ATTACHED * (name in language.attached)
            if name.startswith("preproc_") or (name.endswith(MARKED) and not action & ATTACHED):
                action |= MARK
        if action:
            actions[kind] = action
    return actions, names, frozenset(kind for kind, name in names.items() if name in language.loose)


def scan(parsed: Parsed) -> Scan:
    """Visits every node once, without recursion: code nests deeper than Python's stack."""
    language = parsed.language
    actions, names, loose_kinds = _actions(language.id)
    action_of = actions.get
    found = Scan()
    tokens, starts = found.tokens, found.starts
    plain = parsed.text if parsed.ascii else None
    raw = parsed.raw
    stack: list[tuple[Node, int, int]] = []  # ancestors: node, kind, where the token stream stood
    open_met: list[Met] = []
    lead: tuple[int, int, Node, int] | None = None  # attributes that wait for their unit
    seen = len(BOM) if raw.startswith(BOM) else 0
    depth, closing = 0, NEVER  # how deep the stack is, and how deep the met node ends that ends next
    cursor = parsed.tree.walk()
    down, along, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node = cursor.node
        assert node is not None
        kind = node.kind_id
        action = action_of(kind, 0)
        if not action & (SKIP | SPECIAL):
            first = len(tokens)
            if action:
                if action & CALL:
                    found.calls.append(node)
                if action & IMPORT:
                    met = Met(node, first, first, node, node, depth=depth)
                    found.imports.append(met)
                    open_met.append(met)
                    closing = depth
                if action & ATTACHED and lead is None:
                    lead = (depth, stack[-1][0].start_byte, node, first)
                if action & UNIT:
                    frame = framed(node, [above[0] for above in stack[-WRAPPERS_MAX:]], language)
                    if frame is not None:
                        closing = depth - frame.up
                        top, _, begin = stack[closing] if frame.up else (node, kind, first)
                        met = Met(node, begin, begin, top, top, frame, closing)
                        if lead is not None and lead[0] == closing and lead[1] == stack[closing - 1][0].start_byte:
                            met.first, met.start = lead[3], lead[2]
                        found.units.append(met)
                        open_met.append(met)
                if action & (MARK | UNIT) and lead is not None and lead[0] >= depth:
                    lead = None
            if down():
                if action & MARK:
                    tokens.append(BEGIN + names[kind])
                    starts.append(node.start_byte)
                stack.append((node, kind, first))
                depth += 1
                continue
            start, end = node.start_byte, node.end_byte
            if start > seen and not raw[seen:start].isspace():
                _hidden(raw, seen, start, found)
            if start < end:
                tokens.append(plain[start:end] if plain is not None else raw[start:end].decode("utf-8", "replace"))
                starts.append(start)
            seen = end
        else:
            start = node.start_byte
            if start > seen and not raw[seen:start].isspace():
                _hidden(raw, seen, start, found)
            if action & SIGN and stack[-1][1] not in loose_kinds and (not tokens or tokens[-1] != ","):
                tokens.append(names[kind])
                starts.append(start)
            elif action & SPECIAL:
                put(node, names, stack, parsed, tokens, starts)
            seen = node.end_byte
        while not along():
            if depth <= closing:
                closing = _close(open_met, depth, len(tokens))
            if not up():
                return found
            node, kind, first = stack.pop()
            depth -= 1
            end = node.end_byte
            if end > seen:
                if not raw[seen:end].isspace():
                    _hidden(raw, seen, end, found)
                seen = end
            if action_of(kind, 0) & MARK:
                if tokens[-1] == ",":
                    drop_last_comma(node, tokens, starts)
                tokens.append(END)
                starts.append(starts[-1] if starts else 0)
        if depth <= closing:
            closing = _close(open_met, depth, len(tokens))


def _close(open_met: list[Met], depth: int, end: int) -> int:
    """Ends what was met no less deep than here; how deep the next one ends."""
    while open_met and open_met[-1].depth >= depth:
        open_met.pop().end = end
    return open_met[-1].depth if open_met else NEVER


def _hidden(raw: bytes, start: int, end: int, found: Scan) -> None:
    """Appends what grammars leave between their leaves, such as the `>` of f"{x:>3}"; mostly that is white space."""
    word = raw[start:end].strip(BLANK)
    if word:
        found.tokens.append(word.decode("utf-8", "replace"))
        found.starts.append(start)
