"""What words on the command line name."""

from pathlib import Path

import pytest

from spark_lsp.cli.look import Place
from spark_lsp.cli.target import place_of, tasks_of
from spark_lsp.errors import UsageError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("a.py", "b.ts", "notes.txt", "sub/c.go"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "path", "place"),
    [
        ("a.py", "a.py", None),
        ("a.py:3", "a.py", Place(2)),
        ("a.py:3:7", "a.py", Place(2, 6)),
        ("a.py:3:", "a.py", Place(2)),
        ("gone.py", "gone.py", None),
        ("gone.py:3", "gone.py", Place(2)),
        ("C:\\x\\a.py", "C:\\x\\a.py", None),
        ("C:\\x\\a.py:12:4", "C:\\x\\a.py", Place(11, 3)),
    ],
)
def test_a_word_is_a_path_and_maybe_a_place(word: str, path: str, place: Place | None) -> None:
    assert place_of(word) == (path, place)


def test_files_come_in_the_order_named_and_each_once() -> None:
    named = [(task.path, task.language, task.named) for task in tasks_of(["b.ts", ".", "a.py", "b.ts"], ())]
    assert named[0] == ("b.ts", "typescript", True)
    assert [path for path, _, _ in named] == ["b.ts", "a.py", str(Path("sub", "c.go"))]


def test_a_named_file_of_no_known_language_is_looked_at_all_the_same() -> None:
    [task] = tasks_of(["notes.txt"], ())
    assert (task.language, task.named) == ("", True)


def test_two_places_of_one_file_are_two_tasks() -> None:
    assert [task.place for task in tasks_of(["a.py:1", "a.py:1:1"], ())] == [Place(0), Place(0, 0)]


@pytest.mark.parametrize("word", ["a.py:0", "a.py:1:0", ".:3"])
def test_a_place_that_cannot_be_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        list(tasks_of([word], ()))
