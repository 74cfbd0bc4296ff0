"""From a match to a finding: places, words, severities and fixes."""

import pytest

from spark_lsp.analyzers.ast_grep import AstGrep, look
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulefile import rules_in
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.analyzers.vocabulary import Vocabulary
from spark_lsp.core.analysis import Analyzer, Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import LineIndex, apply_edits, split_lines


def rule(pattern: str, *, language: str = "python", extra: str = "") -> Rule:
    text = f"id: t\nlanguage: {language}\nmessage: hit\nrule:\n  pattern: '{pattern}'\n{extra}"
    return rules_in(text, "t.yml")[0]


def findings(rule_: Rule, text: str, language: str = "python") -> tuple[Finding, ...]:
    seen = look(Source(text, language, "t"), [rule_])
    assert seen.failures == ()
    return seen.findings


def underlined(finding: Finding, text: str) -> str:
    index = LineIndex(split_lines(text))
    return text[index.offset(finding.span.start) : index.offset(finding.span.end)]


@pytest.mark.parametrize(
    "text",
    [
        "f(x)\n",
        "\ufefff(x)\n",
        "a = '𝒜é'; f(x)\r\n",
        "a = 1\rb = 2\rf(x)\r",
        "a = '\u2028\x0c'\nf(x)",
        "\t\tf(x)",
        "x = = 1\nf(x)\n",
    ],
)
def test_what_is_underlined_is_the_match_in_any_text(text: str) -> None:
    (finding,) = findings(rule("f($X)"), text)
    assert underlined(finding, text) == "f(x)"


def test_the_anchor_is_underlined_and_stays_on_one_line() -> None:
    text = "f(a, g(\n  1,\n))\n"
    (finding,) = findings(rule("f($A, $B)", extra="metadata: {anchor: B}"), text)
    assert underlined(finding, text) == "g("


def test_a_match_over_several_lines_is_underlined_on_its_first() -> None:
    text = "x = f(\n  1,\n)\n"
    (finding,) = findings(rule("f($A)"), text)
    assert underlined(finding, text) == "f("


def test_words_name_what_is_in_the_code() -> None:
    extra = "metadata: {next: 'use $$$REST in `$UNIT`'}\nnote: '`$A`'\n"
    text = "def load(p):\n  f(g(1,\n      2), p, 3)\n"
    (finding,) = findings(rule("f($A, $$$REST)", extra=extra), text)
    assert finding.why == "`g(1, 2)`"
    assert finding.next_step == "use p, 3 in `load`"


def test_code_outside_functions_is_this_module() -> None:
    (finding,) = findings(rule("f($A)", extra="note: '`$UNIT` has $UNIT'\n"), "f(1)\n")
    assert finding.why == "this module has this module"


def test_long_code_is_cut_and_cannot_end_a_code_span() -> None:
    (finding,) = findings(rule("f($A)", language="js", extra="note: '`$A`'\n"), "f(`" + "x" * 100 + "`)", "javascript")
    assert finding.why == "`'" + "x" * 38 + "…`"


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("python", "class A:\n  def m(self):\n    f(1)\n", "m"),
        ("javascript", "const go = () => f(1)", "go"),
        ("javascript", "const o = { run: function () { f(1) } }", "run"),
        ("go", "package a\nfunc (s *S) Do() { f(1) }", "Do"),
        ("java", "class A { void go() { f(1); } }", "go"),
        ("rust", "fn go() { f(1) }", "go"),
        ("c", "char **go(int a) { f(1); }", "go"),
    ],
)
def test_a_unit_is_named_in_every_language(language: str, text: str, name: str) -> None:
    pattern = "f($A);" if language == "c" else "f($A)"
    (finding,) = findings(rule(pattern, language=language, extra="note: '$UNIT'\n"), text, language)
    assert finding.why == name


