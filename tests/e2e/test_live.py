"""A whole session with a real small model, scripted from a trace that a server recorded on a checkout made here (with a
larger model: `python -m tests.long.live`)."""

from pathlib import Path

import pytest

from tests.live import STEPS, lived, recorded
from tests.real_model import ALIAS, RealServer, weights


def test_packets_are_met_on_revisits_and_the_account_adds_up(tmp_path: Path) -> None:
    trace = recorded(tmp_path)
    written = str(trace)
    assert not any(name in written for name in ("list_orders", "subprocess", "owner"))
    served = RealServer(weights())
    try:
        session = lived(tmp_path, trace, served.url, ALIAS)
    finally:
        served.close()
    assert [unit for unit, _, _ in session.looks] == list(STEPS)
    lanes = [lane for _, lane, _ in session.looks]
    assert "refined" in lanes, session
    assert session.total.looks == len(STEPS)
    assert session.total.hits == len([lane for lane in lanes if lane != "programmatic"])
    assert session.total.used == sum(job.used for job in session.jobs) >= 1
    assert session.total.jobs == len(session.jobs) == session.lanes["prefetch"]["jobs"]
    assert session.gpu_s == pytest.approx(session.total.gpu_s)
    assert session.gpu_s == pytest.approx(sum(job.gpu_s for job in session.jobs))
    assert session.gpu_s == pytest.approx(session.lanes["prefetch"]["gpuSeconds"], abs=0.05)
    assert 0 < session.total.saved_s <= session.gpu_s
    assert session.total.wasted_s == pytest.approx(sum(job.gpu_s for job in session.jobs if not job.used))
