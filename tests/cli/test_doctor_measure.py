"""`doctor --measure` on the scripted server."""

import json
import time

import pytest

from spark_lsp.backends.fake import MODEL, FakeBackend, Pause
from spark_lsp.cli import doctor_measure
from spark_lsp.cli.main import main
from spark_lsp.core.asking import Installed
from spark_lsp.roles.facts import facts_of


def test_it_tells_the_times_of_the_persons_own_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--backend", "fake", "--measure", "--json"]) == 0
    found = {check["name"]: check["found"] for check in json.loads(capsys.readouterr().out)["checks"]}
    assert found["warm time to headline"].endswith(" s")
    assert found["cancel to idle"].endswith(" s")
    assert "cold load" not in found


async def test_a_server_that_is_too_slow_is_given_up_with_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_measure, "LIMIT_S", 0.05)
    backend = FakeBackend(lambda ask: [Pause(float("inf"))], loaded=())
    checks = await doctor_measure.measured(backend, MODEL, facts_of(Installed(MODEL, "d")), time.monotonic)
    assert [check.name for check in checks] == ["cold load", "measure"]
    assert "too slow" in checks[1].found
    assert backend.running == 0
