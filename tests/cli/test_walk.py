"""Which files of a folder are read; checked against git itself where it can be asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from spark_lsp.cli.walk import files_in


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def walked(folder: Path, *, exclude: tuple[str, ...] = ()) -> list[str]:
    found = files_in(folder, wanted=lambda name: name.endswith((".py", ".js")), exclude=exclude)
    return [file.relative_to(folder).as_posix() for file in found]


IGNORES = {
    ".gitignore": "build/\n*.gen.py\n!keep.gen.py\n/top.py\n# a comment\n\nlib/**/deep.py\n",
    "top.py": "",
    "sub/top.py": "",
    "a.gen.py": "",
    "sub/keep.gen.py": "",
    "build/x.py": "",
    "sub/build/x.py": "",
    "lib/deep.py": "",
    "lib/a/b/deep.py": "",
    "lib/a/b/other.py": "",
    "nested/.gitignore": "*.py\n!again.py\n!c.gen.py\n",
    "nested/no.py": "",
    "nested/again.py": "",
    "nested/c.gen.py": "",
    "nested/below/no.py": "",
    "nested/below/again.py": "",
    "odd name é.py": "",
}


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
def test_ignored_is_what_git_ignores(tmp_path: Path) -> None:
    root = tree(tmp_path, IGNORES)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "exclude").write_text("again.py\n!nested/again.py\n")
    command = ["git", "-C", str(root), "ls-files", "-z", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    expected = sorted(name for name in listed if name.endswith(".py"))
    assert len(expected) > 5
    assert sorted(walked(root)) == expected
    within = [name.removeprefix("nested/") for name in expected if name.startswith("nested/")]
    assert sorted(walked(root / "nested")) == within


def test_without_a_repository_only_the_gitignores_below_count(tmp_path: Path) -> None:
    tree(tmp_path, {".gitignore": "*.py", "p/a.py": "", "p/.gitignore": "b.py", "p/b.py": ""})
    assert walked(tmp_path / "p") == ["a.py"]


def test_a_folder_that_is_itself_ignored_is_read_when_it_is_named(tmp_path: Path) -> None:
    tree(tmp_path, {".git/HEAD": "", ".gitignore": "/out", "out/a.py": "", "out/.gitignore": "b.py", "out/b.py": ""})
    assert walked(tmp_path) == []
    assert walked(tmp_path / "out") == ["a.py"]


def test_other_peoples_code_and_minified_files_are_left_out(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "a.py": "",
            "node_modules/x/a.js": "",
            "env/pyvenv.cfg": "",
            "env/lib/a.py": "",
            "lib/site-packages/a.py": "",
            "static/vendor/a.js": "",
            ".hidden/a.py": "",
            "static/a.min.js": "",
            "static/a.js": "",
            "notes.txt": "",
        },
    )
    assert walked(tmp_path) == ["a.py", "static/a.js"]


def test_what_is_excluded_by_option_is_left_out(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "", "tests/b.py": "", "sub/tests/c.py": "", "sub/d.py": ""})
    assert walked(tmp_path, exclude=("tests/", "sub/d.*")) == ["a.py"]


def test_the_order_is_the_same_every_time_and_everywhere(tmp_path: Path) -> None:
    tree(tmp_path, {"b.py": "", "a/z.py": "", "B.py": "", "a.py": "", "c/a.py": ""})
    assert walked(tmp_path) == ["B.py", "a/z.py", "a.py", "b.py", "c/a.py"]


def test_a_link_to_a_folder_above_does_not_go_round(tmp_path: Path) -> None:
    tree(tmp_path, {"a/b.py": ""})
    try:
        os.symlink(tmp_path, tmp_path / "a" / "loop", target_is_directory=True)
    except OSError:
        pytest.skip("no right to make links")
    assert walked(tmp_path) == ["a/b.py"]


def test_a_gitignore_with_a_senseless_pattern_still_counts(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"!\n[z-a]\n\xff\xfe\nb.py\n")
    tree(tmp_path, {"a.py": "", "b.py": ""})
    assert walked(tmp_path) == ["a.py"]


def test_paths_start_as_the_folder_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, {"p/a.py": ""})
    monkeypatch.chdir(tmp_path)
    assert [str(file) for file in files_in(Path("p"), wanted=lambda name: True)] == [os.path.join("p", "a.py")]
