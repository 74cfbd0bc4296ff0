"""`spark-lsp roles` and `plan`: they work with no server, and say what to do."""

import json
import socket

import pytest

from spark_lsp.cli.main import main


@pytest.fixture
def nowhere() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_without_a_server_it_says_what_to_start_and_pull(nowhere: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roles", "status", "--url", nowhere]) == 0
    told = capsys.readouterr().out
    assert "ollama serve" in told
    assert "ollama pull llama3.2:3b" in told


def test_the_only_model_of_a_server_plays_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roles", "--backend", "fake", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["roles"]["realtime"]["model"] == told["roles"]["refine"]["model"] is not None
    assert told["roles"]["embed"]["model"] is None


@pytest.mark.parametrize(
    ("free", "verdict", "code"), [(24_000, "together", 0), (4_000, "one at a time", 0), (900, "refuse", 1)]
)
def test_the_plan_says_what_fits(
    nowhere: str, free: int, verdict: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "--url", nowhere, "--free", str(free), "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == verdict
    assert told["sumMib"] == sum(row["totalMib"] for row in told["models"])
    assert main(["plan", "--url", nowhere, "--free", str(free)]) == code
    assert str(told["sumMib"]) in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [["--role", "refine"], ["--role", "nobody=x"]])
def test_a_wrong_role_is_wrong_usage(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roles", *wrong]) == 2
    assert "role" in capsys.readouterr().err
