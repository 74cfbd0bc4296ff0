"""Reading rule files: what holds, and what is told of what does not."""

from pathlib import Path

import pytest

from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulefile import rules_in
from spark_lsp.analyzers.rulepack import RuleBook, load_folder, load_own
from spark_lsp.analyzers.shape import Origin
from spark_lsp.core.finding import Severity
from spark_lsp.errors import BrokenRule

SHIPPED = """\
id: py-shout
language: python
severity: warning
message: "`$X` is shouted"
note: >
  It is loud.
rule: {pattern: shout($X)}
fix: say($X)
metadata:
  category: noise
  next: "Say `$X`."
  cwe: [CWE-1]
  confidence: 0.8
  needs: [shout]
  anchor: X
  origin: {X: dynamic}
  sanitizers: [hush]
  severityBy: {input: error}
  fixTitle: Say it
  safeFix: true
valid: ["say(1)", "f()", "shout('a')"]
invalid: ["def f(a): shout(a)", "def f(b): shout(b)"]
"""
PLAIN = """\
id: no-print
language: Python
rule:
  pattern: print($$$A)
"""


def test_a_shipped_rule_has_all_its_parts() -> None:
    (rule,) = rules_in(SHIPPED, "py-shout.yml", languages=("python",))
    assert rule.severity is Severity.WARNING
    assert rule.note == "It is loud."
    assert rule.origin["X"] == {Origin.UNKNOWN, Origin.PARAMETER, Origin.LOCAL, Origin.INPUT}
    assert rule.severity_by == {Origin.INPUT: Severity.ERROR}
    assert rule.fix is not None
    assert rule.safe_fix
    assert rule.source == "core"
    assert (len(rule.valid), len(rule.invalid)) == (3, 2)


def test_a_plain_ast_grep_rule_is_enough_for_a_person() -> None:
    (rule,) = rules_in(PLAIN, "no-print.yml")
    assert (rule.category, rule.confidence, rule.source) == ("custom", 0.7, "user")
    assert rule.message == "no-print"
    assert rule.severity is Severity.INFO


def test_one_file_may_hold_several_rules_of_a_person() -> None:
    assert [r.id for r in rules_in(PLAIN + "---\n" + PLAIN.replace("no-print", "other"), "x.yml")] == [
        "no-print",
        "other",
    ]


def test_a_fix_of_a_person_is_never_safe() -> None:
    (rule,) = rules_in(SHIPPED, "py-shout.yml")
    assert rule.fix is not None
    assert not rule.safe_fix


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("see [here](http://evil.example/x)", "see here"),
        ("<script>alert(1)</script> bad", "alert(1) bad"),
        ("![pic](command:x) bad", "pic bad"),
        ("go to https://evil.example now", "go to now"),
        ("turn\\u202eed\\x1b[31m", "turn ed (31m"),
        ("a" * 400, "a" * 299 + "…"),
    ],
)
def test_the_words_of_a_person_s_rule_are_made_harmless(message: str, shown: str) -> None:
    (rule,) = rules_in(PLAIN + f'message: "{message}"\n', "x.yml")
    assert rule.message == shown


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("severity: warning", "severity: loud", 3, "severity"),
        ("  confidence: 0.8", "  confidence: 8", 13, "confidence"),
        ("origin: {X: dynamic}", "origin: {X: nowhere}", 16, "origin"),
        ("severityBy: {input: error}", "severityBy: {input: bad}", 18, "severity"),
        ("  needs: [shout]", "  needs: 3", 14, "needs"),
        ("  category: noise", "  catgory: noise", 10, "catgory"),
        ("fix: say($X)", "fix: [1]", 8, "fix"),
        ("rule: {pattern: shout($X)}", "rule: {pattern: shout($X)", 8, ""),
        ("rule: {pattern: shout($X)}", "", 1, "rule"),
        ("id: py-shout", "id: 'a b'", 1, "id"),
        ("  next: \"Say `$X`.\"", "", 1, "next"),
    ],
)  # fmt: skip
def test_a_broken_rule_names_its_file_and_line(old: str, new: str, line: int, word: str) -> None:
    assert old in SHIPPED
    with pytest.raises(BrokenRule) as broken:
        rules_in(SHIPPED.replace(old, new), "some/rule.yml", languages=("python",))
    assert str(broken.value).startswith(f"some/rule.yml:{line}:")
    assert word in str(broken.value)


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "3", "a: &x [*x]\n"])
def test_what_is_no_mapping_of_a_rule_is_broken(text: str) -> None:
    with pytest.raises(BrokenRule):
        rules_in(text, "x.yml")