def test_the_worst_origin_sets_the_severity() -> None:
    extra = "severity: warning\nmetadata: {origin: {A: dynamic}, severityBy: {input: error, unknown: info}}"
    sql = rule("f($A)", extra=extra)
    assert [f.severity for f in findings(sql, "def g(p): f(p)")] == [Severity.WARNING]
    assert [f.severity for f in findings(sql, "f(request.args['q'])")] == [Severity.ERROR]
    assert [f.severity for f in findings(sql, "f(g())")] == [Severity.INFO]
    assert findings(sql, "f('constant')") == ()


def test_who_runs_the_program_is_no_worse_than_who_calls_a_function() -> None:
    extra = "metadata: {origin: {A: dynamic}, severityBy: {input: error, parameter: hint}}"
    assert [f.severity for f in findings(rule("f($A)", extra=extra), "f(sys.argv[1])")] == [Severity.HINT]
    own = extra.replace("input: error", "local: error")
    assert [f.severity for f in findings(rule("f($A)", extra=own), "f(sys.argv[1])")] == [Severity.ERROR]
    remote = "metadata: {origin: {A: [input]}}"
    assert findings(rule("f($A)", extra=remote), "f(sys.argv[1])") == ()
    assert len(findings(rule("f($A)", extra=remote), "f(request.args['q'])")) == 1


def test_of_several_captured_values_the_worst_counts() -> None:
    several = rule("f($$$A)", extra="metadata: {origin: {A: [parameter]}}")
    assert len(findings(several, "def g(p): f('a', p)")) == 1
    assert findings(several, "def g(p): f('a', 'b')") == ()


def test_a_rule_is_tried_only_where_a_word_it_needs_occurs() -> None:
    assert findings(rule("f($A)", extra="metadata: {needs: [absent]}"), "f(1)") == ()
    assert len(findings(rule("f($A)", extra="metadata: {needs: [absent, 'f(']}"), "f(1)")) == 1


@pytest.mark.parametrize("literal", ["exec", "cursor.exec", "exec(", "=", "std::move", "ecut", "é"])
def test_a_vocabulary_knows_what_a_search_would_find(literal: str) -> None:
    texts = [
        "cursor.execute(x)",
        "exec (y)",
        "a = std::move(b)",
        "é",
        "",
        "cursor\n.exec",
        "std move",
        "x" * 70 + "exec",
    ]
    short = [t for t in texts if len(t) < 60]
    assert [Vocabulary(t).has(literal) for t in short] == [literal in t for t in short]


def test_files_and_ignores_of_a_plain_rule_hold() -> None:
    only = rule("f($A)", extra="files: ['src/**/*.py']\nignores: ['**/gen/*']\n")

    def hits(path: str) -> int:
        return len(look(Source("f(1)", "python", path), [only]).findings)

    assert hits("/home/me/src/a/b.py") == 1
    assert hits("/home/me/lib/b.py") == 0
    assert hits("/home/me/src/gen/b.py") == 0


def test_a_rule_that_raises_is_told_and_the_others_run() -> None:
    bad = rules_in("id: bad\nlanguage: python\nrule: {kind: no_such_kind}\n", "t.yml")[0]
    seen = look(Source("f(1)", "python", "t"), [bad, rule("f($A)")])
    assert [f.who for f in seen.failures] == ["bad"]
    assert "no_such_kind" in seen.failures[0].reason
    assert "py_node" not in seen.failures[0].reason
    assert len(seen.findings) == 1


@pytest.mark.parametrize("language", ["cobol", "", "Python", "plaintext"])
def test_an_unknown_language_has_no_findings(language: str) -> None:
    assert look(Source("f(1)", language, "t"), [rule("f($A)")]).findings == ()


@pytest.mark.parametrize("text", ["", "\0", "\ud800 f(1)", "(" * 900, "f(" * 500])
def test_no_text_makes_it_raise(text: str) -> None:
    look(Source(text, "python", "t"), [rule("f($A)")])


def test_code_that_nests_without_end_is_told_and_not_looked_at() -> None:
    seen = look(Source("f(" * 100_000, "python", "deep.py"), [rule("f($A)")])
    assert seen.findings == ()
    assert [f.reason for f in seen.failures] == ["deep.py: brackets nest deeper than 1000"]


