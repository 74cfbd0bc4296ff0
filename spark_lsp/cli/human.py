"""Advice as text for a terminal: where, what, the code line with a caret run under it, why, and what next."""

import unicodedata
from collections.abc import Iterator, Mapping

from spark_lsp.core.advisory import Advisory
from spark_lsp.core.finding import Severity
from spark_lsp.core.text import Span

TAB_CELLS = 4
MAX_CODE_CELLS = 140
_COLOURS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.INFO: "36;1", Severity.HINT: "2"}
_DIM = "2"
_BOLD = "1"


def told(path: str, advisory: Advisory, lines: Mapping[int, str], *, colour: bool) -> Iterator[str]:
    """The lines of one advisory, without line ends. Lines and columns are 1-based, columns in code points, as
    compilers print them. Control characters of the code never reach the terminal."""
    at = advisory.span.start
    ids = ", ".join(dict.fromkeys(word for e in advisory.evidence for word in (e.rule, *e.cwe)))
    place = _painted(f"{one_line(path)}:{at.line + 1}:{at.column + 1}:", _BOLD, colour)
    level = _painted(advisory.severity.word, _COLOURS[advisory.severity], colour)
    yield f"{place} {level}: {one_line(advisory.headline)} {_painted(f'[{ids}]', _DIM, colour)}"
    if at.line in lines:
        number = str(at.line + 1)
        code, carets = _underlined(lines[at.line], advisory.span)
        bar = _painted("|", _DIM, colour)
        yield f"  {_painted(number, _DIM, colour)} {bar} {code}"
        yield f"  {' ' * len(number)} {bar} {_painted(carets, _COLOURS[advisory.severity], colour)}"
    if advisory.why:
        yield f"  why:  {one_line(advisory.why)}"
    if advisory.next_step:
        yield f"  next: {one_line(advisory.next_step)}"
    if advisory.edit is not None:
        yield f"  fix:  {one_line(advisory.edit.title)} (checked: {', '.join(advisory.edit.checks)})"


def _underlined(line: str, span: Span) -> tuple[str, str]:
    """The line as it can be shown, indentation and far ends cut, and the carets that stand under the span."""
    start = min(span.start.column, len(line))
    end = min(span.end.column, len(line)) if span.end.line == span.start.line else len(line.rstrip())
    indent = min(len(line) - len(line.lstrip()), start)
    before, marked, after = (_cells(part) for part in (line[indent:start], line[start:end], line[end:]))
    if _width(before) + _width(marked) > MAX_CODE_CELLS:
        before = "…" + before[-20:] if len(before) > 20 else before
        marked = marked[: MAX_CODE_CELLS - 40]
        after = ""
    room = max(0, MAX_CODE_CELLS - _width(before) - _width(marked))
    if len(after) > room:
        after = after[:room] + "…"
    return before + marked + after.rstrip(), " " * _width(before) + "^" * max(1, _width(marked))


def _cells(text: str) -> str:
    return one_line(text.replace("\t", " " * TAB_CELLS))


def one_line(text: str) -> str:
    """One line, with control characters as the replacement character: an escape sequence in someone's code must not
    drive the terminal, nor a bidirectional override reorder it."""
    if text.isascii() and text.isprintable():
        return text
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)


def _width(text: str) -> int:
    """Terminal cells."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text
