"""`spark-lsp stats`, on an account that was written as a server writes it."""

import json
import time
from pathlib import Path

import pytest

from spark_lsp.cli.main import main
from spark_lsp.core.habits import FEATURES
from spark_lsp.core.ledger import DAY_S, Looked, Made, Reason, Used
from spark_lsp.store.ledger import SqliteLedger


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SPARK_LSP_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def written(folder: Path) -> SqliteLedger:
    book, now = SqliteLedger(folder, print), time.time()
    features = tuple(0.5 if name == "same file" else 0.0 for name in FEATURES)
    made = [Made(f"{i}", now - i * DAY_S / 2 - 60, 0.4, 2.0, None, True) for i in range(6)]
    lines = [*made, Used("0", now - 30, 1.5), Looked(now, True), Reason("file:///shop.py#charge", now, 0.25, features)]
    book.keep(lines, {}, {"cap": 0.5})
    return book


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(["stats", *argv]) == 0
    return capsys.readouterr().out


def test_a_person_sees_hits_waste_and_a_bar_a_day(written: SqliteLedger, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys)
    assert "found a model's packet there         100%       100%" in text
    assert "packets made ahead of time              2          6" in text
    assert "  of it for nobody                    50%        83%" in text
    assert "made a day" in text
    assert "they take 50% of the time" in text


def test_every_job_is_listed_with_its_seconds_and_whether_it_was_used(
    written: SqliteLedger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "6 jobs, 1 used, 12.0 s of the card, 1.5 s saved" in told(capsys, "--jobs")
    jobs = json.loads(told(capsys, "--jobs", "2", "--json"))
    assert [(one["gpuSeconds"], one["used"]) for one in jobs] == [(2.0, False), (2.0, True)]


def test_why_names_the_features_that_made_the_guess(written: SqliteLedger, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--why", "charge")
    assert "file:///shop.py#charge" in text
    assert "25% likely" in text
    assert "same file" in text
    assert "size" not in text
    assert json.loads(told(capsys, "--why", "charge", "--json"))[0]["features"]["same file"] == 0.5
    assert main(["stats", "--why", "nobody"]) == 1


def test_reset_forgets(written: SqliteLedger, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "--reset")
    assert "Nothing was made ahead of time" in told(capsys)
    assert written.recall() == {}


def test_with_no_account_nothing_is_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing was made ahead of time" in told(capsys)
    assert list(folder.iterdir()) == []
