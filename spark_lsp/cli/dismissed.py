"""`spark-lsp dismissed`: what was put away in an editor on this machine, and bringing it back."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from spark_lsp.cli.human import one_line
from spark_lsp.errors import StoreUnavailable, UsageError

if TYPE_CHECKING:
    from spark_lsp.core.dismissal import Dismissal, Dismissals

HELP = """What was dismissed on this machine; it is told neither in editors nor by `advise`.

  list            the newest first: id, when, rule, and where as far as is known
                  ((file) and (folder) are rules put away in all of one)
  restore ID …    bring back; or --last, --rule RULE, --all

No code and no path is kept, so that none can be shown."""
EXITS = "exit codes: 0 fine; 1 nothing to bring back; 2 wrong usage, or the store cannot be used"
ID_CHARS = 10


def run(argv: list[str]) -> int:
    """Does one of the two. Raises UsageError."""
    chosen = _parser().parse_args(argv)
    wanted = bool(chosen.id) + chosen.last + chosen.all + (chosen.rule is not None)
    if chosen.what == "list" and wanted:
        raise UsageError("list takes no choice; did you mean: spark-lsp dismissed restore …")
    if chosen.what == "restore" and wanted != 1:
        raise UsageError("restore what? ids, or one of --last, --rule RULE and --all")
    store = _store()
    rows = store.listed() if store is not None else ()
    if chosen.what == "list":
        return _list(rows, as_json=chosen.json)
    back = _chosen(rows, chosen)
    if store is not None and back:
        try:
            store.restore([row.keys for row in back])
        except StoreUnavailable as error:
            raise UsageError(f"nothing was brought back: {error}") from error
    if chosen.json:
        print(json.dumps({"restored": [_row(row) for row in back]}, indent=2))
    else:
        for row in back:
            print(_line(row))
        print(f"{len(back)} brought back.")
    return int(not back)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spark-lsp dismissed",
        usage="spark-lsp dismissed list | restore (ID … | --last | --rule RULE | --all)",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["list", "restore"], help=argparse.SUPPRESS)
    parser.add_argument("id", nargs="*", metavar="ID", help=argparse.SUPPRESS)
    parser.add_argument("--last", action="store_true", help="what was put away last")
    parser.add_argument("--rule", metavar="RULE", help="all of one rule")
    parser.add_argument("--all", action="store_true", help="everything")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return parser


def _store() -> "Dismissals | None":
    """The store; None where nothing was ever dismissed: looking must not be what makes the data folder."""
    from spark_lsp.store.folders import FILE_NAME, data_folder

    folder = data_folder()
    if not (folder / FILE_NAME).exists():
        return None
    from spark_lsp.store.dismissals import open_dismissals

    store, messages = open_dismissals(folder)
    for message in messages:
        print(f"spark-lsp: {message}", file=sys.stderr)
    return store


def _chosen(rows: "Sequence[Dismissal]", chosen: argparse.Namespace) -> "list[Dismissal]":
    if chosen.last:
        return [row for row in rows if row.at_s == rows[0].at_s]  # all findings of one advisory, at one moment
    if chosen.rule is not None or chosen.all:
        return [row for row in rows if chosen.all or row.rule == chosen.rule]
    found: list[Dismissal] = []
    for id_ in chosen.id:
        mine = [row for row in rows if id_ and row.keys.exact.startswith(id_)]
        if len({row.keys.exact for row in mine}) != 1:
            what = "stands for several" if mine else "is none"
            raise UsageError(f"{id_} {what}; spark-lsp dismissed list names them")
        found += mine
    return found


def _list(rows: "Sequence[Dismissal]", *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"dismissed": [_row(row) for row in rows]}, indent=2))
        return 0
    for row in rows:
        print(_line(row))
    print(f"{len(rows)} dismissed." if rows else "Nothing was dismissed on this machine.")
    return 0


def _line(row: "Dismissal") -> str:
    when = datetime.fromtimestamp(row.at_s, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{row.keys.exact[:ID_CHARS]}  {when}  {row.rule:<28}  {one_line(row.symbol)}".rstrip()


def _row(row: "Dismissal") -> dict[str, str]:
    when = datetime.fromtimestamp(row.at_s, UTC).isoformat(timespec="seconds")
    return {"id": row.keys.exact[:ID_CHARS], "rule": row.rule, "where": row.symbol, "at": when}
