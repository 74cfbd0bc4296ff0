"""The pages made from the rule files are the committed ones, and hold each rule."""

import re
from pathlib import Path

import pytest

from spark_lsp.analyzers.rulefile import rules_in
from spark_lsp.cli.main import main
from spark_lsp.cli.rules import known_rules
from spark_lsp.cli.rules_page import rules_page
from spark_lsp.cli.rules_worth import lacking, with_evidence, worth_page
from spark_lsp.rules import shipped_folder

RULES = known_rules(())


@pytest.mark.parametrize(("page", "command"), [("RULES.md", "docs"), ("WORTH.md", "worth")])
def test_a_committed_page_is_the_generated_one(page: str, command: str) -> None:
    made = rules_page(RULES) if command == "docs" else worth_page(RULES)
    file = shipped_folder() / page
    told = f"spark-lsp rules {command} --write {file.relative_to(shipped_folder().parent.parent)}"
    assert file.read_text("utf-8") == made, f"the rules have changed; run: {told}"


def test_each_rule_has_one_place_on_the_page_and_the_contents_lead_to_their_parts() -> None:
    page = rules_page(RULES)
    headings = re.findall(r"^#### (\S+)$", page, re.M)
    assert sorted(headings) == sorted(rule.id for rule in RULES)
    anchors = {re.sub(r"[^\w-]", "", h.lower().replace(" ", "-")) for h in re.findall(r"^## (.+)$", page, re.M)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) == anchors


def test_a_page_does_not_depend_on_the_order_of_the_rules() -> None:
    assert rules_page(tuple(reversed(RULES))) == rules_page(RULES)
    assert worth_page(tuple(reversed(RULES))) == worth_page(RULES)


def test_a_snippet_that_holds_a_fence_stays_inside_its_own() -> None:
    text = "id: a\nlanguage: python\nrule: {pattern: f()}\ninvalid: ['f() # ```']\nvalid: ['g()']\n"
    (rule,) = rules_in(text, "rules/python/a.yml", languages=())
    assert "````python hit\nf() # ```\n````" in rules_page((rule,))


def test_the_miss_that_is_shown_is_the_one_most_like_the_hit() -> None:
    text = (
        "id: a\nlanguage: python\nrule: {pattern: f()}\ninvalid: ['x = f()']\nvalid: ['while True: pass', 'x = g()']\n"
    )
    (rule,) = rules_in(text, "rules/python/a.yml", languages=())
    assert "```python silent\nx = g()\n```" in rules_page((rule,))


def test_every_rule_with_a_look_tells_its_worth_and_every_worth_reaches_the_bar() -> None:
    assert lacking(RULES) == []


def test_what_a_rule_lacks_is_named() -> None:
    head = "language: python\nrule: {pattern: f()}\nmetadata:\n  worth: "
    text = "\n---\n".join(
        [
            f"id: a\n{head}{{hits: [one], missed: m, kept: 9/10}}",
            f"id: b\n{head}{{fix: f, missed: m, kept: 7/10}}",
            f"id: c\n{head}{{fix: f, missed: m, kept: 8/10}}",
            f"id: d\n{head}{{hits: [one], missed: m, kept: 1/1}}",
        ]
    )
    assert lacking(rules_in(text, "x.yml")) == [
        "a: names 1 of 9 kept hits and no fix",
        "b: keeps 7 of 10 hits",
    ]


def test_a_rule_that_was_met_nowhere_is_told_apart() -> None:
    text = "language: python\nrule: {pattern: f()}\nmetadata:\n  worth: {hits: [none], missed: m, kept: 0/0}\n"
    page = worth_page(rules_in("id: a\n" + text, "x.yml"))
    assert "0 rules; 0 of 0" in page
    assert "[a](" in page.partition("## Not met yet")[2]


def test_a_page_is_written_where_one_says_and_a_place_that_cannot_be_is_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "worth", "--write", str(tmp_path / "W.md")]) == 0
    assert (tmp_path / "W.md").read_text("utf-8") == worth_page(RULES)
    assert main(["rules", "docs", "--write", str(tmp_path / "none" / "R.md")]) == 2
    assert "No such file" in capsys.readouterr().err


def test_the_table_for_machines_holds_the_same_rules(capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["rules", "worth", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["rules"]
    assert [entry["id"] for entry in told] == [rule.id for rule, _ in with_evidence(RULES)]
