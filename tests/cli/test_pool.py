"""Many files in child processes: order, crashes, hangs. Real processes, with an analyzer that misbehaves on demand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spark_lsp.cli.pool import CHUNK

PROBE = Path(__file__).with_name("pool_probe.py")


def probed(maker: str, limit_s: float, files: list[Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROBE), maker, str(limit_s), *map(str, files)], capture_output=True, text=True, timeout=120
    )


def reports(files: list[Path], *, limit_s: float = 60.0) -> list[dict[str, Any]]:
    ran = probed("make", limit_s, files)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"f{n:03}.x" for n in range(3 * CHUNK + 1)]
    for n, file in enumerate(made):
        file.write_text("DEFECT\n" * (n % 3))
    return made


def test_reports_come_in_the_order_of_the_files_however_many_processes(files: list[Path]) -> None:
    told = reports(files)
    assert [report["path"] for report in told] == [str(file) for file in files]
    assert [len(report["advice"]) for report in told] == [n % 3 for n in range(len(files))]


def test_a_crash_costs_the_file_it_was_on_and_nothing_else(files: list[Path]) -> None:
    for n in (0, 5, CHUNK, len(files) - 1):
        files[n].write_text("CRASH")
    told = reports(files)
    wrong = {report["path"]: report["error"] for report in told if report["error"]}
    assert wrong == {
        str(files[n]): f"{files[n]}: the analysis crashed on this file" for n in (0, 5, CHUNK, len(files) - 1)
    }
    assert [report["path"] for report in told] == [str(file) for file in files]
    assert sum(len(report["advice"]) for report in told) > CHUNK


def test_what_raises_costs_its_file_with_the_reason(files: list[Path]) -> None:
    for n in (1, 2, CHUNK + 3):
        files[n].write_text("RAISE")
    told = reports(files)
    assert {r["path"]: r["error"] for r in told if r["error"]} == {
        str(files[n]): f"{files[n]}: the analysis raised ZeroDivisionError: by design" for n in (1, 2, CHUNK + 3)
    }
    assert [len(r["advice"]) for r in told[3:9]] == [0, 1, 2, 0, 1, 2]


def test_a_hang_is_cut_and_costs_the_file_it_was_on(files: list[Path]) -> None:
    files[3].write_text("HANG")
    told = reports(files, limit_s=2)
    assert {r["path"]: r["error"] for r in told if r["error"]} == {
        str(files[3]): f"{files[3]}: the analysis took longer than 2 s on this file"
    }
    assert len(told) == len(files)


def test_a_file_that_is_gone_or_binary_is_left_out_with_a_reason(files: list[Path]) -> None:
    files[1].unlink()
    files[2].write_bytes(b"\0\1\2")
    told = reports(files[:4])
    assert [bool(report["skipped"]) for report in told] == [False, True, True, False]
    assert "No such file" in told[1]["skipped"]
    assert "not text" in told[2]["skipped"]


def test_where_no_process_starts_it_says_so_and_ends(files: list[Path]) -> None:
    ran = probed("dead", 60, files)
    assert ran.returncode == 1
    assert "the analysis process crashed as it started; run: spark-lsp doctor" in ran.stderr
