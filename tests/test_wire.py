"""Positions in every encoding, against Python's own codecs, and emits as JSON."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from spark_lsp.core.advisory import Advisory, Emit, Evidence, Lane, Lineage, VerifiedEdit
from spark_lsp.core.finding import Severity
from spark_lsp.core.text import Position, TextEdit, clamp, span, split_lines
from spark_lsp.wire import Encoding, emit_to_json, from_units, position_from_json, position_to_json, to_units

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
CODEC = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
LINE = st.text(
    st.sampled_from("ab \tß€字\u0301\u200d\ufeff\x0c\u2028😀👍\U0010ffff")
    | st.characters(exclude_characters="\r\n", exclude_categories=("Cs",))
)
END = st.sampled_from(["", "\n", "\r\n", "\r"])
encodings = pytest.mark.parametrize("encoding", ENCODINGS)


def units(text: str, encoding: Encoding) -> int:
    codec, size = CODEC[encoding]
    return len(text.encode(codec)) // size


@encodings
@given(line=LINE, end=END, data=st.data())
def test_units_are_what_the_codec_counts(encoding: Encoding, line: str, end: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(0, len(line)))
    assert to_units(line + end, column, encoding) == units(line[:column], encoding)


@encodings
@given(line=LINE, end=END, data=st.data())
@example(line="😀", end="\n", data=None)
def test_there_and_back_is_the_same_column(encoding: Encoding, line: str, end: str, data: st.DataObject | None) -> None:
    columns = range(len(line) + 1) if data is None else [data.draw(st.integers(0, len(line)))]
    for column in columns:
        assert from_units(line + end, to_units(line + end, column, encoding), encoding) == column


@encodings
@given(line=LINE, end=END, count=st.integers(-3, 200))
def test_any_number_of_units_is_the_last_whole_character_before_it(
    encoding: Encoding, line: str, end: str, count: int
) -> None:
    column = from_units(line + end, count, encoding)
    assert 0 <= column <= len(line)
    assert units(line[:column], encoding) <= max(0, count)
    if column < len(line):
        assert units(line[: column + 1], encoding) > count


@encodings
@given(line=LINE, end=END, column=st.integers(-3, 200))
def test_a_column_outside_the_line_is_moved_to_its_edge(encoding: Encoding, line: str, end: str, column: int) -> None:
    inside = min(max(0, column), len(line))
    assert to_units(line + end, column, encoding) == units(line[:inside], encoding)


def test_inside_a_surrogate_pair_snaps_back_to_its_start() -> None:
    assert [from_units("a😀b", n, "utf-16") for n in range(6)] == [0, 1, 1, 2, 3, 3]


def test_inside_a_byte_sequence_snaps_back_to_its_start() -> None:
    assert [from_units("é€", n, "utf-8") for n in range(7)] == [0, 0, 1, 1, 1, 2, 2]


@encodings
def test_a_lone_surrogate_is_a_character_of_its_own(encoding: Encoding) -> None:
    line = "a\ud83dé"
    assert [from_units(line, to_units(line, column, encoding), encoding) for column in range(4)] == [0, 1, 2, 3]


@encodings
@given(text=st.text(st.sampled_from("a😀é\r\n"), max_size=30), line=st.integers(-2, 20), character=st.integers(-2, 40))
def test_a_clients_position_always_lands_inside_the_text(
    encoding: Encoding, text: str, line: int, character: int
) -> None:
    lines = split_lines(text)
    place = position_from_json(line, character, lines, encoding)
    assert place == clamp(place, lines)
    back = position_to_json(place, lines, encoding)
    assert position_from_json(back["line"], back["character"], lines, encoding) == place


def an_emit(*, edit: VerifiedEdit | None = None, lineage: Lineage | None = None) -> Emit:
    at = span(1, 5, 1, 6)
    return Emit(
        path="pay/a.py",
        unit="Order.refund",
        span=span(0, 0, 2, 0),
        lane=Lane.PROGRAMMATIC,
        advisories=(
            Advisory(
                headline="`execute` runs SQL assembled from `q`",
                next_step="Pass the value as a parameter.",
                why="Whoever controls it rewrites the query.",
                severity=Severity.WARNING,
                confidence=0.8,
                span=at,
                category="injection",
                evidence=(Evidence("py-sql-injection", at, "core", ("CWE-89",)),),
                edit=edit,
            ),
        ),
        lineage=lineage or Lineage("k1"),
        timings_ms={"synthesis": 0.12345},
    )


LINES = ["def f(q):\n", "  😀😀 q\n"]


def test_an_emit_is_told_in_the_contracts_words() -> None:
    assert emit_to_json(an_emit(), LINES, "utf-16") == {
        "format": "spark-emit/1",
        "path": "pay/a.py",
        "unit": "Order.refund",
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 2, "character": 0}},
        "lane": "programmatic",
        "advisories": [
            {
                "headline": "`execute` runs SQL assembled from `q`",
                "nextStep": "Pass the value as a parameter.",
                "why": "Whoever controls it rewrites the query.",
                "severity": "warning",
                "confidence": 0.8,
                "category": "injection",
                "range": {"start": {"line": 1, "character": 7}, "end": {"line": 1, "character": 8}},
                "evidence": [
                    {
                        "rule": "py-sql-injection",
                        "range": {"start": {"line": 1, "character": 7}, "end": {"line": 1, "character": 8}},
                        "source": "core",
                        "cwe": ["CWE-89"],
                    }
                ],
            }
        ],
        "lineage": {"key": "k1"},
        "timings": {"synthesis": 0.123},
    }


@pytest.mark.parametrize(("encoding", "character"), [("utf-8", 11), ("utf-16", 7), ("utf-32", 5)])
def test_ranges_of_advice_and_edit_are_in_the_asked_encoding(encoding: Encoding, character: int) -> None:
    edit = VerifiedEdit("Use a parameter", (TextEdit(span(1, 5, 1, 6), "?"),), ("applies", "parses"), safe=True)
    advisory = emit_to_json(an_emit(edit=edit), LINES, encoding)["advisories"][0]
    start = {"line": 1, "character": character}
    assert advisory["range"]["start"] == start
    assert advisory["edit"] == {
        "title": "Use a parameter",
        "edits": [{"range": {"start": start, "end": {"line": 1, "character": character + 1}}, "newText": "?"}],
        "checks": ["applies", "parses"],
        "safe": True,
    }


def test_a_models_lineage_is_told_in_full() -> None:
    lineage = Lineage("k", model="phi4-mini", prompt_version="refine/3", age_s=1.5, context_changed=True)
    assert emit_to_json(an_emit(lineage=lineage), LINES, "utf-16")["lineage"] == {
        "key": "k",
        "model": "phi4-mini",
        "promptVersion": "refine/3",
        "ageMs": 1500,
        "contextChanged": True,
    }


def test_a_position_past_the_text_keeps_its_line() -> None:
    assert position_to_json(Position(9, 4), LINES, "utf-16") == {"line": 9, "character": 0}
