"""What literals come to in a token stream: the same for every way of writing the same value that formatters choose."""

import re

from tree_sitter import Node

from spark_lsp.syntax.parser import Parsed

LITERAL, START = '"', "'"
"""How tokens begin that are contents of strings, and beginnings of strings: no word of the text begins so."""
BARE_QUOTES = frozenset({"'", '"', "'''", '"""'})
PREFIX_CHARS = 3
PARTS_MAX = 60
"""A text in more parts than this is taken part by part: looking at all of them for each of them took half a minute on a
generated file."""
_BEFORE_QUOTES = re.compile(r"[a-z]*")
_ESCAPE = re.compile(r"\\(?:([\"'])|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\\)")
_BARE_DOT = re.compile(r"(\d?)\.(\d?)")
_OCTAL_TAIL = re.compile(r"\\[0-7]{1,2}$")


def string_start(word: str, string: Node, above: Node, parsed: Parsed) -> str:
    """Of a Python string; `""` for a part of `"a" "b"` that goes on as the part before began."""
    if word in BARE_QUOTES and above.type != "concatenated_string":
        return START
    if above.type != "concatenated_string":
        return START + _prefix(word)
    whole = _whole_prefix(above, parsed)
    if whole is None:
        return START + _prefix(word)
    return START + whole if string.start_byte == above.start_byte else ""


def string_content(word: str, string: Node, above: Node, parsed: Parsed) -> str:
    """Of a Python string, or of a part of one."""
    word = word.replace("\r\n", "\n")
    kind = above.type
    if "\\" in word or kind == "concatenated_string":
        prefix = _prefix(parsed.slice(string.start_byte, string.start_byte + PREFIX_CHARS))
        if "r" not in prefix:
            word = unescaped(word)
        if kind == "concatenated_string" and "f" not in prefix and _whole_prefix(above, parsed) == "f":
            word = word.replace("{", "{{").replace("}", "}}")
    if kind == "expression_statement":
        word = " ".join(word.split())  # formatters shift the lines of docstrings
    return word


def string_end(word: str) -> str:
    """What a closing quote holds besides itself: of a raw string it may be the last characters."""
    return word[:-3] if word.endswith(('"""', "'''")) else word[:-1]


def may_join(token: str) -> bool:
    """Whether more content may be put after a token: `"\\1" "2"` is not `"\\12"`."""
    return token[0] == LITERAL and not _OCTAL_TAIL.search(token)


def unescaped(word: str) -> str:
    """The same text without backslashes before quotes, and with small hexadecimal digits."""
    return _ESCAPE.sub(_plain, word)


def number(word: str) -> str:
    """A number with small letters, digits on both sides of its dot, and no sign that says nothing."""
    word = word.lower()
    if word.startswith("0x"):
        return word
    return _BARE_DOT.sub(lambda dot: (dot[1] or "0") + "." + (dot[2] or "0"), word.replace("e+", "e"))


def _prefix(word: str) -> str:
    """How a Python string begins, whatever its quotes: `u` means nothing, and the order neither."""
    found = _BEFORE_QUOTES.match(word.lower())
    return "".join(sorted(found[0].replace("u", ""))) if found else ""


def _whole_prefix(above: Node, parsed: Parsed) -> str | None:
    """How all parts of `f"a" "b"` begin when they are one string; None where they cannot be."""
    if above.named_child_count > PARTS_MAX:
        return None
    parts = [part for part in above.named_children if part.type == "string"]
    prefixes = {_prefix(parsed.slice(part.start_byte, part.start_byte + PREFIX_CHARS)) for part in parts}
    if prefixes == {"", "f"}:
        return "f"
    return prefixes.pop() if len(prefixes) == 1 else None


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    return found[0] if found[0] == "\\\\" else found[0].lower()
