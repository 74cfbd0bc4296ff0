"""`spark-lsp rules`: list, explain, test."""

import json
from pathlib import Path

import pytest

from spark_lsp.cli.main import main

OWN = """\
id: no-print
language: python
rule: {pattern: print($A)}
message: "`print` leaves `$A` on the console"
valid: ["log(a)"]
invalid: ["print(a)"]
"""


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["rules", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_every_rule_is_listed_with_its_severity(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "list")
    assert code == 0
    assert any(line.startswith("go-sql-injection ") and " warning " in line for line in out.splitlines())


def test_a_language_has_its_own_rules_and_those_it_shares(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(told(capsys, "list", "--language", "cpp", "--json")[1])["rules"]
    assert {rule["id"].partition("-")[0] for rule in listed} <= {"c", "cpp", "x"}
    assert {"c", "cpp"} <= {rule["id"].partition("-")[0] for rule in listed}
    assert all("cpp" in rule["languages"] for rule in listed)
    code, _, err = told(capsys, "list", "--language", "cobol")
    assert code == 2
    assert "python" in err


def test_a_rule_is_explained_with_what_it_hits_and_passes_over(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "explain", "go-sql-injection")
    assert code == 0
    for word in ("why:", "next:", "CWE-89", "hits:", "passes over:"):
        assert word in out
    explained = json.loads(told(capsys, "explain", "go-sql-injection", "--json")[1])
    assert explained["cwe"] == ["CWE-89"]
    assert len(explained["invalid"]) >= 2


def test_a_rule_with_evidence_tells_what_it_is_worth_and_any_rule_how_to_silence_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fixed = "fix: 'keras: lost an error', hits: [ansible a.py:3 - x]"
    worth = f"metadata:\n  worth: {{{fixed}, missed: none looks, kept: 9/10}}\n"
    (tmp_path / "no-print.yml").write_text(OWN + worth)
    code, out, _ = told(capsys, "explain", "no-print", "--rules", str(tmp_path))
    assert code == 0
    plain = " ".join(out.split())
    for words in (
        "once fixed: keras: lost an error",
        "found: ansible a.py:3 - x",
        "others: none looks",
        "of 10 hits on real code 9 were kept",
        "spark: ignore[no-print]",
        'disabledRules: ["no-print"]',
        "✗ | print(a)",
        "✓ | log(a)",
    ):
        assert words in plain
    explained = json.loads(told(capsys, "explain", "no-print", "--rules", str(tmp_path), "--json")[1])
    assert explained["worth"]["kept"] == 9
    assert explained["silence"]["comment"] == "spark: ignore[no-print]"
    assert json.loads(told(capsys, "explain", "go-sql-injection", "--json")[1])["worth"] is None


def test_a_rule_says_in_explain_what_it_says_in_a_hover(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from spark_lsp.analyzers.ast_grep import look
    from spark_lsp.cli.rules import known_rules
    from spark_lsp.core.advisory import Lane
    from spark_lsp.core.analysis import Source
    from spark_lsp.core.synthesis import advise
    from spark_lsp.lsp.render import full_markdown

    rule = next(rule for rule in known_rules(()) if rule.id == "py-return-in-finally")
    finding = look(Source(rule.invalid[0], "python", "a.py"), [rule]).findings[0]
    hover = " ".join(full_markdown(advise([finding]), None, Lane.PROGRAMMATIC, complete=True).split())
    explained = json.loads(told(capsys, "explain", rule.id, "--json")[1])
    assert explained["why"] in hover
    assert explained["nextStep"].split("$")[0] in hover


def test_a_rule_of_several_languages_shows_the_snippets_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    from spark_lsp.cli.rules import known_rules

    rule = next(rule for rule in known_rules(()) if len(rule.examples) > 1)
    _, out, _ = told(capsys, "explain", rule.id)
    assert [f"hits ({language}):" in out for language in rule.examples] == [True] * len(rule.examples)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("explain", "go-sql-injektion"), "did you mean go-sql-injection"),
        (("explain", "ruff-XYZ9"), "ruff-XYZ9 is not used here"),
        (("explain",), "explain which rule?"),
        (("list", "go-sql-injection"), "rules explain go-sql-injection"),
        (("test", "nowhere"), "nowhere: no such file or folder"),
        (("list", "--rules", "nowhere"), "no such folder"),
    ],
)
def test_what_cannot_be_is_exit_code_2_with_the_way_out(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = told(capsys, *arguments)
    assert code == 2
    assert said in err


def test_ruffs_codes_are_explained_in_our_words(capsys: pytest.CaptureFixture[str]) -> None:
    every = json.loads(told(capsys, "explain", "ruff", "--json")[1])["rules"]
    assert len(every) > 20
    code, out, _ = told(capsys, "explain", every[0]["id"])
    assert code == 0
    assert every[0]["why"] in out
    assert "ruff rule " in out


def test_own_rules_are_listed_beside_the_shipped_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no-print.yml").write_text(OWN)
    listed = json.loads(told(capsys, "list", "--rules", str(tmp_path), "--json")[1])["rules"]
    assert [rule["id"] for rule in listed if rule["source"] == "user"] == ["no-print"]


def test_own_rules_that_hold_pass_and_one_that_does_not_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "no-print.yml"
    file.write_text(OWN.replace('valid: ["log(a)"]', 'valid: ["print(b)"]'))
    code, out, _ = told(capsys, "test", str(tmp_path))
    assert code == 1
    assert "no-print" in out
    assert told(capsys, "test", str(file))[0] == 1


def test_a_broken_rule_file_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yml").write_text("id: bad\nlanguage: [python\n")
    for target in (tmp_path, tmp_path / "bad.yml"):
        code, out, _ = told(capsys, "test", str(target))
        assert code == 1
        assert f"{tmp_path / 'bad.yml'}:" in out


def test_advice_by_own_rules_and_a_word_on_a_broken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "no-print.yml").write_text(OWN)
    (tmp_path / "rules" / "bad.yml").write_text("id: [")
    (tmp_path / "a.py").write_text("def f(a):\n    print(a)\n")
    command = ["advise", "--json", "--severity", "hint", str(tmp_path / "a.py")]
    main(command)
    assert "no-print" not in capsys.readouterr().out
    main([*command, "--rules", str(tmp_path / "rules")])
    out, err = capsys.readouterr()
    assert "no-print" in out
    assert err.count("bad.yml") == 1
