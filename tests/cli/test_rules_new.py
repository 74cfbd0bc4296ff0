"""`spark-lsp rules new`: what it writes works at once, in every language, and in a folder of one's own."""

import json
from pathlib import Path

import pytest

from spark_lsp.analyzers.check import check_rules
from spark_lsp.analyzers.rulepack import load_own
from spark_lsp.cli.main import main
from spark_lsp.languages import LANGUAGES


@pytest.mark.parametrize("language", [language.id for language in LANGUAGES])
def test_a_new_rule_holds_what_its_snippets_promise(language: str, tmp_path: Path) -> None:
    assert main(["rules", "new", "no-old-name", "--language", language, "--dir", str(tmp_path)]) == 0
    rules, failures = load_own(tmp_path)
    assert failures == []
    assert [rule.id for rule in rules] == ["no-old-name"]
    assert check_rules(rules) == []


def test_from_a_new_rule_to_advice_by_the_commands_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text("old_name(order)\n")
    assert main(["rules", "new", "no-old-name", "--language", "py"]) == 0
    printed = capsys.readouterr().out
    assert (tmp_path / ".spark" / "rules" / "no-old-name.yml").exists()
    commands = [line.partition(":")[2].split()[1:] for line in printed.splitlines() if "spark-lsp" in line]
    assert [command[:2] for command in commands] == [["rules", "test"], ["advise", "--rules"], ["rules", "calibrate"]]
    assert main(commands[0]) == 0
    assert "1 rules, 0 problems" in capsys.readouterr().out
    assert main(commands[1]) in (0, 1)
    assert "`order` goes to `new_name`" in capsys.readouterr().out
    assert main(commands[2]) == 0
    (said,) = [json.loads(line) for line in (tmp_path / "verdicts.jsonl").read_text().splitlines()]
    assert (said["rule"], said["line"], said["verdict"]) == ("no-old-name", "old_name(order)", "?")


def test_a_rule_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yml").write_text("kept")
    assert main(["rules", "new", "mine", "--language", "go", "--dir", str(tmp_path)]) == 2
    assert (tmp_path / "mine.yml").read_text() == "kept"
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["No Old", "--language", "python"], "is no id"),
        (["../up", "--language", "python"], "is no id"),
        (["mine", "--language", "cobol"], "no rules for 'cobol'; there are some for python"),
        (["mine", "--language", "python", "--look", "none-such"], "there is no look 'none-such'"),
    ],
)
def test_what_cannot_be_is_said_and_writes_nothing(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "new", *arguments, "--dir", str(tmp_path / "rules")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "rules").exists()


def test_a_rule_by_a_look_lists_what_the_look_reads_and_is_told_to_be_silent_so_far(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["rules", "new", "mine", "--language", "python", "--look", "flow", "--dir", str(tmp_path)]
    assert main(arguments) == 0
    text = (tmp_path / "mine.yml").read_text("utf-8")
    assert "look: flow\n# with:" in text
    assert main(["rules", "test", str(tmp_path)]) == 1
    assert "expected a hit" in capsys.readouterr().out
