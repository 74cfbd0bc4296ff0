"""Which fixes are offered: those that were tried and held."""

from dataclasses import replace

import pytest

from spark_lsp.build import outline
from spark_lsp.core.analysis import Seen, Source
from spark_lsp.core.finding import Finding, Fix, Severity
from spark_lsp.core.text import Position, Span, TextEdit
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.verify import LOOKS_MAX

TEXT = "def f(a):\n    bad(a)\n    return a\n\n\ndef g(b):\n    bad(b)\n"


class Words:
    """Finds `bad`, mends it with what the test says, and finds `worse` too."""

    name = "words"

    def __init__(self, put: str, *, wide: bool = False) -> None:
        self.put = put
        self.wide = wide

    def look(self, source: Source, units: object) -> Seen:
        found = []
        for row, line in enumerate(source.text.split("\n")):
            for word in ("bad", "worse"):
                at = line.find(word)
                if at < 0:
                    continue
                where = Span(Position(row, at), Position(row, at + len(word)))
                target = Span(Position(0, 0), Position(row, at + len(word))) if self.wide else where
                fix = Fix("mend", (TextEdit(target, self.put),), safe=True) if word == "bad" else None
                found.append(Finding(f"r-{word}", where, Severity.INFO, 0.8, "m", "w", "n", "c", "core", fix=fix))
        return Seen(tuple(found))


def offered(put: str, *, wide: bool = False) -> list[bool]:
    analyst = Analyst(outline=outline, quick=(Words(put, wide=wide),))
    analysis = analyst.analyse(Source(TEXT, "python", "a.py"))
    return [f.fix is not None and bool(f.fix.checks) for f in analysis.findings]


def test_fixes_that_hold_are_offered_with_the_checks_they_passed() -> None:
    assert offered("good") == [True, True]


@pytest.mark.parametrize(
    ("put", "why"),
    [
        ("good(", "does not parse"),
        ("worse", "brings another finding"),
        ("bad", "mends nothing"),
    ],
)
def test_a_fix_that_does_not_hold_is_dropped(put: str, why: str) -> None:
    assert offered(put) == [False, False], why


def test_a_fix_that_reaches_outside_its_unit_is_dropped() -> None:
    assert offered("def f(a):\n    good", wide=True)[1] is False


def test_one_bad_fix_does_not_take_the_good_ones_along() -> None:
    class Mixed(Words):
        def look(self, source: Source, units: object) -> Seen:
            seen = super().look(source, units).findings
            broken = Fix("break", (TextEdit(seen[0].span, ")("),), safe=True) if seen else None
            return Seen(tuple(replace(f, fix=broken) if f is seen[0] and len(seen) == 2 else f for f in seen))

    analyst = Analyst(outline=outline, quick=(Mixed("good"),))
    findings = analyst.analyse(Source(TEXT, "python", "a.py")).findings
    assert [f.fix is not None for f in findings] == [False, True]


class Stubborn(Words):
    """A fix that mends one of two findings, and does nothing to the other."""

    def look(self, source: Source, units: object) -> Seen:
        return Seen(tuple(f if f.span.start.line == 1 else _useless(f) for f in super().look(source, units).findings))


def _useless(finding: Finding) -> Finding:
    return replace(finding, fix=Fix("leave", (TextEdit(finding.span, "bad"),), safe=True))


def test_a_fix_that_mends_nothing_does_not_hide_behind_one_that_does() -> None:
    analyst = Analyst(outline=outline, quick=(Stubborn("good"),))
    findings = analyst.analyse(Source(TEXT, "python", "a.py")).findings
    assert [f.fix is not None for f in findings] == [True, False]


def test_two_fixes_in_one_unit_are_tried_apart() -> None:
    tried: list[str] = []

    class Watched(Words):
        def look(self, source: Source, units: object) -> Seen:
            tried.append(source.text)
            return super().look(source, units)

    text = "def f(a):\n    bad(a)\n    bad(a)\n"
    analyst = Analyst(outline=outline, quick=(Watched("good"),))
    findings = analyst.analyse(Source(text, "python", "a.py")).findings
    assert all(f.fix is not None and f.fix.checks for f in findings)
    assert all("bad" in seen for seen in tried)


def test_fixes_in_units_of_their_own_are_tried_at_once() -> None:
    """With a look for each, the ones past LOOKS_MAX would never be offered."""
    texts: list[str] = []

    class Counting(Words):
        def look(self, source: Source, units: object) -> Seen:
            texts.append(source.text)
            return super().look(source, units)

    analyst = Analyst(outline=outline, quick=(Counting("good"),))
    count = LOOKS_MAX * 2
    text = "\n\n".join(f"def f{n}(a):\n    bad(a)\n" for n in range(count))
    analysis = analyst.analyse(Source(text, "python", "a.py"))
    assert [f.fix is not None for f in analysis.findings] == [True] * count
    assert texts == [text, text.replace("bad", "good")]
