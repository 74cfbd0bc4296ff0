"""`spark-lsp bench compare`: whether one model, or one run, is better than another beyond chance."""

import argparse
import json

from spark_lsp.build import bench_part

HELP = """Whether two models of a run, or two runs, differ beyond chance: a paired bootstrap over the
scenarios that both were asked, said in a sentence for each measure."""
EXITS = "exit codes: 0 compared, whatever came of it; 2 wrong usage, or results that cannot be compared"


def run(argv: list[str]) -> int:
    """Compares and prints. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench compare",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("first", metavar="A", help="a model, or a file of results")
    parser.add_argument("second", metavar="B", help="the same")
    parser.add_argument("--in", dest="within", default="", metavar="FILE", help="the run that models are of")
    parser.add_argument("--model", default="", help="whom to compare across two files (default: all they share)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the resamples (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one object, `spark-bench-compare/1`")
    chosen = parser.parse_args(argv)
    report = bench_part("compared")(
        chosen.first,
        chosen.second,
        within=chosen.within,
        model=chosen.model,
        seed=chosen.seed,
        last=bench_part("results_folder")() / "run.json",
    )
    print(json.dumps(report, indent=1) if chosen.json else "\n".join(d["sentence"] for d in report["differences"]))
    return 0
