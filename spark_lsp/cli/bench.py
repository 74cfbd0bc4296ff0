"""`spark-lsp bench`: finds the measurement that is asked for."""

import sys
from collections.abc import Callable
from importlib import import_module

WHATS = {
    "run": "ask models about scenarios with known answers, as an editor would",
    "report": "one page of a run: quality against latency, each scenario, what changed",
    "compare": "whether one model or run is better than another beyond chance",
    "controls": "whether the scores mean anything: bad answers must score near nothing",
    "live": "scenarios of your own work: list, make, forget (needs the setting `bench.live`)",
    "retrieval": "which way of finding related code finds it in a checkout",
}
"""What → what it is for; its module is `spark_lsp.cli.bench_<what>`, with `run(argv) -> int`."""

EXIT_USAGE = 2


def run(argv: list[str]) -> int:
    """The exit code of what is asked for; 2 where there is no such thing. Raises UsageError."""
    what = argv[0] if argv else "--help"
    if what in ("--help", "-h"):
        print(_help())
        return 0 if argv else EXIT_USAGE
    if what not in WHATS:
        print(f"spark-lsp bench: there is no {what!r}; there are {', '.join(WHATS)}", file=sys.stderr)
        return EXIT_USAGE
    measure: Callable[[list[str]], int] = import_module(f"spark_lsp.cli.bench_{what}").run
    return measure(argv[1:])


def _help() -> str:
    width = max(map(len, WHATS))
    lines = ["usage: spark-lsp bench WHAT …", ""]
    lines += ["Measures models and ways of finding code, through the path that editors use.", ""]
    lines += [f"  {name:<{width}} {what}" for name, what in WHATS.items()]
    lines += ["", "`spark-lsp bench WHAT --help` tells more; each takes --json.", ""]
    return "\n".join([*lines, "exit codes: 0 measured; 1 something does not hold; 2 wrong usage"])
