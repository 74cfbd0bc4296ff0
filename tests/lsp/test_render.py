"""Advice as text."""

from spark_lsp.core.advisory import Advisory, Evidence, Lane
from spark_lsp.core.finding import Severity
from spark_lsp.core.foreign import Foreign, told_elsewhere
from spark_lsp.core.text import span
from spark_lsp.lsp.render import WHY_CHARS, as_plain, full_markdown, hover_markdown, nothing_markdown

PLACE = span(3, 4, 3, 9)
ADVISORY = Advisory(
    "`x` is risky",
    "Do `y`.",
    "Because. " * 60,
    Severity.WARNING,
    0.8,
    PLACE,
    "injection",
    (Evidence("py-x", PLACE, "core", ("CWE-1",)), Evidence("ruff-S1", PLACE, "ruff")),
)


def test_a_short_hover_has_at_most_eight_lines_and_names_its_lane() -> None:
    text = hover_markdown([ADVISORY, ADVISORY], Lane.PROGRAMMATIC, complete=True)
    assert len(text.splitlines()) <= 8
    assert text.splitlines()[-1] == "programmatic · warning · py-x · CWE-1 · 1 more here"
    assert all(len(line) <= WHY_CHARS + 2 for line in text.splitlines())


def test_what_is_not_all_known_yet_is_said_to_be_so() -> None:
    assert "still being analysed" in hover_markdown([ADVISORY], Lane.PROGRAMMATIC, complete=False)
    assert "still being analysed" in nothing_markdown(None, Lane.PROGRAMMATIC, complete=False)
    assert "still" not in nothing_markdown(None, Lane.PROGRAMMATIC, complete=True)


def test_the_whole_advisory_tells_all_evidence_and_what_others_say() -> None:
    others = [Foreign(3, 3, "pyright", "reportX", "x is **unknown**")]
    text = full_markdown([ADVISORY], None, Lane.PROGRAMMATIC, complete=True, others=others)
    for part in ("`py-x` line 4", "`ruff-S1` line 4", "CWE-1", "Also: x is unknown (pyright)", "programmatic"):
        assert part in text


def test_plain_text_has_no_markup() -> None:
    assert as_plain("### A\n\n**Next:** b") == "A\n\nNext: b"


def test_another_server_that_says_the_same_is_recognised_by_line_and_rule_or_words() -> None:
    same = Foreign(3, 3, "Ruff", "S1", "other words")
    assert told_elsewhere(ADVISORY, [same]) is same
    assert told_elsewhere(ADVISORY, [Foreign(3, 3, "x", "", "`X` is risky")]) is not None
    assert told_elsewhere(ADVISORY, [Foreign(4, 4, "Ruff", "S1", "")]) is None
    assert told_elsewhere(ADVISORY, [Foreign(3, 3, "Ruff", "S2", "")]) is None
