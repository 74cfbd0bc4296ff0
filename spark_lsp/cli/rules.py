"""`spark-lsp rules`: what rules there are, what one means, and whether rules hold what their snippets promise."""

import argparse
import json
import os
import shutil
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spark_lsp.cli.human import one_line
from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule

HELP = """The rules: the shipped ones, and with --rules those of a folder.

  list            each rule with its severity and what it says
  explain ID      why, what next, what it hits and what it passes over
  test [PATH]     run rules' own `valid` and `invalid` snippets; PATH is a folder or a file of
                  your own rules, without it the shipped ones"""
EXITS = "exit codes: 0 fine; 1 a rule does not hold; 2 wrong usage, or no such rule"


def run(argv: list[str]) -> int:
    """Does one of the three. Raises UsageError."""
    parser = argparse.ArgumentParser(
        prog="spark-lsp rules",
        usage="spark-lsp rules [options] list | explain ID | test [PATH]",
        description=HELP,
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("action", choices=("list", "explain", "test"), help=argparse.SUPPRESS)
    parser.add_argument("what", nargs="?", metavar="ID|PATH", help=argparse.SUPPRESS)
    parser.add_argument("--language", metavar="NAME", help="only the rules that hold for it")
    parser.add_argument("--rules", action="append", default=[], metavar="DIR", help="also the rules of this folder")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    chosen = parser.parse_args(argv)
    match chosen.action, chosen.what:
        case "list", None:
            return _list(_known(chosen.rules), chosen.language, as_json=chosen.json)
        case "explain", str(name):
            return _explain(_known(chosen.rules), name, as_json=chosen.json)
        case "test", what:
            return _test(what, as_json=chosen.json)
        case "explain", None:
            raise UsageError("explain which rule? spark-lsp rules list names them")
    raise UsageError("list takes no name; did you mean: spark-lsp rules explain " + chosen.what)


def _known(folders: Sequence[str]) -> "tuple[Rule, ...]":
    from spark_lsp.analyzers.rulepack import RuleBook

    for folder in folders:
        if not os.path.isdir(folder):
            raise UsageError(f"--rules {folder}: no such folder")
    return RuleBook(folders).all()


def _list(rules: "tuple[Rule, ...]", language: str | None, *, as_json: bool) -> int:
    if language is not None:
        spoken = sorted({spoken for rule in rules for spoken in rule.languages})
        if language not in spoken:
            raise UsageError(f"no rules for {language!r}; there are some for {', '.join(spoken)}")
        rules = tuple(rule for rule in rules if language in rule.languages)
    if as_json:
        print(json.dumps({"rules": [_brief(rule) for rule in rules]}, indent=2))
        return 0
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        print(f"{rule.id:<{width}}  {rule.severity.word:<7}  {one_line(rule.message)}")
    print(f"{len(rules)} rules. Ruff's that are used besides: spark-lsp rules explain ruff")
    return 0


def _explain(rules: "tuple[Rule, ...]", name: str, *, as_json: bool) -> int:
    if name == "ruff" or name.startswith("ruff-"):
        return _explain_ruff(name.removeprefix("ruff").removeprefix("-"), as_json=as_json)
    rule = next((rule for rule in rules if rule.id == name), None)
    if rule is None:
        near = get_close_matches(name, [rule.id for rule in rules], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "spark-lsp rules list names all"
        raise UsageError(f"there is no rule {name!r}; {hint}")
    if as_json:
        more = {"invalid": list(rule.invalid), "valid": list(rule.valid), "file": rule.file}
        print(json.dumps(_brief(rule) | more, indent=2))
        return 0
    width = min(100, shutil.get_terminal_size().columns)
    print(f"{rule.id} ({', '.join(rule.languages)}; {rule.severity.word}; {rule.category})\n")
    print(textwrap.fill(one_line(rule.message), width))
    for label, text in (("why", rule.note), ("next", rule.next_step), ("fix", rule.fix_title)):
        if text:
            print(textwrap.fill(f"{label + ':':<5} {one_line(text)}", width, subsequent_indent="      "))
    facts = [f"confidence {rule.confidence:g}", *rule.cwe]
    print(f"      {', '.join(facts)}")
    for label, snippets in (("hits", rule.invalid), ("passes over", rule.valid)):
        print(f"\n{label}:")
        for snippet in snippets:
            print(textwrap.indent("\n".join(one_line(line) for line in snippet.strip("\n").split("\n")), "    ") + "\n")
    return 0


def _explain_ruff(code: str, *, as_json: bool) -> int:
    """One of ruff's codes as we tell it, or all that are used."""
    from spark_lsp.analyzers.ruffcodes import read_codes
    from spark_lsp.rules import shipped_folder

    codes = read_codes(shipped_folder() / "ruff" / "codes.yml")
    if code and code not in codes:
        raise UsageError(f"ruff-{code} is not used here; spark-lsp rules explain ruff names those that are")
    shown = [codes[code]] if code else list(codes.values())
    if as_json:
        told = [
            {"id": f"ruff-{c.code}", "severity": c.severity.word, "category": c.category, "why": c.why} for c in shown
        ]
        print(json.dumps({"rules": told}, indent=2))
        return 0
    for entry in shown:
        print(f"ruff-{entry.code:<8} {entry.severity.word:<7}  {one_line(entry.why)}")
    if code:
        print(f"next: {one_line(shown[0].next_step)}\nmore: ruff rule {code}")
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


def _brief(rule: "Rule") -> dict[str, Any]:
    return {
        "id": rule.id,
        "languages": list(rule.languages),
        "severity": rule.severity.word,
        "category": rule.category,
        "confidence": rule.confidence,
        "message": rule.message,
        "why": rule.note,
        "nextStep": rule.next_step,
        "cwe": list(rule.cwe),
        "source": rule.source,
    }
