"""`spark-lsp rules`: what rules there are, what one means and is worth, how to write one, and how sure each may be."""

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.cli.human import one_line
from spark_lsp.cli.rules_known import known_rules
from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule

HELP = """The rules: the shipped ones, and with --rules those of a folder.

  list              each rule with its severity and what it says
  explain ID        why, what next, what it is worth, how to silence it, what it hits
  test [PATH]       run rules' own `valid` and `invalid` snippets; PATH is a folder or a file
                    of your own rules, without it the shipped ones
  new ID            begin a rule of your own, with its snippets
  calibrate PATH…   ask about a sample of hits on real code; how sure each rule may be
  docs, worth       the page of all rules, and the table of the evidence for them"""
EXITS = "exit codes: 0 fine; 1 a rule does not hold; 2 wrong usage, or no such rule"


def run(argv: list[str]) -> int:
    """Does one of them. Raises UsageError."""
    chosen = _parser().parse_args(argv)
    match chosen.action:
        case "list":
            if chosen.id is not None:
                raise UsageError(f"list takes no name; did you mean: spark-lsp rules explain {chosen.id}")
            return _list(known_rules(chosen.rules), chosen.language, as_json=chosen.json)
        case "test":
            return _test(chosen.path, as_json=chosen.json)
        case "explain":
            from spark_lsp.cli.rules_explain import explain

            if chosen.id is None:
                raise UsageError("explain which rule? spark-lsp rules list names them")
            return explain(known_rules(chosen.rules), chosen.id, as_json=chosen.json)
        case "docs":
            from spark_lsp.cli.rules_page import rules_page

            return _told(rules_page(known_rules(())), chosen.write)
        case "worth":
            from spark_lsp.cli.rules_worth import worth_entries, worth_page

            if chosen.json:
                print(json.dumps({"rules": worth_entries(known_rules(()))}, indent=2))
                return 0
            return _told(worth_page(known_rules(())), chosen.write)
        case "new":
            from spark_lsp.cli.rules_new import new_rule

            return new_rule(chosen.id, language=chosen.language, look=chosen.look, folder=Path(chosen.dir))
    from spark_lsp.cli.rules_calibrate import calibrate

    return calibrate(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="spark-lsp rules",
        usage="spark-lsp rules ACTION …",
        description=HELP,
        epilog="`spark-lsp rules ACTION --help` tells its options; all but new and docs know --json\n" + EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION", help=argparse.SUPPRESS)

    def action(name: str, what: str, *, own: bool = False, as_json: bool = True) -> argparse.ArgumentParser:
        made = actions.add_parser(name, description=what)
        if own:
            made.add_argument("--rules", action="append", default=[], metavar="DIR", help="also the rules in here")
        if as_json:
            made.add_argument("--json", action="store_true", help="one JSON object")
        return made

    listing = action("list", "Each rule with its severity and what it says.", own=True)
    listing.add_argument("--language", metavar="NAME", help="only the rules that hold for it")
    listing.add_argument("id", nargs="?", help=argparse.SUPPRESS)  # for a better answer than argparse gives
    action("explain", "All that is known of a rule; `ruff-CODE` for one of ruff's.", own=True).add_argument(
        "id", nargs="?", metavar="ID", help="as `rules list` names it; ruff: all of ruff's codes that are told"
    )
    test = action("test", "Run the `valid` and `invalid` snippets of rules.")
    test.add_argument("path", nargs="?", metavar="PATH", help="a folder or a file; without it, the shipped rules")
    for name, what in (("docs", "All rules as one Markdown page."), ("worth", "The evidence for the rules, a table.")):
        page = action(name, what, as_json=name == "worth")
        page.add_argument("--write", metavar="FILE", help="write it there")
    new = action("new", "Begin a rule: a file that works, to be made yours.", as_json=False)
    new.add_argument("id", metavar="ID", help="its name, and its file's: letters, digits, dashes")
    new.add_argument("--language", required=True, metavar="NAME", help="python, javascript, go, …")
    new.add_argument("--look", default="", metavar="NAME", help="found by a look in Python in place of a pattern")
    new.add_argument("--dir", default=".spark/rules", metavar="DIR", help="where (default: %(default)s)")
    from spark_lsp.cli.rules_calibrate import add_options

    add_options(action("calibrate", "How sure each rule may be, by verdicts on a sample of its hits.", own=True))
    return parser


def _told(page: str, file: str | None) -> int:
    if file is None:
        print(page, end="")
        return 0
    try:
        Path(file).write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"--write {file}: {error.strerror or error}") from error
    return 0


def _list(rules: "tuple[Rule, ...]", language: str | None, *, as_json: bool) -> int:
    from spark_lsp.cli.rules_explain import brief

    if language is not None:
        spoken = sorted({spoken for rule in rules for spoken in rule.languages})
        if language not in spoken:
            raise UsageError(f"no rules for {language!r}; there are some for {', '.join(spoken)}")
        rules = tuple(rule for rule in rules if language in rule.languages)
    if as_json:
        print(json.dumps({"rules": [brief(rule) for rule in rules]}, indent=2))
        return 0
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        print(f"{rule.id:<{width}}  {rule.severity.word:<7}  {one_line(rule.message)}")
    print(f"{len(rules)} rules. Ruff's that are used besides: spark-lsp rules explain ruff")
    return 0


def _test(what: str | None, *, as_json: bool) -> int:
    from spark_lsp.analyzers.check import check_rules
    from spark_lsp.analyzers.rulepack import RuleBook, load_own

    if what is None:
        book = RuleBook()
        rules, failures = list(book.all()), list(book.failures())
    elif os.path.exists(what):
        rules, failures = load_own(Path(what))
    else:
        raise UsageError(f"{what}: no such file or folder")
    problems = [failure.reason for failure in failures]
    problems += [str(problem) for problem in check_rules(rules)]
    if as_json:
        print(json.dumps({"rules": len(rules), "problems": problems}, indent=2))
    else:
        for problem in problems:
            print(problem)
        print(f"{len(rules)} rules, {len(problems)} problems.")
    return int(bool(problems))
