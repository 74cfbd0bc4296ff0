"""Several windows of one person share one model server (the hour is `python -m tests.long.windows`)."""

from pathlib import Path

from tests.windows import worked


def test_three_windows_share_one_card_and_make_nothing_for_code_that_is_gone(tmp_path: Path) -> None:
    day = worked(tmp_path, 20.0)
    assert day.wrong == []
    assert day.background > 2, day
    assert day.jobs > 0, day
