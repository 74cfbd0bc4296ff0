"""`advise --fix` on real files: what was checked is applied, to a fixed point, and nothing else changes."""

import codecs
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.build import analyst
from spark_lsp.cli import fixing
from spark_lsp.cli.main import main
from spark_lsp.core.analysis import Source
from spark_lsp.core.dismissal import Dismissal, keys_by_finding
from spark_lsp.core.text import split_lines
from spark_lsp.engine import fixpoint
from spark_lsp.store.dismissals import open_dismissals
from tests.cli.repo import WITH_GIT, Repo

LATE = """\
import yaml


def run(text):
    text = text.rstrip(".yaml")  # an ending: é
    return yaml.load(text)
"""
SAFE = LATE.replace("rstrip", "removesuffix")
AGAIN = "\n\n" + LATE[LATE.index("def run") :].replace("run", "again")
BOTH = SAFE.replace("yaml.load", "yaml.safe_load")
MENDED = AGAIN.replace("rstrip", "removesuffix").replace("yaml.load", "yaml.safe_load")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path / "data"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixes_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    main(["advise", "--json", "--fail-on", "never", "--fix", *arguments])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_the_sample_has_a_safe_fix_and_another(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    main(["advise", "--json", "a.py"])
    edits = [a["edit"] for e in json.loads(capsys.readouterr().out)["emits"] for a in e["advisories"]]
    assert sorted(edit["safe"] for edit in edits) == [False, True]


def test_safe_fixes_are_written_and_told_and_others_only_when_asked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = here / "a.py"
    file.write_text(LATE, "utf-8")
    told = fixes_of(capsys, "a.py")
    assert file.read_text("utf-8") == SAFE
    [fix] = told["fixes"]
    assert (fix["path"], fix["line"], fix["rule"], fix["safe"], fix["written"]) == (
        "a.py",
        4,
        "py-strip-word",
        True,
        True,
    )
    assert fix["checks"]
    [left] = [a for e in told["emits"] for a in e["advisories"]]
    assert left["evidence"][0]["rule"] == "py-yaml-load"
    assert [fix["rule"] for fix in fixes_of(capsys, "a.py", "--unsafe-fixes")["fixes"]] == ["py-yaml-load"]
    assert file.read_text("utf-8") == BOTH
    raw = file.read_bytes()
    assert fixes_of(capsys, "a.py", "--unsafe-fixes") == {"emits": [], "errors": [], "fixes": []}
    assert file.read_bytes() == raw


def test_the_text_says_what_was_fixed_and_what_is_left(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    assert main(["advise", "--fix", "--fail-on", "warning", "a.py"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("a.py:5: fixed: ")
    assert lines[1] == "Fixed 1 finding in 1 file."
    assert lines[-1] == "1 warning in 1 file."
    assert main(["advise", "--fix", "--unsafe-fixes", "--fail-on", "warning", "a.py"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nothing to advise in 1 file."


@pytest.mark.parametrize(
    ("mark", "encoding", "end"),
    [
        (b"", "utf-8", "\n"),
        (b"", "utf-8", "\r\n"),
        (codecs.BOM_UTF8, "utf-8", "\r\n"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "\n"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "\r\n"),
        (b"", "latin-1", "\n"),
    ],
)
def test_encoding_mark_line_ends_and_mode_stay(
    here: Path, capsys: pytest.CaptureFixture[str], mark: bytes, encoding: str, end: str
) -> None:
    head = "# coding: latin-1\n" if encoding == "latin-1" else ""
    file = here / "a.py"
    file.write_bytes(mark + (head + LATE).replace("\n", end).encode(encoding))
    file.chmod(0o754)
    told = fixes_of(capsys, "a.py", "--unsafe-fixes")
    assert len(told["fixes"]) == 2
    assert file.read_bytes() == mark + (head + BOTH).replace("\n", end).encode(encoding)
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o754
    assert [path.name for path in here.iterdir() if path.name != "data"] == ["a.py"]


@WITH_GIT
@pytest.mark.parametrize("tail", ["", "# no line end", "\r\n# mixed\r\n"])
@pytest.mark.parametrize("name", ["a.py", "sub/a b.py", 'sub/q"é.py'])
def test_a_dry_run_writes_nothing_and_its_difference_is_what_would_be_written(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], name: str, tail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name == "nt" and '"' in name:
        pytest.skip("such a name cannot be there")
    repo = Repo(here)
    (here / "sub").mkdir()
    file = here / name
    raw = (LATE + tail).encode()
    file.write_bytes(raw)
    monkeypatch.chdir(file.parent)
    capfdbinary.readouterr()
    assert main(["advise", "--fix", "--dry-run", "--unsafe-fixes", "--fail-on", "never", file.name]) == 1
    difference = capfdbinary.readouterr().out
    assert file.read_bytes() == raw
    applied = subprocess.run(["git", "apply", "-"], input=difference, cwd=file.parent, capture_output=True)
    assert applied.stderr == b""
    assert file.read_bytes() == (BOTH + tail).encode()
    assert main(["advise", "--fix", "--dry-run", "--unsafe-fixes", file.name]) == 0
    assert capfdbinary.readouterr().out == b""
    repo.commit()


def test_a_dry_run_in_json_says_that_nothing_was_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    [fix] = fixes_of(capsys, "--dry-run", "a.py")["fixes"]
    assert fix["written"] is False
    assert (here / "a.py").read_text("utf-8") == LATE


def test_only_what_is_told_is_fixed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twice = LATE + AGAIN
    file = here / "a.py"
    for arguments in (["a.py:11"], ["--disable", "py-strip-word", "a.py"], ["--severity", "error", "a.py"]):
        file.write_text(twice, "utf-8")
        rules = [(fix["rule"], fix["line"]) for fix in fixes_of(capsys, "--unsafe-fixes", *arguments)["fixes"]]
        expected = {"a.py:11": [("py-strip-word", 9), ("py-yaml-load", 10)]}.get(arguments[0])
        if expected is None:
            expected = [("py-yaml-load", 5), ("py-yaml-load", 10)] if arguments[0] == "--disable" else []
        assert rules == expected
    (here / "known.json").unlink(missing_ok=True)
    file.write_text(LATE, "utf-8")
    main(["advise", "a.py", "--write-baseline", "known.json"])
    file.write_text(twice, "utf-8")
    told = fixes_of(capsys, "--unsafe-fixes", "--baseline", "known.json", "a.py")
    assert [fix["line"] for fix in told["fixes"]] == [9, 10]
    assert file.read_text("utf-8") == LATE + MENDED


@WITH_GIT
def test_a_change_is_fixed_and_what_was_there_is_not(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = Repo(here)
    repo.commit({"a.py": LATE})
    repo.write({"a.py": LATE.replace("run", "first") + AGAIN})
    assert len(fixes_of(capsys, "--changed", "--unsafe-fixes")["fixes"]) == 2
    assert (here / "a.py").read_text("utf-8") == LATE.replace("run", "first") + MENDED


def test_many_fixes_in_one_function_are_all_applied(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, line = LATE.split("    text =")[0], '    text = text.rstrip(".yaml")\n'
    (here / "a.py").write_text(head + line * 15, "utf-8")
    assert len(fixes_of(capsys, "a.py")["fixes"]) == 15
    assert (here / "a.py").read_text("utf-8") == head + line.replace("rstrip", "removesuffix") * 15


@pytest.mark.skipif(sys.platform == "win32", reason="no symbolic links there")
def test_a_link_goes_on_pointing_to_the_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "real.py").write_text(LATE, "utf-8")
    (here / "link.py").symlink_to("real.py")
    assert len(fixes_of(capsys, "link.py")["fixes"]) == 1
    assert (here / "link.py").is_symlink()
    assert (here / "real.py").read_text("utf-8") == SAFE


def test_a_file_that_changed_meanwhile_is_left_alone(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = here / "a.py"
    file.write_text(LATE, "utf-8")
    real = fixpoint.fixed

    def slowly(source: Source, *rest: Any, **more: Any) -> fixpoint.Fixed:
        file.write_text("mine = 1\n", "utf-8")
        return real(source, *rest, **more)

    monkeypatch.setattr(fixpoint, "fixed", slowly)
    told = fixes_of(capsys, "a.py")
    assert (told["fixes"], told["errors"]) == ([], ["a.py: changed while it was looked at; nothing was written"])
    assert file.read_text("utf-8") == "mine = 1\n"


def test_a_read_only_file_is_left_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    (here / "a.py").chmod(0o444)
    assert fixes_of(capsys, "a.py")["errors"] == ["a.py: is read-only; nothing was written"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--dry-run", "a.py"], "--dry-run goes with --fix"),
        (["--unsafe-fixes", "a.py"], "--unsafe-fixes goes with --fix"),
        (["--fix", "--staged"], "--staged looks at the index"),
        (["--fix", "--write-baseline", "b.json", "a.py"], "one after the other"),
        (["--fix", "--dry-run", "--sarif", "a.py"], "no room for --sarif"),
    ],
)
def test_what_does_not_go_together_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    assert main(["advise", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert (here / "a.py").read_text("utf-8") == LATE


def test_a_folder_is_fixed_file_by_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for n in range(7):
        (here / f"f{n}.py").write_text(LATE, "utf-8")
    told = fixes_of(capsys, ".")
    assert [os.path.basename(fix["path"]) for fix in told["fixes"]] == [f"f{n}.py" for n in range(7)]
    assert all((here / f"f{n}.py").read_text("utf-8") == SAFE for n in range(7))


def test_what_was_dismissed_is_not_fixed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = here / "a.py"
    file.write_text(LATE, "utf-8")
    source = Source(LATE, "python", os.path.normcase(str(file)))
    keys = keys_by_finding(source.path, analyst().analyse(source), split_lines(LATE))
    store, _ = open_dismissals(here / "data")
    store.dismiss(Dismissal(r, both, "run", 1.0) for (r, _), both in keys.items() if r == "py-strip-word")
    assert [fix["rule"] for fix in fixes_of(capsys, "--unsafe-fixes", "a.py")["fixes"]] == ["py-yaml-load"]
    assert "rstrip" in file.read_text("utf-8")
    assert len(fixes_of(capsys, "--all", "a.py")["fixes"]) == 1


def test_a_fix_in_json_has_all_its_members(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.py").write_text(LATE, "utf-8")
    [fix] = fixes_of(capsys, "a.py")["fixes"]
    assert fix.keys() == fixing.FixJson.__required_keys__
