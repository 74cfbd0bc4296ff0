"""`doctor --measure` on the scripted server."""

import json

import pytest

from spark_lsp.cli.main import main


def test_it_tells_the_times_of_the_persons_own_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--backend", "fake", "--measure", "--json"]) == 0
    found = {check["name"]: check["found"] for check in json.loads(capsys.readouterr().out)["checks"]}
    assert found["warm time to headline"].endswith(" s")
    assert found["cancel to idle"].endswith(" s")
    assert "cold load" not in found
