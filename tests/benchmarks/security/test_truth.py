"""The labels of the security benchmark and how findings are matched with them."""

from pathlib import Path

import pytest

from tests.benchmarks.security.truth import Truth, is_cwe, truths

LABELS = {2: "CWE-89", 5: "constant"}
TEXT = "x = 1\nrun(\n    a,\n)\ny = 2\n"


def truth(extents: tuple[tuple[int, int], ...] = ((1, 1), (2, 4), (5, 5))) -> Truth:
    return Truth("a.py", TEXT, LABELS, extents)


def test_a_finding_anywhere_in_a_labelled_statement_counts_for_it() -> None:
    assert [truth().label_at(line) for line in (2, 3, 4)] == ["CWE-89"] * 3


def test_a_statement_without_a_label_has_been_read_by_nobody() -> None:
    assert truth().label_at(1) == ""


def test_where_a_file_does_not_parse_only_the_labelled_line_counts() -> None:
    assert [truth(()).label_at(line) for line in (2, 3)] == ["CWE-89", ""]


def test_a_reason_why_it_is_no_problem_is_no_weakness() -> None:
    assert is_cwe("CWE-89")
    assert not is_cwe("constant")


def test_labels_are_found_by_the_name_below_the_folder(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "exec.py").write_text('exec("do evil")\n')
    (file,) = truths("bandit", tmp_path)
    assert (file.name, file.labels, file.is_bad) == ("exec.py", {1: "constant"}, False)


def test_a_folder_without_fixtures_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no fixtures"):
        truths("ruff", tmp_path)
