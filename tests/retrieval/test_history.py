"""What git remembers, whatever is in it; nothing of a repository is run."""

from pathlib import Path

import pytest

from spark_lsp.errors import UsageError
from spark_lsp.retrieval import history
from spark_lsp.retrieval.history import History
from tests.cli.repo import WITH_GIT, Repo

pytestmark = WITH_GIT


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    (tmp_path / "repo").mkdir()
    return Repo(tmp_path / "repo")


def said(repo: Repo, message: str) -> None:
    repo.git("add", "-A")
    repo.git("commit", "-qm", message)


def test_commits_come_newest_first_with_what_their_files_held(repo: Repo) -> None:
    repo.write({"a.py": "x = 1\n"})
    said(repo, "First")
    repo.write({"a.py": "x = 2\n", "b.py": "y = 1\n"})
    said(repo, "Second")
    found = History(repo.root)
    second, first = found.commits(9)
    assert (second.subject, first.subject) == ("Second", "First")
    change, new = second.changes
    assert (change.path, new.path, new.was_blob) == ("a.py", "b.py", "")
    assert found.contents([change.was_blob, change.blob]) == {change.was_blob: b"x = 1\n", change.blob: b"x = 2\n"}
    assert [one.subject for one in found.commits(1)] == ["Second"]
    assert found.head() == second.id


def test_strange_names_and_subjects_are_read_as_they_are(repo: Repo) -> None:
    repo.write({"a b\tö\n.py": "x = 1\n"})
    said(repo, "Fix: \x01 it's “odd” 100 %")
    (commit,) = History(repo.root).commits(9)
    assert [one.path for one in commit.changes] == ["a b\tö\n.py"] or commit.changes == ()


def test_a_renamed_file_has_both_its_names_and_a_gone_one_no_content(repo: Repo) -> None:
    repo.write({"old.py": "x = 1\n" * 20, "gone.py": "y = 2\n" * 20})
    said(repo, "First")
    repo.git("mv", "old.py", "new.py")
    repo.git("rm", "-q", "gone.py")
    said(repo, "Second")
    changes = {one.path: one for one in History(repo.root).commits(1)[0].changes}
    assert changes["new.py"].was == "old.py"
    assert changes["gone.py"].blob == ""


def test_merges_are_left_out(repo: Repo) -> None:
    repo.write({"a.py": "x = 1\n"})
    said(repo, "First")
    repo.git("checkout", "-qb", "side")
    repo.write({"b.py": "y = 1\n"})
    said(repo, "Side")
    repo.git("checkout", "-q", "main")
    repo.write({"c.py": "z = 1\n"})
    said(repo, "Main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge", "side")
    assert {one.subject for one in History(repo.root).commits(9)} == {"First", "Side", "Main"}


def test_what_is_too_large_or_missing_is_left_out(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BLOB_BYTES_MAX", 10)
    repo.write({"a.py": "x = 1\n", "large.py": "y = 1234567890\n"})
    said(repo, "First")
    found = History(repo.root)
    blobs = {one.path: one.blob for one in found.commits(1)[0].changes}
    assert set(found.contents([*blobs.values(), "0" * 39 + "1", "no id"])) == {blobs["a.py"]}
    assert found.contents([]) == {}


def test_a_repositorys_own_settings_run_nothing(repo: Repo, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    (tmp_path / "trap.sh").write_text(f"#!/bin/sh\ntouch {trap}\n")
    (tmp_path / "trap.sh").chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "gpg.program", "core.pager"):
        repo.git("config", key, str(tmp_path / "trap.sh"))
    repo.git("config", "log.showSignature", "true")
    repo.write({".gitattributes": "*.py diff=x\n", "a.py": "x = 1\n"})
    said(repo, "First")
    repo.write({"a.py": "x = 2\n"})
    said(repo, "Second")
    trap.unlink(missing_ok=True)
    found = History(repo.root)
    assert len(found.commits(9)) == 2
    found.contents([one.blob for one in found.commits(9)[0].changes])
    assert not trap.exists()


def test_a_folder_without_a_history_has_none(tmp_path: Path) -> None:
    assert History(tmp_path).commits(9) == ()
    assert History(tmp_path).head() == ""


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git does not run"):
        History(tmp_path).commits(9)
