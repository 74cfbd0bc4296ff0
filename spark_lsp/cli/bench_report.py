"""`spark-lsp bench report`: one HTML page of a run."""

import argparse
import json
from pathlib import Path

from spark_lsp.build import bench_part

HELP = """Writes one self-contained HTML page of a run: the table, quality against latency, each
scenario, cold and warm, and what changed since the run before. Needs the extra `bench`."""
EXITS = "exit codes: 0 written; 2 wrong usage, no results, or the plotting library is missing"


def run(argv: list[str]) -> int:
    """Writes the page and says where. Raises UsageError, UnreadableInput."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench report",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="results, oldest first (default: the last run)")
    parser.add_argument("--out", default="", metavar="FILE", help="the page (default: beside the last file)")
    parser.add_argument("--json", action="store_true", help="one object that names the page")
    chosen = parser.parse_args(argv)
    paths = [Path(text) for text in chosen.files] or [bench_part("results_folder")() / "run.json"]
    out = Path(chosen.out) if chosen.out else paths[-1].with_suffix(".html")
    written = str(bench_part("reported")(paths, out))
    print(json.dumps({"page": written}) if chosen.json else f"written: {written}")
    return 0
