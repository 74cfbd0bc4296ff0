"""What the planner takes: processor time for a decision with 64 candidates, memory of its whole state and of what it
keeps on the disk, with more files, units and steps than a working day has: `python -m tests.benchmarks.planner`."""

import gc
import json
import random
import tempfile
import time
import tracemalloc
from pathlib import Path

from spark_lsp.core.activity import Known, Saved, UnitRow
from spark_lsp.core.candidates import CANDIDATES_MAX
from spark_lsp.core.learned import learned
from spark_lsp.core.ledger import Looked, Made, Reason
from spark_lsp.core.planner import Planner
from spark_lsp.core.unit import UnitKind
from spark_lsp.store.ledger import MADE_MAX, REASONS_MAX, SqliteLedger

FILES, UNITS, STEPS = 100, 40, 3000
WORDS = [f"identifier_{i}" for i in range(4000)]
DECISION_MS, STATE_MIB = 0.5, 5.0


def rows(file: str, chance: random.Random, version: int = 0) -> tuple[UnitRow, ...]:
    """Units of a file, each with the names of a function of 20 lines."""
    return tuple(
        UnitRow(
            f"{file}#f{i}",
            file,
            UnitKind.FUNCTION,
            f"f{i}",
            chance.randrange(3, 60),
            f"{i}:{version}",
            "d",
            frozenset(chance.sample(WORDS, 15)),
        )
        for i in range(UNITS)
    )


def main() -> int:
    chance = random.Random(0)
    gc.collect()
    tracemalloc.start()
    tables = {f"file:///{n}.py": rows(f"file:///{n}.py", chance) for n in range(FILES)}
    names = list(tables)
    planner, taken, decided, counts = Planner(lambda row: ""), [], [], []
    for file in names:
        planner.take(Known(file, tables[file]), 0.0)
    for step in range(STEPS):
        file = names[min(int(chance.expovariate(1 / 8)), FILES - 1)]
        unit = chance.choice(tables[file])
        now_s = 10.0 * step
        began = time.thread_time()
        planner.take(Saved(file, tables[file], {unit.unit: chance.randrange(1, 20)}), now_s)
        middle = time.thread_time()
        planner.best()  # nothing can be made, so that every candidate is gone through
        ended = time.thread_time()
        taken.append((middle - began) * 1000)
        decided.append((ended - middle) * 1000)
        counts.append(len(planner.ranked()))
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    for step in range(STEPS):  # again, as tracing doubles the time
        file = names[min(int(chance.expovariate(1 / 8)), FILES - 1)]
        unit = chance.choice(tables[file])
        began = time.thread_time()
        planner.take(Saved(file, tables[file], {unit.unit: 3}), 1e6 + 10.0 * step)
        middle = time.thread_time()
        planner.best()
        taken[step], decided[step] = (middle - began) * 1000, (time.thread_time() - middle) * 1000
    with tempfile.TemporaryDirectory() as folder:
        book = SqliteLedger(Path(folder), print)
        made = [Made(f"{i:024x}", 1e9 + i, 0.3, 1.2, 30.0, True) for i in range(MADE_MAX)]
        looks = [Looked(1e9 + 3600.0 * i, True) for i in range(35 * 24)]
        reasons = [
            Reason(f"file:///a/long/path/{i}.py#Class.method", 1e9 + i, 0.1, (0.5,) * 21) for i in range(REASONS_MAX)
        ]
        book.keep([*made, *looks, *reasons], {}, learned(planner))
        disk = sum(file.stat().st_size for file in Path(folder).iterdir())
    told = {
        "candidates": [min(counts[10:]), CANDIDATES_MAX],
        "decision p50, p99 ms": [round(_quantile(decided, q), 3) for q in (0.5, 0.99)],
        "taking a save p50, p99 ms": [round(_quantile(taken, q), 3) for q in (0.5, 0.99)],
        f"state MiB, {FILES * UNITS} units known": round(memory / 2**20, 2),
        "on the disk MiB": round(disk / 2**20, 2),
    }
    print(json.dumps(told, indent=1))
    return int(_quantile(decided, 0.99) > DECISION_MS or disk / 2**20 + memory / 2**20 > STATE_MIB)


def _quantile(values: list[float], q: float) -> float:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


if __name__ == "__main__":
    raise SystemExit(main())
