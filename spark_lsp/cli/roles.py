"""`spark-lsp roles`: which installed model plays which role, and why; a missing one says what to pull."""

import argparse
import json
from collections.abc import Mapping, Sequence
from typing import Any

from spark_lsp.build import bench_part
from spark_lsp.cli.human import one_line
from spark_lsp.cli.model_server import Answered, Unanswered, add_options, ask_server, company_of, settings_of
from spark_lsp.cli.roles_gate import demote, promote
from spark_lsp.core.casting import Cast, Part, cast_roles
from spark_lsp.core.role import Role
from spark_lsp.errors import UsageError

HELP = """Which installed model plays which role, and why. Nothing is loaded or pulled; without a
model server it tells what is missing. All advice is there without any."""
EXITS = """what:
  status               the same, and whether the five conditions hold under which models may help
  promote ROLE MODEL   gives it the role, if its benchmark on this machine passes the gate
  demote ROLE          takes that back
exit codes: 0 also where a role is empty; 1 refused, or a condition does not hold; 2 wrong usage"""


def run(argv: list[str]) -> int:
    """Prints the roles, or changes one. Raises UsageError."""
    chosen = _parser().parse_args(argv)
    words: list[str] = chosen.words
    takes = {"": 0, "status": 0, "promote": 2, "demote": 1}[chosen.what]
    if len(words) != takes:
        raise UsageError(f"`roles {chosen.what}` takes {takes} words after it; see `spark-lsp roles --help`")
    if chosen.what == "promote":
        return promote(words[0], words[1], settings_of(chosen), results=chosen.results, as_json=chosen.json)
    if chosen.what == "demote":
        return demote(words[0], as_json=chosen.json)
    settings = settings_of(chosen)
    answer = ask_server(settings)
    company = company_of(settings, answer)
    parts = cast_roles(company)
    looked = bench_part("conditions")(company, parts) if chosen.what == "status" else None
    if chosen.json:
        print(json.dumps(as_json(answer, parts, looked), indent=2))
    else:
        print("\n".join(lines(answer, parts, looked or ())))
    return int(looked is not None and not all(one.holds for one in looked))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spark-lsp roles",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = ["status", "promote", "demote"]
    parser.add_argument("what", nargs="?", default="", choices=["", *what], metavar="WHAT", help="see below")
    parser.add_argument("words", nargs="*", metavar="ROLE MODEL", help=argparse.SUPPRESS)
    parser.add_argument("--results", default="", metavar="FILE", help="of `bench run` (default: its last)")
    add_options(parser)
    return parser


def lines(answer: Answered | Unanswered, parts: Mapping[Role, Part], looked: Sequence[Any] = ()) -> list[str]:
    """One line for the server, one a role, one a condition."""
    match answer:
        case Answered(server, installed, _):
            told = [f"server: {server.kind} {server.version} at {server.url}, {len(installed)} models"]
        case Unanswered(message):
            told = [f"server: none; {message}"]
    for role, part in parts.items():
        match part:
            case Cast(model, _, why):
                told.append(f"{role.value:<9} {model.name}  ({why})")
            case _:
                told.append(f"{role.value:<9} nobody: {part.message}")
    told += [f"{'holds' if one.holds else 'FAILS':<9} {one.name}: {one.evidence}" for one in looked]
    return [one_line(line) for line in told]


def as_json(
    answer: Answered | Unanswered, parts: Mapping[Role, Part], looked: Sequence[Any] | None = None
) -> dict[str, object]:
    """The same as one object."""
    server = None
    if isinstance(answer, Answered):
        server = {"kind": answer.server.kind, "version": answer.server.version, "url": answer.server.url}
    rows: dict[str, object] = {}
    for role, part in parts.items():
        match part:
            case Cast(model, _, why):
                rows[role.value] = {"model": model.name, "digest": model.digest, "why": why}
            case _:
                rows[role.value] = {"model": None, "message": part.message}
    trouble = answer.message if isinstance(answer, Unanswered) else None
    told: dict[str, object] = {"server": server, "trouble": trouble, "roles": rows}
    if looked is not None:
        told["conditions"] = [{"name": one.name, "holds": one.holds, "evidence": one.evidence} for one in looked]
    return told
