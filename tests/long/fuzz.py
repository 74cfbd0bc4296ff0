"""`python -m tests.long.fuzz --steps 100000`: the message fuzzer for as long as wanted, with new chances each time."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.machine import Session


def main() -> int:
    """0 where every promise held; a failing session is printed, with the seed that repeats it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=100_000, help="messages to send at least (default 100000)")
    parser.add_argument("--length", type=int, default=400, help="messages a session at most (default 400)")
    parser.add_argument("--seed", type=int, default=1, help="where the chances start (default 1)")
    parser.add_argument("--shrink", action="store_true", help="look for a short session that fails; takes minutes")
    chosen = parser.parse_args()
    bounds = settings(
        max_examples=20,
        stateful_step_count=chosen.length,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if chosen.shrink else [Phase.generate],
    )
    began, at = time.monotonic(), chosen.seed
    with tempfile.TemporaryDirectory() as folder:
        Session.folder = Path(folder) / "sessions" / "one"
        while Session.steps < chosen.steps:
            try:
                run_state_machine_as_test(seed(at)(Session), settings=bounds)
            except BaseException:
                print(f"failed; repeat with: python -m tests.long.fuzz --seed {at} --length {chosen.length}")
                raise
            took_s = time.monotonic() - began
            print(f"seed {at}: {Session.steps} messages, {took_s:.0f} s, peak {Session.peak_mib:.0f} MiB", flush=True)
            at += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
