"""`spark-lsp bench`: what is better, by measurement on one's own code."""

import argparse
from collections.abc import Callable

from spark_lsp.cli.bench_retrieval import add_retrieval

HELP = """Measures, on your own code.

  retrieval [PATH]   which way of finding related code finds it: by words, or by an embedding model"""
EXITS = """`spark-lsp bench ACTION --help` tells its options; all know --json
exit codes: 0 measured; 2 wrong usage, or nothing to measure"""


def run(argv: list[str]) -> int:
    """Does one of them. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench",
        usage="spark-lsp bench ACTION …",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(prog="spark-lsp bench", required=True, metavar="ACTION", help=argparse.SUPPRESS)
    add_retrieval(actions)
    chosen = parser.parse_args(argv)
    measure: Callable[[argparse.Namespace], int] = chosen.run
    return measure(chosen)
