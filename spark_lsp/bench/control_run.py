"""Runs the controls on the scenarios that ship, and on mutants where asked."""

from spark_lsp.bench.controls import Control, controls
from spark_lsp.bench.sandbox import Ended, run_python
from spark_lsp.bench.scenario import Scenario, load_all

PROBE_S = 10.0


def measured(*, mutants: int = 0, seed: int = 0, live: bool = False) -> tuple[tuple[Control, ...], int, str]:
    """The controls, on how many scenarios, and why repairs cannot be tried here (`""` where they can). With `live`
    also those of one's own work. Raises SparkError for a scenario that does not load."""
    from spark_lsp.bench.mutants import mutants as made

    own: tuple[Scenario, ...] = ()
    if live:
        from spark_lsp.bench.live import load_live

        own = load_live()
    scenarios = (*load_all(), *own, *(made(mutants, seed=seed) if mutants else ()))
    probe = run_python({"probe.py": ""}, "probe.py", limit_s=PROBE_S)
    refused = f"what a model wrote is run only behind a fence, and there is none ({probe.how})"
    return controls(scenarios), len(scenarios), "" if probe.how is Ended.OK else refused
