"""`spark-lsp policy`: rules that a model drafts from this checkout's own fixes, and a person's word on each."""

import argparse
import json
import sys
from collections.abc import Callable

from spark_lsp.build import policy_desk
from spark_lsp.cli.policy_review import add_review, checkout, review
from spark_lsp.cli.shown import sources_shown
from spark_lsp.core.proposal import Proposal, to_json
from spark_lsp.errors import UsageError
from spark_lsp.settings import read_settings

HELP = """Rules of your own, drafted by a model from what you mended before.

  draft [PATH]    a model reads fixes in git's history, one at a time, and proposes a rule for
                  each; each is tried on its snippets, the fix, the checkout and the history
  review [PATH]   what held, with its evidence; accept one and it is a file in .spark/rules/

Nothing that is drafted is loaded before you accept it. Drafting takes as long as the model
takes; stop it whenever you like, the next run goes on."""
EXITS = """`spark-lsp policy ACTION --help` tells its options; both know --json
exit codes: 0 done; 1 nothing waits for a decision (review); 2 wrong usage, or no such model"""


def run(argv: list[str]) -> int:
    """Does one of them. Raises UsageError, BackendFailed."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp policy", usage="spark-lsp policy ACTION …", description=HELP, epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    actions = parser.add_subparsers(
        prog="spark-lsp policy", dest="action", required=True, metavar="ACTION", help=argparse.SUPPRESS
    )
    _add_draft(actions)
    add_review(actions)
    chosen = parser.parse_args(argv)
    return _draft(chosen) if chosen.action == "draft" else review(chosen)


def _add_draft(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = actions.add_parser("draft", description="Drafts rules from fixes that the model was not asked about yet.")
    made.add_argument("path", nargs="?", default=".", metavar="PATH", help="a checkout (default: here)")
    made.add_argument("--model", required=True, metavar="MODEL", help="who drafts; the larger the better")
    made.add_argument("--backend", choices=["ollama", "openai", "fake"], default="ollama", help="kind of model server")
    made.add_argument("--url", default="", help="its address; without it the kind's own on this machine")
    made.add_argument("--cases", type=int, default=10, metavar="N", help="fixes to draft from (default: %(default)s)")
    made.add_argument("--exclude", action="append", default=[], metavar="GLOB", help="leave these files out")
    made.add_argument("--json", action="store_true", help="one JSON object")


def _draft(chosen: argparse.Namespace) -> int:
    if chosen.cases < 1:
        raise UsageError("--cases takes a number from 1")
    user = {"backend": {"kind": chosen.backend, "url": chosen.url}, "exclude": chosen.exclude}
    settings, messages = read_settings(user, None)
    if messages:
        raise UsageError(messages[0])
    root = checkout(chosen.path)
    sources = sources_shown(root, chosen.exclude)
    step = _step(quiet=chosen.json)
    made = policy_desk(root).draft(settings, sources, chosen.model, most=chosen.cases, step=step)
    if chosen.json:
        print(json.dumps({"proposals": [to_json(one) for one in made]}, indent=2))
        return 0
    held = sum(one.is_open for one in made)
    print(f"{len(made)} fixes, {held} rules that hold. spark-lsp policy review shows them.")
    return 0


def _step(*, quiet: bool) -> Callable[[int, int, Proposal | None], None]:
    def told(done: int, total: int, last: Proposal | None) -> None:
        if quiet or not done or last is None:
            return
        came = f"{last.fault}: {last.detail}" if last.fault else last.detail or "holds"
        print(f"{done}/{total} {last.id or '(no rule)'}: {came}", file=sys.stderr, flush=True)

    return told
