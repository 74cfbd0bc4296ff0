"""Scores the whole analysis on real fixes: `python -m tests.benchmarks.bugs PROJECT_DIR… [--limit N] [--held-out]`.

A pair counts for us where a finding in the function is gone with the fix, against us where the fix brings one; where
it does both it counts as both. The figure that counts is `info`, what an editor shows unless told otherwise; `hint` is
printed beside it."""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TypeAlias

from spark_lsp.build import analyst
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.finding import Severity
from tests.benchmarks.bugs.pairs import Pair, Side, pairs_in
from tests.benchmarks.worth import wilson

Told: TypeAlias = Counter[tuple[str, str, Severity]]


def told(analysis: Analysis, side: Side) -> Told:
    """What is told inside the function: rule, the text of its line, severity. What is told of the function as a whole
    stands on its first lines, and is the same when only a number in it has grown."""
    lines = side.text.split("\n")
    found: Told = Counter()
    for finding in analysis.findings:
        row = finding.span.start.line
        if side.first <= row + 1 <= side.last:
            line = lines[row].strip()
            whole = finding.category == "structure" or line.startswith(("def ", "async def "))
            found[finding.rule, "" if whole else line, finding.severity] += 1
    return found


def main(words: list[str]) -> int:
    """Prints the score by severity and by rule."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.bugs", description=__doc__)
    parser.add_argument("projects", nargs="+", type=Path, metavar="PROJECT_DIR")
    parser.add_argument("--limit", type=int, default=200, help="pairs in all")
    parser.add_argument("--seed", type=int, default=0, help="chooses the pairs")
    parser.add_argument("--held-out", action="store_true", help="the half that no rule was made on")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="each pair that counts")
    chosen = parser.parse_args(words)
    pairs = [p for folder in chosen.projects for p in pairs_in(folder) if p.held_out == chosen.held_out]
    mined = len(pairs)
    random.Random(chosen.seed).shuffle(pairs)
    pairs = pairs[: chosen.limit]
    rows = _rows(pairs)
    totals: dict[str, dict[str, object]] = {}
    for least in (Severity.INFO, Severity.WARNING, Severity.HINT):
        won = sum(1 for _, gone, _ in rows if any(key[2] >= least for key in gone))
        lost = sum(1 for _, _, new in rows if any(key[2] >= least for key in new))
        totals[least.name.lower()] = {
            "before_only": won,
            "before_only_interval": wilson(won, len(rows)),
            "after_only": lost,
            "after_only_interval": wilson(lost, len(rows)),
        }
    before = Counter(rule for _, gone, _ in rows for rule in {key[0] for key in gone})
    after = Counter(rule for _, _, new in rows for rule in {key[0] for key in new})
    rules = {rule: (before[rule], after[rule]) for rule in sorted(before | after)}
    if chosen.json:
        print(json.dumps({"mined": mined, "pairs": len(rows), "at_least": totals, "rules": rules}, indent=1))
        return 0
    print(f"{len(rows)} of {mined} pairs, {'held out' if chosen.held_out else 'dev'}")
    for name, row in totals.items():
        print(name, *(f"{key}={value}" for key, value in row.items()))
    for rule, (gone_in, new_in) in rules.items():
        print(f"{gone_in:4} before {new_in:4} after  {rule}")
    if chosen.show:
        for pair, gone, new in rows:
            for sign, keys in (("-", gone), ("+", new)):
                for rule, line, severity in keys:
                    print(f"{sign} {pair.project} {pair.commit[:10]} {pair.function} {rule} {severity.name}: {line}")
    return 0


def _rows(pairs: list[Pair]) -> list[tuple[Pair, Told, Told]]:
    """Each pair with what its fix ended and what it brought."""
    sources = [Source(side.text, "python", pair.path) for pair in pairs for side in (pair.before, pair.after)]
    analyses = iter(list(analyst().analyse_all(sources)))
    rows: list[tuple[Pair, Told, Told]] = []
    for pair in pairs:
        was, now = told(next(analyses), pair.before), told(next(analyses), pair.after)
        rows.append((pair, was - now, now - was))
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
