"""The account of guesses on the disk: it adds up over windows, stays small, and is forgotten when told to."""

import sqlite3
from pathlib import Path

import pytest

from spark_lsp.core.ledger import DAY_S, Looked, Made, Reason, Total, Used, calibration_error
from spark_lsp.store import ledger
from spark_lsp.store.ledger import SqliteLedger

NOW = 1_800_000_000.0


def made(slot: str, at: float = NOW, likely: float = 0.5, *, done: bool = True, joules: float | None = None) -> Made:
    return Made(slot, at, likely, 2.0, joules, done)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def book(tmp_path: Path, said: list[str]) -> SqliteLedger:
    return SqliteLedger(tmp_path, said.append)


def test_it_adds_up(book: SqliteLedger) -> None:
    lines = [made("a", joules=3.0), made("b", likely=0.1), made("c", done=False), Used("a", NOW + 5, 1.5)]
    book.keep([*lines, Used("a", NOW + 9, 1.5), Looked(NOW, True), Looked(NOW + 1, False)], {}, {})
    found = book.sum(NOW - 1)
    assert (found.jobs, found.used, found.gpu_s, found.wasted_s, found.joules) == (3, 1, 6.0, 4.0, 3.0)
    assert (found.looks, found.hits, found.saved_s) == (2, 1, 1.5)
    assert found.hit_rate == 0.5
    assert found.waste == pytest.approx(2 / 3)
    assert found.calibration_error == pytest.approx((0.5 + 0.1) / 2)
    assert [one.lead_s for one in book.made(0)] == [5.0, None, None]
    assert book.sum(NOW + DAY_S) == Total()


def test_another_window_that_uses_a_packet_marks_it_used(book: SqliteLedger, tmp_path: Path) -> None:
    book.keep([made("a" * 64)], {}, {})
    SqliteLedger(tmp_path, lambda message: None).keep([Used("a" * 64, NOW + 1, 1.0)], {}, {})
    assert book.sum(0).used == 1


def test_a_guess_that_was_stopped_and_made_again_is_one_job_with_all_its_time(book: SqliteLedger) -> None:
    book.keep([made("a", done=False), made("a", NOW + 9)], {}, {})
    (one,) = book.made(0)
    assert (one.gpu_s, one.done, one.at) == (4.0, True, NOW + 9)


def test_two_windows_that_learn_do_not_undo_each_other(book: SqliteLedger, tmp_path: Path) -> None:
    first = book.keep([], {}, {"weight same": 1.0})
    other = SqliteLedger(tmp_path, lambda message: None)
    assert other.recall() == first == {"weight same": 1.0}
    assert book.keep([], first, {"weight same": 1.5}) == {"weight same": 1.5}
    assert other.keep([], first, {"weight same": 0.8}) == {"weight same": pytest.approx(1.3)}
    assert book.recall() == {"weight same": pytest.approx(1.3)}


def test_it_stays_small(book: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MADE_MAX", 50)
    monkeypatch.setattr(ledger, "REASONS_MAX", 20)
    book.keep([made(f"{i}", NOW + i) for i in range(120)], {}, {})
    book.keep([Reason(f"unit{i}", NOW + i, 0.1, (1.0,)) for i in range(120)], {}, {})
    assert [one.at - NOW for one in book.made(0)] == list(range(70, 120))
    assert len(book.reasons("unit")) == 20
    book.keep([made("old", NOW - 40 * DAY_S), Looked(NOW - 40 * DAY_S, True)], {}, {})
    assert book.sum(0).looks == 0, "of what is older than five weeks nothing is kept"


def test_why_is_found_by_a_part_of_the_name_the_latest_first(book: SqliteLedger) -> None:
    book.keep([Reason("a.py#Shop.charge", NOW, 0.3, (1.0, 0.5)), Reason("b.py#charge", NOW + 1, 0.2, ())], {}, {})
    assert [one.unit for one in book.reasons("CHARGE")] == ["b.py#charge", "a.py#Shop.charge"]
    assert book.reasons("shop")[0].features == (1.0, 0.5)


def test_forgotten_is_forgotten_and_nothing_is_made_to_be_asked(book: SqliteLedger) -> None:
    assert (book.recall(), book.sum(0), book.made(0), book.reasons("")) == ({}, Total(), [], [])
    book.reset()
    assert not book.file.exists()
    book.keep([made("a"), Looked(NOW, True), Reason("u", NOW, 0.1, ())], {}, {"cap": 0.5})
    book.reset()
    assert (book.recall(), book.sum(0), book.made(0), book.reasons("")) == ({}, Total(), [], [])


def test_a_broken_file_is_set_aside_and_said_once(book: SqliteLedger, said: list[str]) -> None:
    book.file.parent.mkdir(parents=True, exist_ok=True)
    book.file.write_bytes(b"no database" * 100)
    assert book.keep([made("a")], {}, {"cap": 1.0}) == {"cap": 1.0}
    assert book.sum(0).jobs == 1
    assert len(said) == 1


def test_what_is_kept_holds_no_path_of_code_but_the_units_name(book: SqliteLedger) -> None:
    book.keep([made("a" * 64)], {}, {})
    with sqlite3.connect(book.file) as db:
        (slot,) = db.execute("select slot from made").fetchone()
    assert slot == "a" * ledger.SLOT_CHARS


def test_calibration_is_by_bins() -> None:
    assert calibration_error([]) is None
    assert calibration_error([(0.55, True), (0.55, False)]) == pytest.approx(0.05)
    assert calibration_error([(0.95, True), (0.05, True)]) == pytest.approx(0.5)
