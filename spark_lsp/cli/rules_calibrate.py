"""`spark-lsp rules calibrate`: how sure each rule may be, by what people say of a sample of its hits on real code."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.cli.hits import Hit, looks_in
from spark_lsp.cli.human import one_line
from spark_lsp.core.calibration import Belief, belief, sampled
from spark_lsp.core.finding import Severity
from spark_lsp.core.verdict import Ruling, Verdict, counted, verdicts_in, verdicts_text
from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule

AROUND = 6
"""Lines of code that are shown before and after the flagged one."""
LEAST_JUDGED = 8
"""Verdicts from which on a file's `confidence` is changed."""
NEAR = 0.03
"""A difference from the file's `confidence` that is left alone."""
_RULINGS = {"k": Ruling.KEEP, "f": Ruling.FALSE}
_ASK = "  k keep, f false (f WHY keeps a note), Enter to pass over, q to stop: "
_EPILOG = """\
Without a terminal the sample is put into the file with the verdict "?": change it there to keep or false, add a note,
and run the command again. A verdict holds for rule, path and flagged line, and so survives edits elsewhere."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What it takes."""
    parser.epilog = _EPILOG
    parser.add_argument("paths", nargs="+", metavar="PATH", help="real code")
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="only this rule; may be given again")
    parser.add_argument("--sample", type=int, default=20, metavar="N", help="hits a rule (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="which sample (default: %(default)s)")
    parser.add_argument(
        "--verdicts", default="verdicts.jsonl", metavar="FILE", help="read and extended (default: %(default)s)"
    )
    parser.add_argument("--tests", action="store_true", help="look at files of tests too")
    parser.add_argument("--write", action="store_true", help="change `confidence` in the rule files")


def calibrate(chosen: argparse.Namespace) -> int:
    """Asks, keeps what was said, and prints what follows. Raises UsageError."""
    from spark_lsp.cli.rules_known import known_rules

    rules = {rule.id: rule for rule in known_rules(chosen.rules)}
    if strange := sorted(set(chosen.rule) - set(rules) - {id_ for id_ in chosen.rule if id_.startswith("ruff-")}):
        raise UsageError(f"there is no rule {strange[0]!r}; spark-lsp rules list names all")
    file = Path(chosen.verdicts)
    known = read_verdicts(file)
    hits: dict[str, list[Hit]] = {}
    for _, look in looks_in(chosen.paths, rule_folders=tuple(chosen.rules), least=Severity.HINT, tests=chosen.tests):
        for hit in look.hits:
            if not chosen.rule or hit.place.rule in chosen.rule:
                hits.setdefault(hit.place.rule, []).append(hit)
    drawn = {
        rule: sampled(mine, chosen.sample, seed=chosen.seed, key=_key, stratum=lambda hit: hit.file)
        for rule, mine in sorted(hits.items())
    }
    asking = sys.stdin.isatty() and sys.stdout.isatty()
    said = _asked(drawn, known, input) if asking else _opened(drawn, known)
    if said:
        write_verdicts(file, {**known, **said})
    counts = counted({**known, **said}.values())
    judged = {rule: belief(*counts[rule]) for rule in drawn if sum(counts.get(rule, (0, 0)))}
    _print(hits, judged, rules, as_json=chosen.json)
    if chosen.write:
        from spark_lsp.cli.rules_confidence import set_confidence

        for id_, held in judged.items():
            rule = rules.get(id_)
            if rule is not None and held.judged >= LEAST_JUDGED and abs(held.mean - rule.confidence) > NEAR:
                print(set_confidence(rule, round(held.mean, 2)))
    return 0


def read_verdicts(file: Path) -> dict[str, Verdict]:
    """Key → verdict; none where there is no such file. Raises UsageError, which names file and line."""
    try:
        return verdicts_in(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {error}") from error


def write_verdicts(file: Path, verdicts: Mapping[str, Verdict]) -> None:
    """In an order that makes small differences of small changes. Raises UsageError."""
    try:
        file.write_text(verdicts_text(verdicts.values()), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from error


def _key(hit: Hit) -> str:
    return hit.place.key


def _unjudged(drawn: Mapping[str, Sequence[Hit]], known: Mapping[str, Verdict]) -> Iterable[Hit]:
    for hits in drawn.values():
        for hit in hits:
            said = known.get(hit.place.key)
            if said is None or said.ruling is Ruling.OPEN:
                yield hit


def _opened(drawn: Mapping[str, Sequence[Hit]], known: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """The sample as questions, for whoever edits the file."""
    fresh = (hit.place for hit in _unjudged(drawn, known))
    return {place.key: known.get(place.key, Verdict(place.key, place, Ruling.OPEN)) for place in fresh}


def _asked(
    drawn: Mapping[str, Sequence[Hit]], known: Mapping[str, Verdict], ask: Callable[[str], str]
) -> dict[str, Verdict]:
    """What the person at the terminal says, as far as they go."""
    said: dict[str, Verdict] = {}
    for hit in _unjudged(drawn, known):
        print(_shown(hit))
        try:
            word, _, note = ask(_ASK).strip().partition(" ")
        except EOFError:
            break
        if word == "q":
            break
        if word in _RULINGS:
            place = hit.place
            said[place.key] = Verdict(place.key, place, _RULINGS[word], " ".join(note.split()))
    return said


def _shown(hit: Hit) -> str:
    """The advice and the code around it."""
    place = hit.place
    lines = Path(hit.file).read_text(encoding="utf-8", errors="replace").splitlines()
    first, last = max(0, place.row - AROUND), min(len(lines), place.row + AROUND + 1)
    head = f"\n{one_line(place.path)}:{place.row + 1}: {hit.severity.word}: {one_line(place.message)} [{place.rule}]"
    code = (
        f"  {'>' if i == place.row else ' '} {i + 1:>5} | {one_line(lines[i].replace(chr(9), '    '))}"
        for i in range(first, last)
    )
    return "\n".join([head, *code])


def _print(
    hits: Mapping[str, Sequence[Hit]], judged: Mapping[str, Belief], rules: "Mapping[str, Rule]", *, as_json: bool
) -> None:
    if as_json:
        told = {
            rule: {
                "hits": len(hits[rule]),
                "confidence": rules[rule].confidence if rule in rules else None,
                "kept": held.kept if (held := judged.get(rule)) else 0,
                "judged": held.judged if held else 0,
                "mean": round(held.mean, 4) if held else None,
                "interval": [held.low, held.high] if held else None,
            }
            for rule in sorted(hits)
        }
        print(json.dumps({"rules": told}, indent=2))
        return
    width = max(map(len, hits), default=4)
    print(f"{'rule':<{width}}   hits  kept     sure  (nine times of ten)  in its file")
    for rule in sorted(hits):
        held = judged.get(rule)
        own = f"{rules[rule].confidence:g}" if rule in rules else "-"
        if held is None:
            print(f"{rule:<{width}} {len(hits[rule]):>6}  not judged                         {own}")
            continue
        flag = " <" if rule in rules and abs(held.mean - rules[rule].confidence) > NEAR else ""
        print(
            f"{rule:<{width}} {len(hits[rule]):>6}  {f'{held.kept}/{held.judged}':<7}  {held.mean:.2f}"
            f"  ({held.low:.2f} to {held.high:.2f})       {own}{flag}"
        )