class _Two:
    def rules_for(self, language: str) -> list[Rule]:
        return [rule("f($A)"), rule("f($A)")]


def test_the_same_rule_in_the_same_place_is_one_finding() -> None:
    analyzer: Analyzer = AstGrep(_Two())
    assert len(analyzer.look(Source("f(1)", "python", "t"), ()).findings) == 1


@pytest.mark.parametrize(
    ("pattern", "fix", "text", "mended"),
    [
        ("f($A)", "g($A)", "x = f(1)\n", "x = g(1)\n"),
        ("f($A, $$$B)", "g($$$B, $A)", "f(1, 2, 3)", "g(2, 3, 1)"),
        ("f($$$B)", "g(1, $$$B)", "f()", "g(1)"),
        ("f($$$B)", "g($$$B, 1)", "f()", "g(1)"),
        (
            "f($A)",
            "|-\n    with g() as h:\n        h($A)",
            "if x:\n    f(1)\n",
            "if x:\n    with g() as h:\n        h(1)\n",
        ),
        ("f($A)", "g($A)", "f([\r\n  1,\r\n])\r\n", "g([\r\n  1,\r\n])\r\n"),
        ("f($A)", "|-\n    a\n    g($A)", "\tf(1)\r\n", "\ta\r\n\tg(1)\r\n"),
        ("f($A)", "g($A)", "a = '𝒜'; f('é')", "a = '𝒜'; g('é')"),
    ],
)
def test_a_fix_is_rendered(pattern: str, fix: str, text: str, mended: str) -> None:
    body = fix if fix.startswith("|") else f"'{fix}'"
    (finding,) = findings(rule(pattern, extra=f"fix: {body}\n"), text)
    assert finding.fix is not None
    assert apply_edits(text, finding.fix.edits) == mended


def test_an_edit_touches_only_what_changes() -> None:
    text = "value = load(path, None)\n"
    (finding,) = findings(rule("load($A, None)", extra="fix: 'load($A)'\n"), text)
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.text == ""
    assert apply_edits(text, [edit]) == "value = load(path)\n"


def test_a_moved_block_keeps_its_shape() -> None:
    text = "def f():\n    run(lambda: [\n        1,\n    ])\n"
    extra = "fix: |-\n  with x:\n      run($A)\n"
    (finding,) = findings(rule("run($A)", extra=extra), text)
    assert finding.fix is not None
    assert apply_edits(text, finding.fix.edits) == (
        "def f():\n    with x:\n        run(lambda: [\n            1,\n        ])\n"
    )


def test_a_fix_may_take_the_comma_behind_along() -> None:
    text = "f(a=1, b=2)\n"
    extra = "fix: {template: '', expandEnd: {regex: ','}}\n"
    one = rules_in(f"id: t\nlanguage: python\nrule: {{kind: keyword_argument, regex: '^a='}}\n{extra}", "t.yml")[0]
    (finding,) = findings(one, text)
    assert finding.fix is not None
    assert apply_edits(text, finding.fix.edits) == "f( b=2)\n"


def test_a_fix_that_changes_nothing_is_none() -> None:
    (finding,) = findings(rule("f($A)", extra="fix: f($A)\n"), "f(1)")
    assert finding.fix is None


def test_looking_twice_says_the_same() -> None:
    source = Source("def g(p):\n  f(p)\n  f(2)\n", "python", "t")
    assert look(source, [rule("f($A)")]) == look(source, [rule("f($A)")])


def test_looks_are_not_run_on_the_text_of_one_unit() -> None:
    refund = (
        "def refund(order, user):\n    if order.owner_id != user.id:\n        raise Forbidden\n    return give(order)\n"
    )
    charge = "def charge(order, user):\n    log(order)\n    return take(order)\n"
    rules = [rule for rule in RuleBook().rules_for("python") if rule.id == "x-sibling-access"]
    for own in (None, 0):
        found = look(Source(refund + "\n\n" + charge, "python", "shop.py", own), rules).findings
        assert [f.message for f in found] == (
            [] if own is not None else ["`refund()` checks `order.owner_id`, `charge()` does not"]
        )
