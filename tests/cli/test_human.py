"""Advice on a terminal: carets under the right cells, and nothing that drives the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.cli.human import told
from spark_lsp.core.advisory import Advisory, Evidence, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.text import Span, TextEdit, span


def advice(at: Span, *, headline: str = "`execute` runs SQL", edit: VerifiedEdit | None = None) -> Advisory:
    evidence = (Evidence("py-sql-injection", at, "core", ("CWE-89",)), Evidence("ruff-S608", at, "ruff", ("CWE-89",)))
    return Advisory(
        headline, "Pass it.", "It is rewritten.", Severity.WARNING, 0.8, at, "injection", evidence, "", edit
    )


def lines(line: str, at: Span) -> list[str]:
    return list(told("a.py", advice(at), {at.start.line: line}, colour=False))


def cells(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def test_an_advisory_says_where_what_why_and_what_next() -> None:
    edit = VerifiedEdit("Use a parameter", (TextEdit(span(2, 8, 2, 9), "?"),), ("applies", "parses"), safe=True)
    shown = told("a.py", advice(span(2, 16, 2, 17), edit=edit), {2: "    cur.execute(q)"}, colour=False)
    assert list(shown) == [
        "a.py:3:17: warning: `execute` runs SQL [py-sql-injection, CWE-89, ruff-S608]",
        "  3 | cur.execute(q)",
        "    |             ^",
        "  why:  It is rewritten.",
        "  next: Pass it.",
        "  fix:  Use a parameter (checked: applies, parses)",
    ]


@pytest.mark.parametrize(
    ("line", "at", "code", "carets"),
    [
        ("\tif x:\treturn", span(0, 7, 0, 13), "if x:    return", "         ^^^^^^"),
        ("字字 = eval(q)", span(0, 5, 0, 9), "字字 = eval(q)", "       ^^^^"),
        ("e\u0301 = eval(q)", span(0, 5, 0, 9), "e\u0301 = eval(q)", "    ^^^^"),
        ("x = [  ", span(0, 4, 3, 1), "x = [", "    ^"),
        ("x", span(0, 1, 0, 1), "x", " ^"),
        ("", span(0, 0, 0, 0), "", "^"),
    ],
)
def test_carets_stand_under_the_cells_of_the_span(line: str, at: Span, code: str, carets: str) -> None:
    _, shown, under, *_ = lines(line, at)
    assert shown == f"  1 | {code}"
    assert under == f"    | {carets}"


def test_a_very_long_line_is_cut_around_the_span() -> None:
    _, shown, under, *_ = lines("x" * 3000 + "eval(q)" + "y" * 3000, span(0, 3000, 0, 3004))
    assert len(shown) < 200
    assert "eval" in shown
    assert shown[under.index("^") :].startswith("eval")


NASTY = st.text(st.sampled_from("a(\t\x1b[31m\x07\u202e\u2066\x9b字\u200b\x85\u2028") | st.characters(), max_size=40)


@given(line=NASTY, headline=NASTY, start=st.integers(0, 50), size=st.integers(0, 50))
def test_no_code_and_no_message_can_drive_the_terminal(line: str, headline: str, start: int, size: int) -> None:
    at = span(0, start, 0, start + size)
    shown = list(told("a\x1b.py", advice(at, headline=headline), {0: line.replace("\n", "")}, colour=False))
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for text in shown for c in text)
    assert len(shown) == 5
    assert cells(shown[1]) <= 300


def test_colour_only_where_asked() -> None:
    at = span(0, 0, 0, 1)
    assert "\x1b[" in "".join(told("a.py", advice(at), {0: "x"}, colour=True))
    assert "\x1b[" not in "".join(told("a.py", advice(at), {0: "x"}, colour=False))
