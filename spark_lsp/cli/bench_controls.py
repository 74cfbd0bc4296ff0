"""`spark-lsp bench controls`: whether the scores mean anything."""

import argparse
import json
import sys

from spark_lsp.build import bench_part
from spark_lsp.errors import UsageError

HELP = """Scores answers that are worth nothing (empty, echo of what was given, keywords, generic advice, the
right answer to another scenario), each in many variants, and one that is right, on every scenario.
What is printed is the worst anywhere: bad ones may score 5 at most, the right one must score 90."""
EXITS = "exit codes: 0 all hold; 1 one does not; 2 wrong usage, or a scenario that does not load"


def run(argv: list[str]) -> int:
    """0 where every control holds, 1 where one does not. Raises SparkError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench controls",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--mutants", type=int, default=0, metavar="N", help="on so many generated scenarios too (default: none)"
    )
    parser.add_argument("--live", action="store_true", help="on the scenarios of your own work too")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the mutants (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one object: controls, each with name and score")
    chosen = parser.parse_args(argv)
    if chosen.mutants < 0:
        raise UsageError("--mutants takes a number from 0")
    controls, scenarios, refused = bench_part("controlled")(mutants=chosen.mutants, seed=chosen.seed, live=chosen.live)
    if chosen.json:
        print(json.dumps({"controls": [{"name": one.name, "score": round(one.score, 2)} for one in controls]}))
    else:
        width = max(len(one.name) for one in controls)
        print(f"{scenarios} scenarios; the worst anywhere:")
        for one in controls:
            least = "at least 90" if one.name == "reference" else "at most 5"
            told = "holds" if one.holds else f"does not hold on {one.where}"
            print(f"  {one.name:<{width}}  {one.score:5.1f}  ({least})  {told}")
    if refused:
        print(f"spark-lsp: repairs cannot be tried here: {refused}", file=sys.stderr)
    return int(not all(one.holds for one in controls))
