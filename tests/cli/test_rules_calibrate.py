"""`spark-lsp rules calibrate`: a sample is asked about once, and what was said sets how sure a rule is."""

import json
import sys
from pathlib import Path

import pytest

from spark_lsp.analyzers.rulefile import rules_in
from spark_lsp.cli.hits import of_tests
from spark_lsp.cli.main import main
from spark_lsp.cli.rules_confidence import set_confidence

RULE = """\
id: no-print
language: python
rule: {pattern: print($A)}
message: "`print` leaves `$A` on the console"
metadata:
  confidence: 0.5  # a guess
valid: ["log(a)", "confidence: 0.5"]
invalid: ["print(a)"]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "no-print.yml").write_text(RULE)
    (tmp_path / "src" / "tests").mkdir(parents=True)
    (tmp_path / "src" / "a.py").write_text("".join(f"print(a{i})\n" for i in range(12)))
    (tmp_path / "src" / "tests" / "b.py").write_text("print(b)\n")
    return tmp_path


def calibrate(*arguments: str) -> int:
    return main(["rules", "calibrate", "--rules", "rules", "--rule", "no-print", *arguments, "src"])


def said(here: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (here / "verdicts.jsonl").read_text("utf-8").splitlines()]


def test_without_a_terminal_the_sample_is_put_into_the_file_once(here: Path) -> None:
    assert calibrate("--sample", "5") == 0
    first = said(here)
    assert [entry["verdict"] for entry in first] == ["?"] * 5
    assert {entry["path"] for entry in first} == {"a.py"}
    assert calibrate("--sample", "5") == 0
    assert said(here) == first


def test_verdicts_hold_when_the_code_moves_and_set_the_confidence(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calibrate("--sample", "10")
    file = here / "verdicts.jsonl"
    file.write_text(file.read_text("utf-8").replace('"?"', '"keep"'), "utf-8")
    source = here / "src" / "a.py"
    source.write_text("import os\n\n\n" + source.read_text())
    capsys.readouterr()
    assert calibrate("--sample", "10", "--json") == 0
    told = json.loads(capsys.readouterr().out)["rules"]["no-print"]
    assert (told["hits"], told["kept"], told["judged"], told["mean"]) == (12, 10, 10, round(14 / 15, 4))
    assert calibrate("--sample", "10", "--write") == 0
    assert "no-print: confidence 0.5 is now 0.93" in capsys.readouterr().out
    assert (here / "rules" / "no-print.yml").read_text() == RULE.replace("0.5  # a", "0.93  # a")


def test_a_person_at_a_terminal_is_asked_with_the_code_around(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["k", "f a debug  print", "", "q"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert calibrate("--sample", "8") == 0
    out = capsys.readouterr().out
    assert out.count("[no-print]") == 4
    assert "> " in out
    assert sorted((entry["verdict"], entry["note"]) for entry in said(here)) == [
        ("false", "a debug print"),
        ("keep", ""),
    ]


def test_tests_are_looked_at_when_asked_for(here: Path) -> None:
    calibrate("--tests", "--sample", "99")
    assert {entry["path"] for entry in said(here)} == {"a.py", "tests/b.py"}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [(["--rule", "no-prin"], "no rule 'no-prin'"), (["nowhere"], "nowhere: no such file or folder")],
)
def test_what_cannot_be_is_exit_code_2(
    here: Path, arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert calibrate(*arguments) == 2
    assert text in capsys.readouterr().err


def test_a_broken_file_of_verdicts_is_named_with_its_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "verdicts.jsonl").write_text("{}\n")
    assert calibrate() == 2
    assert "verdicts.jsonl: line 1 is no verdict" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        (
            "id: a\nlanguage: python\nrule: {pattern: f()}\nmetadata: {confidence: 0.5, category: x}\n",
            "confidence: 0.9,",
        ),
        ("id: a\nlanguage: python\nrule: {pattern: f()}\nmetadata:\r\n  confidence: .5\r\n", "confidence: 0.9\r\n"),
        (
            "id: a\nlanguage: python\nrule: {pattern: f()}\nmetadata:  # ours\n  category: x\n",
            "ours\n  confidence: 0.9\n",
        ),
        (
            "id: b\nlanguage: python\nrule: {pattern: g()}\nmetadata: {confidence: 0.5}\n---\n"
            "id: a\nlanguage: python\nrule: {pattern: f()}\nmetadata: {confidence: 0.5}\n",
            "0.5}\n---\nid: a\nlanguage: python\nrule: {pattern: f()}\nmetadata: {confidence: 0.9}",
        ),
    ],
)
def test_the_confidence_is_changed_and_nothing_else(text: str, changed: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_bytes(text.encode())
    rule = next(rule for rule in rules_in(text, str(file)) if rule.id == "a")
    set_confidence(rule, 0.9)
    assert changed.encode() in file.read_bytes()
    assert len(file.read_bytes()) <= len(text) + len("  confidence: 0.9\n")


def test_a_file_that_gives_no_place_for_it_is_left_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    text = "id: a\nlanguage: python\nrule: {pattern: f()}\n"
    file.write_text(text)
    (rule,) = rules_in(text, str(file))
    assert "yourself" in set_confidence(rule, 0.9)
    assert file.read_text() == text


@pytest.mark.parametrize(
    "path", ["tests/a.py", "x/test_a.py", "x/a_test.go", "conftest.py", "a.spec.ts", "typing_tests/a.py", "Test/b.java"]
)
def test_files_of_tests_are_known(path: str) -> None:
    assert of_tests(path)


@pytest.mark.parametrize("path", ["contest/a.py", "latest.py", "attest/b.go", "src/testimony.py"])
def test_others_are_not(path: str) -> None:
    assert not of_tests(path)