@pytest.mark.parametrize(
    "rule",
    [
        "rule: &x {any: [*x]}",
        "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
        "c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\n"
        "d: &d [*c, *c, *c, *c, *c, *c, *c, *c]\nrule: {any: [*d, *d, *d]}",
        "rule: " + "{not: " * 300 + "{kind: call}" + "}" * 300,
        "rule: " + "[" * 50_000,
        "rule:\n" + "- " * 50_000,
    ],
)
def test_a_rule_without_end_is_broken(rule: str) -> None:
    with pytest.raises(BrokenRule, match=r"nested|YAML"):
        rules_in(f"id: x\nlanguage: python\n{rule}\n", "x.yml")


def test_a_broken_file_is_one_failure_and_the_others_load(tmp_path: Path) -> None:
    folder = tmp_path / "python"
    folder.mkdir()
    (folder / "py-shout.yml").write_text(SHIPPED)
    (folder / "py-broken.yml").write_text("id: [")
    (folder / "py-binary.yml").write_bytes(b"\xff\xfe\x00")
    rules, failures = load_folder(tmp_path, "python")
    assert [r.id for r in rules] == ["py-shout"]
    assert [f.who for f in failures] == ["py-binary", "py-broken"]


def test_a_rule_that_ast_grep_refuses_is_told_when_it_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.yaml").write_text("id: a\nlanguage: go\nrule: {kind: no_such_kind}\n")
    (tmp_path / "b.yml").write_text(PLAIN)
    (tmp_path / "c.yml").write_text("id: c\nlanguage: cobol\nrule: {pattern: x}\n")
    rules, failures = load_own(tmp_path)
    assert [r.id for r in rules] == ["no-print"]
    assert [f.who for f in failures] == ["c", "a"]
    assert "no_such_kind" in failures[1].reason
    assert "backtrace" not in failures[1].reason
    assert "c.yml:2:" in failures[0].reason


def test_a_person_s_rules_join_the_shipped_ones_of_their_language_only(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(PLAIN)
    book = RuleBook([tmp_path])
    assert book.rules_for("python")[-1].id == "no-print"
    assert all(r.id != "no-print" for r in book.rules_for("go"))
    assert book.rules_for("cobol") == ()
    assert book.count() == RuleBook().count() + 1


def test_a_folder_that_is_gone_holds_no_rules(tmp_path: Path) -> None:
    assert RuleBook([tmp_path / "gone"]).failures() == ()


def test_javascript_rules_hold_for_typescript_too_unless_they_say_so() -> None:
    book = RuleBook()
    plain = {r.id for r in book.rules_for("javascript")}
    assert plain & {r.id for r in book.rules_for("tsx")}
    text = SHIPPED.replace("metadata:", "metadata:\n  dialects: [tsx]")
    (rule,) = rules_in(text, "x.yml", languages=("javascript", "typescript", "tsx"))
    assert rule.languages == ("tsx",)


def folder_of(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped" / "python"
    folder.mkdir(parents=True)
    (folder / "py-shout.yml").write_text(SHIPPED)
    return folder


def rules_with(tmp_path: Path) -> tuple[Rule, ...]:
    return RuleBook(shipped=tmp_path / "shipped", cache=tmp_path / "cache").rules_for("python")


def test_cached_rules_are_what_the_files_say(tmp_path: Path) -> None:
    folder_of(tmp_path)
    fresh = RuleBook(shipped=tmp_path / "shipped").rules_for("python")
    assert rules_with(tmp_path) == fresh
    assert (tmp_path / "cache" / "rules-python.json").exists()
    assert rules_with(tmp_path) == fresh


def test_every_shipped_rule_survives_the_cache(tmp_path: Path) -> None:
    plain = RuleBook().all()
    assert RuleBook(cache=tmp_path).all() == plain
    assert RuleBook(cache=tmp_path).all() == plain


def test_a_changed_rule_file_is_read_anew(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    rules_with(tmp_path)
    (folder / "py-shout.yml").write_text(SHIPPED.replace("is shouted", "is loud"))
    assert rules_with(tmp_path)[0].message == "`$X` is loud"


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b"\xff", b'{"digest": 1, "documents": []}'])
def test_a_broken_cache_costs_time_only(tmp_path: Path, rubbish: bytes) -> None:
    folder_of(tmp_path)
    rules = rules_with(tmp_path)
    (tmp_path / "cache" / "rules-python.json").write_bytes(rubbish)
    assert rules_with(tmp_path) == rules


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert [rule.id for rule in rules_with(tmp_path)] == ["py-shout"]


def test_a_broken_file_is_told_with_a_cache_too(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "py-broken.yml").write_text("id: [")
    book = RuleBook(shipped=tmp_path / "shipped", cache=tmp_path / "cache")
    assert [rule.id for rule in book.rules_for("python")] == ["py-shout"]
    assert [failure.who for failure in book.failures()] == ["py-broken"]
