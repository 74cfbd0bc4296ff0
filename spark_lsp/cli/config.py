"""`spark-lsp config`: the settings and all message shapes, as JSON Schema or as a table."""

import argparse
import json
from pathlib import Path

from spark_lsp.cli.schemas import NAMES, as_text, schema, settings_table, write_schemas
from spark_lsp.core.options import is_group, members, setting_to_json
from spark_lsp.settings import Settings

HELP = """The settings and their defaults. They come from the editor: `initializationOptions`, and the
section `spark` of its workspace configuration. The command line takes options instead."""
EXITS = "exit codes: 0 fine; 2 wrong usage"


def run(argv: list[str]) -> int:
    """Prints what was asked for, or writes the schemas."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp config",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the defaults as one JSON object (also without options)")
    form.add_argument("--table", action="store_true", help="a Markdown table of the settings")
    form.add_argument("--schema", choices=NAMES, metavar="NAME", help=f"a JSON Schema: {', '.join(NAMES)}")
    form.add_argument("--write-schemas", type=Path, metavar="DIR", help="write all schemas as files")
    chosen = parser.parse_args(argv)
    if chosen.schema is not None:
        print(as_text(schema(chosen.schema)), end="")
    elif chosen.table:
        print(settings_table(), end="")
    elif chosen.write_schemas is not None:
        for file in write_schemas(chosen.write_schemas):
            print(file)
    else:
        print(json.dumps(_defaults(Settings()), indent=2))
    return 0


def _defaults(group: object) -> dict[str, object]:
    return {m.json: _defaults(m.value) if is_group(m.value) else setting_to_json(m.value) for m in members(group)}
