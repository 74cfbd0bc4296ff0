"""The `spark-lsp` command: finds the subcommand, and turns errors, Ctrl-C and a closed pipe into exit codes."""

import io
import os
import sys
from collections.abc import Callable
from importlib import import_module

from spark_lsp import __version__
from spark_lsp.errors import SparkError

COMMANDS = {
    "serve": "speak LSP on stdin and stdout; what an editor starts",
    "advise": "advice on files, on a place in a file, or on a folder",
    "dismissed": "what was put away in an editor, and bringing it back",
    "rules": "list, explain, test, begin or calibrate rules",
    "roles": "which installed model plays which role, and what to pull",
    "plan": "whether the models of the roles fit into memory, with the sum",
    "warm": "have a model word the advice of a checkout ahead of time",
    "stats": "what was made before anybody asked, and whether it was used",
    "policy": "rules that a model drafts from your own fixes, and your word on each",
    "replay": "play recorded work against the prefetcher, beside simple policies",
    "bench": "measure models, their scores' controls, and retrieval",
    "doctor": "what works on this machine, and the way out where something does not",
    "config": "settings: their table, their schema, the schemas of all messages",
}
"""Command → what it is for; its module is `spark_lsp.cli.<command>`, with `run(argv) -> int`."""

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_CLOSED_PIPE = 141


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code. 0 fine, 1 something was found or does not work, 2 usage or unreadable
    input, 130 Ctrl-C, 141 the reader of our output went away."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return _command(arguments)
    except SparkError as error:
        print(f"spark-lsp: {error}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Python flushes stdout once more as it ends, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_CLOSED_PIPE


def _command(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "--help"
    if name in ("--version", "-V"):
        print(f"spark-lsp {__version__}")
        return 0
    if name in ("--help", "-h", "help"):
        print(_help())
        return 0 if arguments else EXIT_USAGE
    if name not in COMMANDS:
        print(f"spark-lsp: there is no command {name!r}; there are {', '.join(COMMANDS)}", file=sys.stderr)
        return EXIT_USAGE
    run: Callable[[list[str]], int] = import_module(f"spark_lsp.cli.{name}").run
    if name != "serve" and isinstance(sys.stdout, io.TextIOWrapper):
        # Code and file names hold what a pipe's encoding may not; stderr is like this already.
        sys.stdout.reconfigure(errors="backslashreplace")
    code = run(arguments[1:])
    if name != "serve":
        # Here and not at interpreter exit, so that a closed pipe is still ours to handle.
        sys.stdout.flush()
    return code


def _help() -> str:
    lines = ["usage: spark-lsp COMMAND …", "", "Advice on the code under the cursor, at once and without a model.", ""]
    width = max(map(len, COMMANDS))
    lines += [f"  {name:<{width}} {what}" for name, what in COMMANDS.items()]
    lines += ["", "`spark-lsp COMMAND --help` tells more; `spark-lsp --version` the version.", ""]
    lines += ["exit codes: 0 fine; 1 something was found, or does not work; 2 wrong usage or", "unreadable input"]
    return "\n".join(lines)
