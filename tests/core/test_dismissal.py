"""What counts as put away, walked through the edits that people make."""

from collections.abc import Sequence

import pytest

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.dismissal import Scope, dismissed_by, keys_by_finding, wide
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import span, split_lines
from spark_lsp.core.unit import Unit, UnitKind

CODE = """\
def pay(q):
    begin()
    run(q)
    run(q)
    run(other)

def refund(q):
    run(q)
"""


def analysed(text: str, keys: tuple[str, str] = ("pay-1", "refund-1")) -> Analysis:
    """Two functions, and a finding wherever `run(` stands."""
    lines = split_lines(text)
    heads = [n for n, line in enumerate(lines) if line.startswith("def ")]
    ends = [*heads[1:], len(lines)]
    units = [Unit(UnitKind.MODULE, "", (), span(0, 0, len(lines), 0), span(0, 0, 0, 0), 0, "", -1, key="module")]
    for head, end, name, key in zip(heads, ends, ("pay", "refund"), keys, strict=True):
        units.append(
            Unit(
                UnitKind.FUNCTION,
                name,
                (name,),
                span(head, 0, end, 0),
                span(head, 4, head, 7),
                head + 1,
                "",
                0,
                key=key,
            )
        )
    return Analysis(tuple(units), tuple(a_finding(n, line) for n, line in enumerate(lines) if "run" in line))


def a_finding(line: int, text: str, rule: str = "py-run") -> Finding:
    column = text.index("run")
    at = span(line, column, line, column + 3)
    return Finding(rule, at, Severity.WARNING, 0.9, "m", "w", "n", "test", "core")


def silent(held: frozenset[str], path: str, analysis: Analysis, lines: Sequence[str]) -> list[int]:
    """Lines whose finding is silent."""
    dismissed = dismissed_by(held, path, analysis, lines)
    return [f.span.start.line for f in analysis.findings if dismissed(f, analysis.units[0])]


def put_away(line: int, *, path: str = "/p/a.py") -> frozenset[str]:
    """The keys that are held once the finding on a line of CODE was dismissed."""
    analysis, lines = analysed(CODE), split_lines(CODE)
    finding = next(f for f in analysis.findings if f.span.start.line == line)
    keys = keys_by_finding(path, analysis, lines)[finding.rule, finding.span]
    return frozenset({keys.exact, keys.loose})


def look(
    held: frozenset[str], text: str, *, path: str = "/p/a.py", keys: tuple[str, str] = ("pay-1", "refund-1")
) -> list[int]:
    return silent(held, path, analysed(text, keys), split_lines(text))


def test_nothing_held_silences_nothing() -> None:
    assert look(frozenset(), CODE) == []


def test_one_dismissal_silences_one_finding_even_beside_its_twin() -> None:
    assert look(put_away(2), CODE) == [2]
    assert look(put_away(3), CODE) == [3]
    assert look(put_away(7), CODE) == [7]


def test_it_survives_reformatting_a_move_and_a_rename() -> None:
    moved = "# a licence\n\n" + CODE.replace("    run(other)", "    run(\n        other)")
    assert look(put_away(4), moved, path="/q/b.py") == [6]


def test_it_survives_an_edit_elsewhere_in_the_unit() -> None:
    edited = CODE.replace("begin()", "begin()\n    log()")
    assert look(put_away(4), edited, keys=("pay-2", "refund-1")) == [5]


def test_it_survives_a_change_of_white_space_together_with_an_edit_elsewhere() -> None:
    edited = CODE.replace("begin()", "start()").replace("run(other)", "run( other )")
    assert look(put_away(4), edited, keys=("pay-2", "refund-1")) == [4]


def test_it_ends_when_the_flagged_line_changes() -> None:
    assert look(put_away(4), CODE.replace("run(other)", "run(another)"), keys=("pay-2", "refund-1")) == []


def test_it_does_not_spread_to_the_same_line_elsewhere() -> None:
    assert 7 not in look(put_away(2), CODE)
    assert look(put_away(2), CODE, path="/p/other.py", keys=("pay-9", "refund-1")) == []


def test_another_rule_on_the_same_place_still_speaks() -> None:
    analysis, lines = analysed(CODE), split_lines(CODE)
    other = a_finding(2, lines[2], rule="py-other")
    both = Analysis(analysis.units, (*analysis.findings, other))
    dismissed = dismissed_by(put_away(2), "/p/a.py", both, lines)
    assert [f.rule for f in both.findings if dismissed(f, both.units[0])] == ["py-run"]


def test_keys_hold_no_text_of_the_code_or_the_path() -> None:
    for key in put_away(2, path="/home/alice/secret.py"):
        assert len(key) == 32
        assert int(key, 16) >= 0


@pytest.mark.parametrize(
    ("scope", "of", "path", "gone"),
    [
        (Scope.FILE, "/shop/a.py", "/shop/a.py", True),
        (Scope.FILE, "/shop/a.py", "/shop/b.py", False),
        (Scope.FOLDER, "/shop", "/shop/a.py", True),
        (Scope.FOLDER, "/shop", "/shop/deep/down/a.py", True),
        (Scope.FOLDER, "/shop", "/shopping/a.py", False),
        (Scope.FOLDER, "/shop/deep", "/shop/a.py", False),
    ],
)
def test_a_wide_dismissal_reaches_all_of_a_file_or_folder_and_no_further(
    scope: Scope, of: str, path: str, gone: bool
) -> None:
    analysis = analysed(CODE)
    row = wide(scope, "py-run", of, at_s=0.0)
    held = frozenset({row.keys.exact, row.keys.loose})
    judge = dismissed_by(held, path, analysis, split_lines(CODE))
    assert {judge(f, analysis.units[1]) for f in analysis.findings} == {gone}
    other = wide(scope, "another-rule", of, at_s=0.0)
    judge = dismissed_by(frozenset({other.keys.exact}), path, analysis, split_lines(CODE))
    assert not any(judge(f, analysis.units[1]) for f in analysis.findings)
