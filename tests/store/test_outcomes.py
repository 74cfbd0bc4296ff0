"""What became of advice is counted for good, for all windows, and a broken file takes nothing else along."""

from pathlib import Path

from spark_lsp.core.outcomes import NEUTRAL, worth
from spark_lsp.store.outcomes import FILE_NAME, SqliteOutcomes


def counted(folder: Path, said: list[str] | None = None) -> SqliteOutcomes:
    return SqliteOutcomes(folder, (said if said is not None else []).append)


def test_advice_that_is_taken_is_worth_more_and_what_is_put_away_less() -> None:
    assert worth(0, 0) == NEUTRAL
    assert worth(1, 0) > NEUTRAL > worth(0, 1)
    assert worth(0, 1) > 0.4, "one click is no habit"
    assert worth(0, 40) < 0.1


def test_what_was_counted_is_known_after_a_restart_and_in_another_lane(tmp_path: Path) -> None:
    first = counted(tmp_path)
    first.count("r", "refined", "accepted")
    first.count("r", "programmatic", "accepted")
    first.count("other", "programmatic", "dismissed")
    again = counted(tmp_path)
    assert again.worth("r") == first.worth("r") == worth(2, 0)
    assert again.worth("other") == worth(0, 1)


def test_asking_makes_no_file(tmp_path: Path) -> None:
    assert counted(tmp_path).worth("r") == NEUTRAL
    assert not (tmp_path / FILE_NAME).exists()


def test_a_broken_file_is_set_aside_and_said_so(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    said: list[str] = []
    mine = counted(tmp_path, said)
    assert mine.worth("r") == NEUTRAL
    mine.count("r", "refined", "accepted")
    assert counted(tmp_path).worth("r") == worth(1, 0)
    assert any("set aside" in line for line in said)
