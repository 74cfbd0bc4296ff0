"""`spark-lsp roles`: which installed model plays which role, and why; a missing one says what to pull."""

import argparse
import json
from collections.abc import Mapping

from spark_lsp.cli.human import one_line
from spark_lsp.cli.model_server import Answered, Unanswered, add_options, ask_server, company_of, settings_of
from spark_lsp.core.casting import Cast, Part, cast_roles
from spark_lsp.core.role import Role

HELP = """Which installed model plays which role, and why. Nothing is loaded or pulled; without a
model server it tells what is missing. All advice is there without any."""
EXITS = "exit codes: 0 also where a role is empty; 2 wrong usage"


def run(argv: list[str]) -> int:
    """Prints the roles. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp roles",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", nargs="?", choices=["status"], help="the same")
    add_options(parser)
    chosen = parser.parse_args(argv)
    settings = settings_of(chosen)
    answer = ask_server(settings)
    parts = cast_roles(company_of(settings, answer))
    if chosen.json:
        print(json.dumps(as_json(answer, parts), indent=2))
    else:
        print("\n".join(lines(answer, parts)))
    return 0


def lines(answer: Answered | Unanswered, parts: Mapping[Role, Part]) -> list[str]:
    """One line for the server, one a role."""
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
    return [one_line(line) for line in told]


def as_json(answer: Answered | Unanswered, parts: Mapping[Role, Part]) -> dict[str, object]:
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
    return {"server": server, "trouble": trouble, "roles": rows}
