"""Fixes are applied to an end, none over another, and none that does not hold together with the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.advisory import VerifiedEdit
from spark_lsp.core.analysis import Analysis, Outline, Seen, Source
from spark_lsp.core.finding import Finding, Fix, Severity
from spark_lsp.core.text import TextEdit, span
from spark_lsp.core.unit import Unit
from spark_lsp.engine.analyst import Analyst
from spark_lsp.engine.fixpoint import ROUNDS_MAX, Candidate, fixed


@dataclass
class Words:
    """Finds words in each line, with a fix that puts another word in the place."""

    pairs: tuple[tuple[str, str], ...]
    name: str = "words"

    def look(self, source: Source, units: Sequence[Unit]) -> Seen:
        rows = enumerate(source.text.split("\n"))
        places = ((n, m.start(), p) for n, line in rows for p in self.pairs for m in re.finditer(p[0], line))
        return Seen(tuple(self.found(row, column, *pair) for row, column, pair in places))

    def found(self, row: int, column: int, old: str, new: str) -> Finding:
        where = span(row, column, row, column + len(old))
        fix = Fix("t", (TextEdit(where, new),), safe=True, checks=("checked",))
        return Finding(f"no-{old}", where, Severity.WARNING, 1.0, "m", "", "", "c", "core", fix=fix)


def run(text: str, *pairs: tuple[str, str]) -> tuple[str, int]:
    analyst = Analyst(outline=lambda source: Outline(()), quick=(Words(pairs),))

    def every(source: Source, analysis: Analysis) -> list[Candidate]:
        known = [f for f in analysis.findings if f.fix is not None]
        return [Candidate(f.rule, f.span, VerifiedEdit("t", f.fix.edits, f.fix.checks, True)) for f in known if f.fix]

    done = fixed(Source(text, "text", "a"), analyst, every, least=Severity.HINT)
    again = fixed(done.source, analyst, every, least=Severity.HINT)
    assert (again.source.text, again.applied) == (done.source.text, ())
    return done.source.text, len(done.applied)


def test_all_of_one_line_are_fixed() -> None:
    assert run("aa aa\n", ("aa", "b")) == ("b b\n", 2)


def test_fixes_that_touch_wait_for_each_other() -> None:
    assert run("ab\n", ("a", "x"), ("b", "y")) == ("xy\n", 2)
    assert run("abc\n", ("ab", "x"), ("bc", "y")) == ("xc\n", 1)


def test_a_fix_that_only_moves_the_finding_is_not_applied() -> None:
    assert run("left\n", ("left", "right"), ("right", "left")) == ("left\n", 0)
    assert run("more\n", ("more", "more more")) == ("more\n", 0)


def test_fixes_that_do_not_hold_together_are_applied_one_by_one() -> None:
    """Each alone leaves one of the two words, both together make a third."""

    class Both(Words):
        def look(self, source: Source, units: Sequence[Unit]) -> Seen:
            seen = super().look(source, units)
            if source.text == "x\nx\n":
                return replace(seen, findings=(self.found(0, 0, "x", "z"),))
            return seen

    analyst = Analyst(outline=lambda source: Outline(()), quick=(Both((("a", "x"),)),))

    def every(source: Source, analysis: Analysis) -> list[Candidate]:
        rows = [n for n, line in enumerate(source.text.split("\n")) if line == "a"]
        spans = [span(n, 0, n, 1) for n in rows]
        return [Candidate("no-a", at, VerifiedEdit("t", (TextEdit(at, "x"),), ("c",), True)) for at in spans]

    done = fixed(Source("a\na\n", "text", "a"), analyst, every, least=Severity.HINT)
    assert (done.source.text, len(done.applied)) == ("x\na\n", 1)


def test_a_long_text_is_fixed_whole() -> None:
    count = ROUNDS_MAX * 3
    assert run("aa\n" * count, ("aa", "b")) == ("b\n" * count, count)
