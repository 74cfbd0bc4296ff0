"""One pass over a tree: normalised tokens in order, and what was met on the way.

The tokens are what a unit key is made of. They keep every word and sign and the nesting of statements; they leave out
comments, layout, quotes, and the commas, semicolons and brackets that formatters add or drop."""

from dataclasses import dataclass, field
from functools import cache

from tree_sitter import Node

from spark_lsp.core.language import Language
from spark_lsp.languages import by_id
from spark_lsp.syntax.layout import drop_comma, drop_last_comma, loose
from spark_lsp.syntax.literals import (
    LITERAL,
    START,
    may_join,
    number,
    string_content,
    string_end,
    string_start,
    unescaped,
)
from spark_lsp.syntax.naming import Frame, framed
from spark_lsp.syntax.parser import Parsed, grammar_of

SKIP, MARK, UNIT, CALL, IMPORT, ATTACHED, SPECIAL = (1 << bit for bit in range(7))
"""What is to be done at a node of a kind. SPECIAL nodes are leaves, or are taken whole as if they were."""
MARKED = ("_statement", "_definition", "_declaration", "_clause", "_item", "_body", "_block", "_case", "block")
"""Ends of the names of kinds whose beginning and end are tokens too. So a dedented statement, or `return` and its value
on two lines of JavaScript, changes the tokens though all words stay."""
TYPE_LISTS = frozenset({"type_arguments", "type_parameters", "template_argument_list", "template_parameter_list"})
HEADS = ("for", "if", "switch", "while", "expression_switch", "type_switch", "empty")
"""How the kinds begin in which a semicolon means something."""
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
def _actions(language_id: str) -> tuple[dict[int, int], dict[int, str]]:
    """Kind number → what to do, for kinds where there is something to do; kind number → name, for all."""
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
            action = SPECIAL
        elif named:
            action |= UNIT * (name in language.units) | CALL * (name in language.calls)
            action |= IMPORT * (name in language.imports) | ATTACHED * (name in language.attached)
            if name.startswith("preproc_") or (name.endswith(MARKED) and not action & ATTACHED):
                action |= MARK
        if action:
            actions[kind] = action
    return actions, names


def scan(parsed: Parsed) -> Scan:
    """Visits every node once, without recursion: code nests deeper than Python's stack."""
    language = parsed.language
    actions, names = _actions(language.id)
    action_of = actions.get
    found = Scan()
    tokens, starts = found.tokens, found.starts
    plain = parsed.text if parsed.ascii else None
    raw = parsed.raw
    stack: list[tuple[Node, int, int]] = []  # ancestors: node, kind, where the token stream stood
    open_met: list[Met] = []
    lead: tuple[int, int, Node, int] | None = None  # attributes that wait for their unit
    seen = len(BOM) if raw.startswith(BOM) else 0
    cursor = parsed.tree.walk()
    down, along, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node = cursor.node
        assert node is not None
        kind = node.kind_id
        action = action_of(kind, 0)
        if not action & (SKIP | SPECIAL):
            first = len(tokens)
            if action & ~MARK:
                if action & CALL:
                    found.calls.append(node)
                if action & IMPORT:
                    met = Met(node, first, first, node, node, depth=len(stack))
                    found.imports.append(met)
                    open_met.append(met)
                if action & ATTACHED and lead is None:
                    lead = (len(stack), stack[-1][0].start_byte, node, first)
                if action & UNIT:
                    frame = framed(node, [above[0] for above in stack[-8:]], language)
                    if frame is not None:
                        depth = len(stack) - frame.up
                        top, _, begin = stack[depth] if frame.up else (node, kind, first)
                        met = Met(node, begin, begin, top, top, frame, depth)
                        if lead is not None and lead[0] == depth and lead[1] == stack[depth - 1][0].start_byte:
                            met.first, met.start = lead[3], lead[2]
                        found.units.append(met)
                        open_met.append(met)
            if action & (MARK | UNIT) and lead is not None and lead[0] >= len(stack):
                lead = None
            if down():
                if action & MARK:
                    tokens.append(BEGIN + names[kind])
                    starts.append(node.start_byte)
                stack.append((node, kind, first))
                continue
            start, end = node.start_byte, node.end_byte
            if start > seen:
                _hidden(raw, seen, start, found)
            if start < end:
                tokens.append(plain[start:end] if plain is not None else raw[start:end].decode("utf-8", "replace"))
                starts.append(start)
            seen = end
        else:
            if node.start_byte > seen:
                _hidden(raw, seen, node.start_byte, found)
            if action & SPECIAL:
                _special(node, names, stack, language, parsed, found)
            seen = node.end_byte
        while not along():
            while open_met and open_met[-1].depth >= len(stack):
                open_met.pop().end = len(tokens)
            if not up():
                return found
            node, kind, first = stack.pop()
            if node.end_byte > seen:
                _hidden(raw, seen, node.end_byte, found)
                seen = node.end_byte
            if action_of(kind, 0) & MARK:
                if tokens[-1] == ",":
                    drop_last_comma(node, tokens, starts)
                tokens.append(END)
                starts.append(starts[-1] if starts else 0)
        while open_met and open_met[-1].depth >= len(stack):
            open_met.pop().end = len(tokens)


def _hidden(raw: bytes, start: int, end: int, found: Scan) -> None:
    """Appends what grammars leave between their leaves, such as the `>` of f"{x:>3}"; mostly that is white space."""
    between = raw[start:end]
    if not between.isspace():
        word = between.strip(BLANK)
        if word:
            found.tokens.append(word.decode("utf-8", "replace"))
            found.starts.append(start)


def _special(
    node: Node,
    names: dict[int, str],
    stack: list[tuple[Node, int, int]],
    language: Language,
    parsed: Parsed,
    found: Scan,
) -> None:
    """Appends what a sign or a literal comes to, which may be nothing."""
    tokens, starts = found.tokens, found.starts
    start, end = node.start_byte, node.end_byte
    parent, parent_kind = (stack[-1][0], names.get(stack[-1][1], "")) if stack else (node, "")
    above = names.get(stack[-2][1], "") if len(stack) > 1 else ""
    word = parsed.raw[start:end].decode("utf-8", "replace")
    match names[node.kind_id]:
        case ")" | "]" | "}" | ">":
            if word != ">" or parent_kind in TYPE_LISTS:
                drop_comma(parent, parent_kind, language, tokens, starts)
            if word == ")" and loose(parent_kind, above, parent, language):
                return
        case "(":
            if loose(parent_kind, above, parent, language):
                return
        case sign if sign in language.optional_tokens:
            if not parent_kind.startswith(HEADS):
                return
        case "integer" | "float" | "number":
            word = number(word)
        case "preproc_arg":
            word = " ".join(word.split())
        case "string_start":
            word = string_start(word, parent, stack[-2][0], parsed)
        case kind:
            word = word.replace("\r\n", "\n")
            if kind == "string_end":
                word = string_end(word)
            elif kind == "jsx_text":
                word = " ".join(word.split())
            elif kind == "string_content":
                word = string_content(word, parent, stack[-2][0], parsed)
            elif kind == "string" and language.quotes_alike:
                # An empty string has to be a token too.
                word = unescaped(word[1:-1]) or START
            if word and tokens and kind in ("string_content", "string_end") and may_join(tokens[-1]):
                tokens[-1] += word
                return
            word = word and LITERAL + word
    if word:
        tokens.append(word)
        starts.append(start)
