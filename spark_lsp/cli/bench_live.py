"""`spark-lsp bench live`: scenarios of one's own work, from advice that was accepted or dismissed."""

import argparse
import json

from spark_lsp.build import bench_part
from spark_lsp.errors import UsageError

HELP = """Scenarios of your own work. Where your own settings have `bench.live`, the code of each advice
that you accept or dismiss is kept below the cache folder of this machine, without secrets.

  list           what is kept, and the scenarios made of it; no code is shown
  make           scenarios of it, for `bench run --live`: of what was accepted the edit is the
                 truth; of what was dismissed it is right not to say it again
  forget ID …    removes records, and every scenario; --all removes all"""
EXITS = "exit codes: 0 fine; 1 there is nothing (of it); 2 wrong usage, or the disk refuses"


def run(argv: list[str]) -> int:
    """Does one of the three. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp bench live",
        usage="spark-lsp bench live list | make | forget (ID … | --all)",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["list", "make", "forget"], help=argparse.SUPPRESS)
    parser.add_argument("id", nargs="*", metavar="ID", help=argparse.SUPPRESS)
    parser.add_argument("--all", action="store_true", help="everything")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    chosen = parser.parse_args(argv)
    if chosen.what != "forget" and (chosen.id or chosen.all):
        raise UsageError(f"{chosen.what} takes no choice; did you mean: spark-lsp bench live forget …")
    if chosen.what == "forget" and bool(chosen.id) == chosen.all:
        raise UsageError("forget what? ids, or --all")
    if chosen.what == "forget":
        gone = bench_part("live")("forget", chosen.id)
        print(json.dumps({"forgotten": gone}) if chosen.json else f"{gone} forgotten, and every scenario.")
        return int(not gone)
    told = bench_part("live")(chosen.what)
    if chosen.json:
        print(json.dumps(told, indent=1))
    elif chosen.what == "list":
        for row in told["records"]:
            print(f"{row['id']}  {row['at']}  {row['event']:<9}  {row['rule']:<28}  {row['lines']} lines")
        print(f"{len(told['records'])} kept, {len(told['scenarios'])} scenarios, in {told['folder']}")
    else:
        for name, why in told["leftOut"].items():
            print(f"{name}  left out: {why}")
        after = "run: spark-lsp bench run --live only --models NAME"
        if not told["made"] and not told["leftOut"]:
            after = "set `bench.live` in your own settings, then accept or dismiss advice"
        print(f"{len(told['made'])} scenarios made, in {told['folder']}; {after}")
    return int(not told["made" if chosen.what == "make" else "records"])
