"""A baseline silences what is in it and nothing else; its file is hashes under a schema, in a stable order."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spark_lsp.cli.main import main
from spark_lsp.cli.schemas import schema
from tests.cli.repo import LOAD, NEXT, NEXT_LINE, WITH_GIT, Repo


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path)
    for n in range(6):
        (tmp_path / "src" / f"f{n}.py").write_text(LOAD.replace("read", f"read{n}").replace("stream", f"secret{n}"))
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, int]]:
    """(file name, line from 0) of each advisory."""
    capsys.readouterr()
    assert main(["advise", "--json", "--fail-on", "never", *arguments]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return [(os.path.basename(e["path"]), a["range"]["start"]["line"]) for e in data["emits"] for a in e["advisories"]]


def test_what_is_in_the_baseline_is_not_told_and_what_comes_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "src")) == 6
    assert told(capsys, "src", "--write-baseline", "known.json") == []
    assert told(capsys, "src", "--baseline", "known.json") == []
    file = here / "src" / "f3.py"
    file.write_text("import os\n\n" + file.read_text().replace("read3", "parse3") + NEXT)
    file.rename(here / "src" / "g.py")
    assert told(capsys, "src", "--baseline", "known.json") == [("g.py", NEXT_LINE + 2)]
    assert told(capsys, "src/g.py", "--baseline", "known.json") == [("g.py", NEXT_LINE + 2)]


def test_it_is_valid_says_nothing_of_the_code_and_holds_in_another_checkout(
    here: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(capsys, "src", "--write-baseline", "known.json")
    text = (here / "known.json").read_text("utf-8")
    data = json.loads(text)
    Draft202012Validator(schema("baseline")).validate(data)
    assert len(data["findings"]) == 6
    assert not any(word in text for word in ("secret", "read", "src", "yaml.load", str(here)))
    other = tmp_path_factory.mktemp("other")
    for file in (here / "src").iterdir():
        # Another function body, so that the file's place has to speak.
        (other / "src").mkdir(exist_ok=True)
        (other / "src" / file.name).write_text(file.read_text().replace("    return", "    print(1)\n    return"))
    (other / "known.json").write_text(text)
    monkeypatch.chdir(other / "src")
    assert told(capsys, ".", "--baseline", "../known.json") == []


def test_one_finding_more_is_one_line_more_in_its_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "src", "--write-baseline", "known.json")
    before = (here / "known.json").read_text().splitlines()
    told(capsys, "src", "--write-baseline", "known.json")
    assert (here / "known.json").read_text().splitlines() == before
    (here / "src" / "f2.py").write_text("# more\n" + (here / "src" / "f2.py").read_text() + NEXT)
    told(capsys, "src", "--write-baseline", "known.json")
    after = (here / "known.json").read_text().splitlines()
    lost = {line.rstrip(",") for line in before} - {line.rstrip(",") for line in after}
    assert (len(after) - len(before), lost) == (1, set())


def test_a_baseline_of_nothing_is_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "clean.py").write_text("x = 1\n")
    told(capsys, "clean.py", "--write-baseline", "none.json")
    Draft202012Validator(schema("baseline")).validate(json.loads((here / "none.json").read_text()))
    assert len(told(capsys, "src/f1.py", "--baseline", "none.json")) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "make it with --write-baseline"),
        ("{", "no baseline"),
        ("[]", "no baseline"),
        ('{"format": "spark-baseline/9", "findings": []}', "is spark-baseline/9"),
        ('{"format": "spark-baseline/1", "findings": [{"rule": "x"}]}', "no baseline"),
        (
            '{"format": "spark-baseline/1", "findings": [{"rule":1,"line":"","place":"","body":"","unit":""}]}',
            "no baseline",
        ),
    ],
)
def test_what_is_no_baseline_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], text: str | None, reason: str
) -> None:
    if text is not None:
        (here / "b.json").write_text(text)
    assert main(["advise", "src", "--baseline", "b.json"]) == 2
    assert reason in capsys.readouterr().err


def test_one_that_cannot_be_written_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advise", "src/f1.py", "--write-baseline", "nowhere/b.json"]) == 2
    assert "nowhere/b.json: No such file" in capsys.readouterr().err.replace(os.sep, "/")
    assert main(["advise", "src/f1.py", "--baseline", "b.json", "--write-baseline", "src/b.json"]) == 2
    assert "in one folder" in capsys.readouterr().err


@WITH_GIT
def test_it_goes_together_with_a_change(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repo(here)
    repo.commit()
    (here / "src" / "f0.py").write_text(LOAD.replace("stream", "other") + NEXT)
    (here / "src" / "new.py").write_text(LOAD.replace("stream", "new"))
    assert len(told(capsys, "--changed")) == 3
    told(capsys, "src/f0.py", "--write-baseline", "known.json")
    assert told(capsys, "--changed", "--baseline", "known.json") == [("new.py", 4)]


def test_what_was_told_of_before_fails_no_build(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["advise", "src", "--fail-on", "warning"]) == 1
    assert main(["advise", "src", "--fail-on", "warning", "--write-baseline", "b.json"]) == 0
    assert main(["advise", "src", "--fail-on", "warning", "--baseline", "b.json"]) == 0
