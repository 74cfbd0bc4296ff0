"""How long the page of a run of 10,000 rows takes: `python -m tests.benchmarks.report`."""

import json
import tempfile
import time
from pathlib import Path

from spark_lsp.bench.report import reported
from tests.bench.made_results import made_results

MODELS, SCENARIOS, REPEATS = 10, 200, 5


def main() -> int:
    results = made_results({f"model-{n}": 40.0 + 4 * n for n in range(MODELS)}, repeats=REPEATS, scenarios=SCENARIOS)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.json"
        file.write_text(json.dumps(results), "utf-8")
        began_s = time.perf_counter()
        reported((file,), out=Path(folder) / "run.html")
        took_s = time.perf_counter() - began_s
        size = (Path(folder) / "run.html").stat().st_size
    print(f"{len(results['rows'])} rows: {took_s:.2f} s, {size // 1024} KiB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
