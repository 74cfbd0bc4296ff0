"""A comparison tells a real difference, does not tell one that is not there, and refuses what cannot be compared."""

import json
from pathlib import Path

import pytest

from spark_lsp.bench.paired import paired
from spark_lsp.bench.results import write_results
from spark_lsp.cli.main import main
from spark_lsp.core.bench_results import BenchResults
from tests.bench.made_results import made_results


def written(folder: Path, results: BenchResults, name: str = "run.json") -> str:
    write_results(folder / name, results)
    return str(folder / name)


def test_a_real_difference_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, made_results({"small": 50.0, "large": 58.0}))
    assert main(["bench", "compare", "small", "large", "--in", file]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("refine: large is more intelligent than small by ")
    assert told[0].endswith("more than chance.")


def test_a_difference_of_five_points_is_told_by_as_many_scenarios_as_there_should_be() -> None:
    results = made_results({"small": 50.0, "large": 55.0}, scenarios=119)
    values = [
        {row["scenario"]: row["intelligence"] for row in results["rows"] if row["model"] == name}
        for name in ("small", "large")
    ]
    found = paired(values[0], values[1], "intelligence", seed=0)
    assert found is not None
    assert found.low > 0


def test_no_difference_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = written(tmp_path, made_results({"a": 60.0, "b": 60.2}, repeats=1))
    assert main(["bench", "compare", "a", "b", "--in", same, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["differences"][0]
    assert not found["moreThanChance"]
    assert "cannot be told apart" in found["sentence"]


def test_of_many_pairs_of_equals_about_one_in_twenty_is_taken_for_different() -> None:
    wrong = 0
    for seed in range(100):
        results = made_results({"a": 60.0, "b": 60.0}, seed=seed, repeats=1)
        values = [
            {row["scenario"]: row["intelligence"] for row in results["rows"] if row["model"] == name}
            for name in ("a", "b")
        ]
        found = paired(values[0], values[1], "intelligence", seed=seed)
        assert found is not None
        wrong += found.told
    assert wrong <= 15


def test_two_runs_of_one_model_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = written(tmp_path, made_results({"m": 60.0}), "before.json")
    now = written(tmp_path, made_results({"m": 45.0}), "now.json")
    assert main(["bench", "compare", before, now]) == 0
    assert "m (now) is less intelligent than m (before)" in capsys.readouterr().out


def test_results_of_other_questions_are_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = written(tmp_path, made_results({"m": 60.0}), "before.json")
    other = made_results({"m": 60.0})
    other["settings"]["scenarioSet"] = "9999"
    assert main(["bench", "compare", before, written(tmp_path, other, "other.json")]) == 2
    assert "other scenarios" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "spark-bench/1"}', "\x00\xff"])
def test_a_file_that_is_no_results_is_said_to_be_none(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.json").write_text(text, "latin-1")
    (tmp_path / "b.json").write_text(text, "latin-1")
    assert main(["bench", "compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]) == 2
    assert str(tmp_path / "a.json") in capsys.readouterr().err


def test_a_row_of_another_kind_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = made_results({"m": 60.0})
    results["rows"][7]["intelligence"] = "much"  # type: ignore[typeddict-item]
    file = written(tmp_path, results)
    assert main(["bench", "compare", "m", "m", "--in", file]) == 2
    assert ".rows[7].intelligence is no float" in capsys.readouterr().err
