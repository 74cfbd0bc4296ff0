"""An hour of simulated editing in three server processes on one model server: `python -m tests.long.windows
[--minutes 60]`. Exit code 1 where two replies were generated at once, a packet was made for code that was gone, or a
server grew by more than GROWTH_MAX after the first sixth."""

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

from tests.windows import worked

GROWTH_MAX = 0.10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.long.windows", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        day = worked(Path(folder), chosen.minutes * 60, seed=chosen.seed)
    grown = max(last / first - 1 for first, last in zip(day.own_kib[1], day.own_kib[-1], strict=True))
    print(f"{datetime.date.today()}: {chosen.minutes:g} minutes, {day.steps} steps, {day.asked} replies begun")
    print(f"{day.background} packets begun, {day.jobs} of them guesses, {day.used} used; misses {day.misses}")
    print(f"own memory in MiB: {[tuple(kib // 1024 for kib in one) for one in day.own_kib]}; grown by {grown:.1%}")
    print(f"wrong: {day.wrong[:10] or 'nothing'}")
    return int(bool(day.wrong) or grown > GROWTH_MAX)


if __name__ == "__main__":
    sys.exit(main())
