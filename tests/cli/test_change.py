"""`advise --changed` and `--staged` in real repositories: only what the change brought."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.cli.main import main
from tests.cli.repo import LOAD, NEXT, NEXT_LINE, WITH_GIT, Repo

pytestmark = WITH_GIT


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path_factory.mktemp("data")))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return Repo(tmp_path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, int]]:
    """(path, line from 0) of each advisory."""
    capsys.readouterr()
    assert main(["advise", "--json", "--fail-on", "never", *arguments]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert data["errors"] == []
    return [(e["path"], a["range"]["start"]["line"]) for e in data["emits"] for a in e["advisories"]]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(["advise", *arguments]) == 2
    return capsys.readouterr().err


def test_only_what_the_work_tree_brought_is_told(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": LOAD, "same.py": LOAD})
    assert told(capsys, "--changed") == []
    repo.write({"a.py": LOAD + NEXT, "new.py": LOAD.replace("stream", "text"), ".gitignore": "ignored.py\n"})
    repo.write({"ignored.py": LOAD.replace("stream", "ignored")})
    assert told(capsys, "--changed") == [("a.py", NEXT_LINE), ("new.py", 4)]
    repo.git("add", "a.py")
    assert told(capsys, "--changed") == [("a.py", NEXT_LINE), ("new.py", 4)]


def test_code_that_moved_or_was_renamed_brings_nothing(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": LOAD + NEXT, "b.py": LOAD.replace("stream", "other")})
    (repo.root / "a.py").rename(repo.root / "moved.py")
    repo.write({"b.py": "X = 1\n\n" + LOAD.replace("stream", "other").replace("def read", "def parse")})
    assert told(capsys, "--changed") == []
    repo.git("add", "-A")
    assert told(capsys, "--changed") == []
    assert told(capsys, "--staged") == []
    repo.write({"moved.py": LOAD, "part.py": "import yaml" + NEXT})
    assert told(capsys, "--changed") == []
    repo.write({"copy.py": LOAD})
    assert len(told(capsys, "--changed")) == 1


def test_changed_against_a_branch_is_what_this_one_brought(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": LOAD})
    repo.git("checkout", "-qb", "feature")
    repo.commit({"a.py": LOAD + NEXT})
    repo.git("checkout", "-q", "main")
    repo.commit({"theirs.py": LOAD.replace("stream", "theirs")})
    repo.git("checkout", "-q", "feature")
    assert told(capsys, "--changed") == []
    assert told(capsys, "--changed", "main") == [("a.py", NEXT_LINE)]
    assert told(capsys, "--changed=main", "a.py") == [("a.py", NEXT_LINE)]


def test_staged_is_what_the_index_holds(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": LOAD})
    repo.write({"a.py": LOAD + NEXT})
    assert told(capsys, "--staged") == []
    repo.git("add", "a.py")
    repo.write({"a.py": "nothing = 1\n", "untracked.py": LOAD.replace("stream", "un")})
    assert told(capsys, "--staged") == [("a.py", NEXT_LINE)]
    (repo.root / "a.py").unlink()
    assert told(capsys, "--staged", "a.py") == [("a.py", NEXT_LINE)]
    assert told(capsys, "--changed") == [("untracked.py", 4)]


def test_a_repository_without_commits_has_brought_all_of_it(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write({"a.py": LOAD, "b.py": LOAD})
    repo.git("add", "a.py")
    assert told(capsys, "--staged") == [("a.py", 4)]
    assert told(capsys, "--changed") == [("a.py", 4), ("b.py", 4)]
    assert "no commits" in refused(capsys, "--changed", "main")


def test_from_a_folder_below_all_of_the_repository_is_meant(
    repo: Repo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"sub/a.py": "", "b.py": ""})
    repo.write({"sub/a.py": LOAD, "b.py": LOAD.replace("stream", "b"), "sub/new/c.py": LOAD.replace("stream", "c")})
    monkeypatch.chdir(repo.root / "sub")
    everything = [os.path.realpath(path) for path, _ in told(capsys, "--changed")]
    assert everything == [os.path.realpath(repo.root / name) for name in ("b.py", "sub/a.py", "sub/new/c.py")]
    assert told(capsys, "--changed", ".") == [("a.py", 4), (os.path.join("new", "c.py"), 4)]
    assert told(capsys, "--changed", "HEAD", "new") == [(os.path.join("new", "c.py"), 4)]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_odd_names_are_read(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    names = [
        "a b.py",
        "é.py",
        "-x.py",
        "a:3.py",
        'q"uote.py',
        "new\nline.py",
        "tab\t.py",
        "back\\slash.py",
        ":(top).py",
    ]
    repo.commit(dict.fromkeys(names, "x = 1\n"))
    for n, name in enumerate(names):
        repo.write({name: LOAD.replace("stream", f"stream{n}")})
    assert sorted(path for path, _ in told(capsys, "--changed")) == sorted(names)
    repo.git("add", "-A")
    assert sorted(path for path, _ in told(capsys, "--staged")) == sorted(names)
    assert told(capsys, "--staged", "--", "-x.py", "new\nline.py") == [("-x.py", 4), ("new\nline.py", 4)]


@pytest.mark.skipif(sys.platform == "win32", reason="no symbolic links there")
def test_links_submodules_and_other_peoples_code_are_left_alone(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    inner = Repo(tmp_path_factory.mktemp("inner"))
    inner.commit({"a.py": LOAD})
    repo.commit({"a.py": "x = 1\n", "was_a_file.py": LOAD})
    repo.git("submodule", "add", "-q", str(inner.root), "inner")
    (repo.root / "link.py").symlink_to(inner.root / "a.py")
    (repo.root / "was_a_file.py").unlink()
    (repo.root / "was_a_file.py").symlink_to("a.py")
    repo.write(
        {"inner/a.py": LOAD + NEXT, "node_modules/x.py": LOAD, ".hidden/x.py": LOAD, "gen.py": "# @generated\n" + LOAD}
    )
    repo.write({"picture.py": "\0\1"})
    for _ in range(2):
        assert told(capsys, "--changed") == []
        assert told(capsys, "--staged") == []
        repo.git("add", "-A")


def test_a_file_in_conflict_is_told_of(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": "x = 1\n"})
    repo.git("checkout", "-qb", "other")
    repo.commit({"a.py": LOAD})
    repo.git("checkout", "-q", "main")
    repo.commit({"a.py": "x = 2\n"})
    with pytest.raises(Exception, match="merge"):
        repo.git("merge", "-q", "other")
    assert "a.py: has conflicts" in refused(capsys, "--staged")
    assert told(capsys, "--changed") != []


def test_left_out_is_what_is_excluded(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"a.py": ""})
    repo.write({"a.py": LOAD, "lib/b.py": LOAD.replace("stream", "b")})
    assert told(capsys, "--changed", "--exclude", "lib/") == [("a.py", 4)]


def test_what_cannot_be_asked_is_refused_with_the_reason(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.commit({"a.py": LOAD})
    assert "nowhere: neither a commit nor a path" in refused(capsys, "--changed", "nowhere")
    assert "--output=x: neither a commit" in refused(capsys, "--changed=--output=x")
    assert "a line cannot be asked about" in refused(capsys, "--changed", "HEAD", "a.py:3")
    assert "gone.py: no such file" in refused(capsys, "--staged", "gone.py")
    assert "a PATH, or --changed, or --staged" in refused(capsys)
    repo.git("checkout", "-q", "--orphan", "lone")
    repo.commit({"b.py": ""})
    assert "no commit in common" in refused(capsys, "--changed", "main")
    monkeypatch.chdir(tmp_path_factory.mktemp("none"))
    assert "not a git repository" in refused(capsys, "--changed")
    assert "not a git repository" in refused(capsys, "--staged")
    monkeypatch.setenv("PATH", "")
    assert "git does not run" in refused(capsys, "--staged")


def test_a_path_after_changed_is_a_path(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"sub/a.py": "", "b.py": ""})
    repo.write({"sub/a.py": LOAD, "b.py": LOAD})
    assert told(capsys, "--changed", "sub") == [(os.path.join("sub", "a.py"), 4)]
