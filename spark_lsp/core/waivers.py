"""Comments by which a project has told its linters to let something pass: `noqa`, `eslint-disable`, `//nolint`, …"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from spark_lsp.core.linters import same_as

_WORDS = ("noqa", "NOQA", "nosec", "pylint:", "eslint-", "biome-ignore", "nolint", "NOLINT", "NOSONAR")
_ON_ITEMS = {"rust": ("allow", "expect"), "java": ("SuppressWarnings",)}
_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_HASHED = re.compile(rf"(#[^\n]*)|\"\"\"[\s\S]*?(?:\"\"\"|\Z)|'''[\s\S]*?(?:'''|\Z)|{_STRING}")
_SLASHED = re.compile(rf"(//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))|`(?:\\.|[^`\\])*`|{_STRING}")
_LIFETIMES = re.compile(r"(//[^\n]*|/\*[\s\S]*?(?:\*/|\Z))|\"(?:\\.|[^\"\\])*\"|'(?:\\[^']{1,8}|[^'\\\n])'")
_NOQA = re.compile(
    r"#\s*(?P<file>(?:ruff|flake8)\s*:\s*)?noqa(?:\s*:\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?", re.I
)
_NOSEC = re.compile(r"#\s*nosec\b:?\s*(?P<codes>[BG][0-9]+(?:[,\s]+[BG][0-9]+)*)?", re.I)
_PYLINT = re.compile(r"#.*?\bpylint:\s*(?P<how>disable-next|disable|enable|skip-file)\s*(?:=\s*(?P<codes>[\w\-, ]+))?")
_ESLINT = re.compile(
    r"^(?://|/\*)\s*eslint-(?P<how>disable-next-line|disable-line|disable|enable)\b(?P<codes>[^*]*?)(?:\s--.*)?(?:\*/)?$",
    re.S,
)
_BIOME = re.compile(r"^(?://|/\*)\s*biome-ignore(?P<all>-all)?\s+(?P<codes>[\w/]+)")
_NOLINT = re.compile(r"\bNOLINT(?P<how>NEXTLINE|BEGIN|END)?\b(?:\((?P<codes>[^)]*)\))?")
_GO_NOLINT = re.compile(r"^//\s?nolint\b(?::(?P<codes>[\w,\- ]+))?")
_ALLOW = re.compile(r"#(?P<inner>!)?\[\s*(?:allow|expect)\s*\((?P<codes>[^)\]]*)\)\s*\]")
_SUPPRESS = re.compile(r"@SuppressWarnings\s*\(\s*(?P<codes>\{[^}]*\}|\"[^\"]*\")\s*\)")
_CODE = re.compile(r"[\w@][\w\-/:.@]*")
_BRACES = re.compile(rf"{_LIFETIMES.pattern}|[{{}};(\[\])]")
_TO_THE_END = 1 << 30


@dataclass(frozen=True, slots=True)
class Waiver:
    """Lines (both in) on which someone let something pass."""

    first: int
    last: int
    same: frozenset[str] | None
    """Rules, categories and CWEs of ours; None is everything."""
    security: bool = False
    """Whether it speaks of security alone."""


def waivers_of(text: str, lines: Sequence[str], language: str) -> list[Waiver]:
    """Those of a text. A language without a grammar has its comments after `#`. What stands in a string is none."""
    on_items = any(word in text for word in _ON_ITEMS.get(language, ()))
    if not on_items and not _marked(text):
        return []
    starts = [0, *accumulate(map(len, lines))]

    def line_of(offset: int) -> int:
        return bisect_right(starts, offset) - 1

    slashed = language in ("javascript", "typescript", "tsx", "go", "java", "c", "cpp", "rust")
    lexis = _LIFETIMES if language in ("rust", "c", "cpp", "java") else _SLASHED if slashed else _HASHED
    found: list[Waiver] = []
    open_: dict[str, tuple[int, frozenset[str] | None]] = {}
    for comment in lexis.finditer(text):
        if comment[1] is None or not _marked(comment[1]):
            continue
        line = line_of(comment.start())
        alone = not lines[line][: comment.start() - starts[line]].strip()
        if slashed:
            found += _slashed(comment[1], line, open_)
            found += _on_blocks(text, comment, line + alone, starts, line_of) if language == "go" else ()
        else:
            found += _hashed(comment[1], line, alone, lines)
    found += [Waiver(first, _TO_THE_END, same) for first, same in open_.values()]
    if on_items:
        found += _on_items(text, _ALLOW if language == "rust" else _SUPPRESS, line_of)
    return found


def _marked(text: str) -> bool:
    return any(word in text for word in _WORDS)  # ten searches for a word are far cheaper than one for any of ten


def _same(codes: str | None) -> frozenset[str] | None:
    named = _CODE.findall(codes or "")
    if not named or "all" in (name.lower() for name in named):
        return None
    return frozenset().union(*map(same_as, named))


def _hashed(comment: str, line: int, alone: bool, lines: Sequence[str]) -> Iterator[Waiver]:
    noqa = _NOQA.search(comment)
    if noqa is not None:
        whole = bool(noqa["file"])
        if not whole or alone:
            first = 0 if whole else _statement_start(lines, line)
            yield Waiver(first, _TO_THE_END if whole else line, _same(noqa["codes"]))
    nosec = _NOSEC.search(comment)
    if nosec is not None:
        codes = nosec["codes"] and re.sub(r"\bB(?=\d)", "S", nosec["codes"], flags=re.I)
        yield Waiver(_statement_start(lines, line), line, _same(codes), security=True)
    pylint = _PYLINT.search(comment)
    if pylint is not None and pylint["how"] != "enable":
        same = _same(pylint["codes"])
        if pylint["how"] == "skip-file":
            yield Waiver(0, _TO_THE_END, None)
        elif pylint["how"] == "disable-next":
            yield Waiver(line + 1, line + 1, same)
        else:
            yield Waiver(line, _block_end(lines, line) if alone else line, same)


def _statement_start(lines: Sequence[str], line: int) -> int:
    """The line on which the statement begins whose last line has the mark."""
    depth, first = 0, line
    for at in range(line, max(-1, line - 60), -1):
        code = _HASHED.sub(" ", lines[at])
        depth += sum(map(code.count, ")]}")) - sum(map(code.count, "([{"))
        first = at
        if depth <= 0:
            break
    return first if depth <= 0 else line


def _block_end(lines: Sequence[str], line: int) -> int:
    """The last line of the block that a comment alone on its line stands in."""
    depth = len(lines[line]) - len(lines[line].lstrip())
    for at in range(line + 1, len(lines)):
        if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip()) < depth:
            return at - 1
    return len(lines)


def _slashed(comment: str, line: int, open_: dict[str, tuple[int, frozenset[str] | None]]) -> Iterator[Waiver]:
    last = line + comment.count("\n")
    eslint = _ESLINT.match(comment.strip())
    if eslint is not None:
        same = _same(eslint["codes"])
        match eslint["how"]:
            case "disable-line":
                yield Waiver(line, line, same)
            case "disable-next-line":
                yield Waiver(last + 1, last + 1, same)
            case "disable" if comment.startswith("/*"):
                open_[" ".join(_CODE.findall(eslint["codes"]))] = (line, same)
            case "enable":
                yield from _closed(open_, " ".join(_CODE.findall(eslint["codes"])), line)
    biome = _BIOME.match(comment)
    if biome is not None:
        same = _same(biome["codes"].rpartition("/")[2] if "/" in biome["codes"] else None)
        yield Waiver(0 if biome["all"] else last + 1, _TO_THE_END if biome["all"] else last + 1, same)
    nosec = _NOSEC.search(comment)
    if nosec is not None:
        yield Waiver(line, line, _same(nosec["codes"]), security=True)
    nolint = _NOLINT.search(comment)
    if nolint is not None:
        same = _same(nolint["codes"])
        match nolint["how"]:
            case "NEXTLINE":
                yield Waiver(last + 1, last + 1, same)
            case "BEGIN":
                open_["BEGIN " + (nolint["codes"] or "")] = (line, same)
            case "END":
                yield from _closed(open_, "BEGIN " + (nolint["codes"] or ""), line)
            case _:
                yield Waiver(line, line, same)
    if "NOSONAR" in comment:
        yield Waiver(line, line, None)


def _on_blocks(
    text: str, comment: re.Match[str], line: int, starts: Sequence[int], line_of: Callable[[int], int]
) -> Iterator[Waiver]:
    """`//nolint` holds for its line, or the next where it stands alone, and for the block that begins there."""
    go = _GO_NOLINT.match(comment[0])
    if go is not None and line + 1 < len(starts):
        code = _LIFETIMES.sub("", text[starts[line] : starts[line + 1]]).rstrip()
        end = _item_end(text, starts[line]) if code.endswith("{") else None
        last = line if end is None else line_of(end)
        yield Waiver(line, last, _same(go["codes"]))
        if "gosec" in (go["codes"] or ""):  # the name of a whole tool, which looks for nothing but security
            yield Waiver(line, last, None, security=True)


def _closed(open_: dict[str, tuple[int, frozenset[str] | None]], codes: str, line: int) -> Iterator[Waiver]:
    for key in [codes] if codes in open_ else [k for k in open_ if not codes or codes == "BEGIN "]:
        first, same = open_.pop(key)
        yield Waiver(first, line, same)


def _on_items(text: str, mark: re.Pattern[str], line_of: Callable[[int], int]) -> Iterator[Waiver]:
    """Marks on an item: they hold to the end of its braces, or to its semicolon."""
    for found in mark.finditer(text):
        inner = "inner" in mark.groupindex and found["inner"] is not None
        end = None if inner else _item_end(text, found.end())
        first = 0 if inner else line_of(found.start())
        yield Waiver(first, _TO_THE_END if end is None else line_of(end), _same(found["codes"]))


def _item_end(text: str, start: int) -> int | None:
    depth = 0
    for token in _BRACES.finditer(text, start):
        match token[0]:
            case "{" | "(" | "[":
                depth += 1
            case "}" | ")" | "]":
                depth -= 1
                if depth <= 0 and token[0] == "}":
                    return token.start()
            case ";" if depth == 0:
                return token.start()
    return None
