"""Whatever is sent, in whatever order: answers, the same documents on both sides, and a server that lives."""

from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.machine import Session

SESSIONS, STEPS = 40, 100


def test_two_thousand_messages_in_any_order_leave_the_server_sound(tmp_path: Path) -> None:
    class Here(Session):
        folder = tmp_path

    bounds = settings(
        max_examples=SESSIONS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Here, settings=bounds)
    assert Here.steps >= 2_000, Here.steps
