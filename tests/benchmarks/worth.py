"""What the advice is worth on real code: `python -m tests.benchmarks.worth PROJECT_DIR…`.

The score: distinct kept findings per 100,000 lines, minus three times the false ones. Counted is what `advise` tells
at info and above outside of tests, worded and merged as a person sees it; a rule's hits on equal lines of one file are
one. Which are kept is known from verdicts.jsonl beside this file: a sample that only the seed decides was read in
context. A hit that nobody read counts by the rate of the sample; where its rule has verdicts, these weigh more."""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.cli.hits import Hit, looks_in
from spark_lsp.cli.rules_calibrate import read_verdicts, write_verdicts
from spark_lsp.core.calibration import sampled
from spark_lsp.core.finding import Severity
from spark_lsp.core.verdict import Ruling, Verdict

VERDICTS = Path(__file__).with_name("verdicts.jsonl")
FALSE_COSTS = 3
QUIET = ("Lib", "cpython", "django", "flask", "attrs")
"""Projects on which it must be quiet; a folder's name may go on with its version."""
POOLED = 4.0
"""How many hits of its own the pooled rate stands for in a rule's rate."""
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Score:
    """Per 100,000 lines, with the middle 90 % of what the verdicts allow."""

    value: float
    low: float
    high: float


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """One of each key."""
    return list({hit.place.key: hit for hit in hits}.values())


def score(
    hits: Sequence[Hit], verdicts: Mapping[str, Verdict], drawn: Sequence[Hit], lines: int, *, seed: int
) -> Score:
    """Judged hits count as judged; the others by the rate of their rule, drawn towards the sample's. `hits` are
    distinct."""
    ruled = {hit.place.key: verdicts[hit.place.key].ruling for hit in hits if hit.place.key in verdicts}
    pool = Counter(ruled[hit.place.key] for hit in drawn if hit.place.key in ruled)
    by_rule: dict[str, Counter[Ruling]] = {}
    unread: Counter[str] = Counter()
    for hit in hits:
        ruling = ruled.get(hit.place.key, Ruling.OPEN)
        if ruling is Ruling.OPEN:
            unread[hit.place.rule] += 1
        else:
            by_rule.setdefault(hit.place.rule, Counter())[ruling] += 1
    settled = sum(c[Ruling.KEEP] - FALSE_COSTS * c[Ruling.FALSE] for c in by_rule.values())
    rng = random.Random(seed)
    totals: list[float] = []
    for _ in range(DRAWS):
        rate = rng.betavariate(pool[Ruling.KEEP] + 1, pool[Ruling.FALSE] + 1)
        total = float(settled)
        for rule, count in unread.items():
            own = by_rule.get(rule, Counter())
            a, b = own[Ruling.KEEP] + POOLED * rate, own[Ruling.FALSE] + POOLED * (1 - rate)
            kept = count * rng.betavariate(max(a, 1e-3), max(b, 1e-3))
            total += kept - FALSE_COSTS * (count - kept)
        totals.append(total * 100_000 / max(1, lines))
    totals.sort()
    return Score(sum(totals) / DRAWS, totals[DRAWS // 20], totals[-DRAWS // 20])


def wilson(kept: int, judged: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not judged:
        return 0.0, 1.0
    z, p = 1.96, kept / judged
    middle = (p + z * z / (2 * judged)) / (1 + z * z / judged)
    half = z / (1 + z * z / judged) * (p * (1 - p) / judged + z * z / (4 * judged * judged)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def quietness(hits: Sequence[Hit], lines: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    """Project → warnings and above per 1,000 lines, and all advice per 200, for those that must be quiet."""
    found: dict[str, tuple[float, float]] = {}
    for project, count in lines.items():
        if project.startswith(QUIET):
            mine = [hit for hit in hits if hit.place.project == project]
            loud = sum(1 for hit in mine if hit.severity >= Severity.WARNING)
            found[project] = 1_000 * loud / count, 200 * len(mine) / count
    return found


def main(argv: Sequence[str]) -> int:
    """Prints score, sample, rules and quiet figures; 1 where the sample has hits that nobody has read."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.worth", description=__doc__)
    parser.add_argument("projects", nargs="+", metavar="PROJECT_DIR")
    parser.add_argument("--sample", type=int, default=100, metavar="N", help="hits that the rate is taken from")
    parser.add_argument("--seed", type=int, default=3, metavar="N")
    parser.add_argument("--language", default="python", help="files of this one only (default: %(default)s)")
    parser.add_argument("--verdicts", type=Path, default=VERDICTS, metavar="FILE")
    parser.add_argument("--ask", action="store_true", help="put what nobody has read of the sample into the file, as ?")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    lines: Counter[str] = Counter()
    everything: list[Hit] = []
    for project, look in looks_in(args.projects, least=Severity.HINT, language=args.language):
        lines[project] += look.lines
        everything += look.hits
    hits = distinct([hit for hit in everything if hit.severity >= Severity.INFO])
    verdicts = read_verdicts(args.verdicts)
    drawn = sampled(hits, args.sample, seed=args.seed, key=lambda hit: hit.place.key)
    fresh = [hit.place for hit in drawn if hit.place.key not in verdicts]
    if args.ask and fresh:
        write_verdicts(args.verdicts, verdicts | {p.key: Verdict(p.key, p, Ruling.OPEN) for p in fresh})
    told = _told(everything, hits, drawn, verdicts, lines, seed=args.seed)
    print(json.dumps(told, indent=2) if args.json else _page(told))
    sample = told["sample"]
    assert isinstance(sample, dict)
    return int(bool(sample["open"]))


def _told(
    everything: Sequence[Hit],
    hits: Sequence[Hit],
    drawn: Sequence[Hit],
    verdicts: Mapping[str, Verdict],
    lines: Mapping[str, int],
    *,
    seed: int,
) -> dict[str, object]:
    total = sum(lines.values())
    known = score(hits, verdicts, drawn, total, seed=seed)
    said = Counter(verdicts[h.place.key].ruling if h.place.key in verdicts else Ruling.OPEN for h in drawn)
    judged = said[Ruling.KEEP] + said[Ruling.FALSE]
    rules: dict[str, dict[str, int]] = {}
    for hit in hits:
        row = rules.setdefault(hit.place.rule, {"hits": 0, "keep": 0, "false": 0, "warnings": 0})
        row["hits"] += 1
        row["warnings"] += hit.severity >= Severity.WARNING
        verdict = verdicts.get(hit.place.key)
        if verdict is not None and verdict.ruling is not Ruling.OPEN:
            row[verdict.ruling.value] += 1
    low, high = wilson(said[Ruling.KEEP], judged)
    return {
        "score": round(known.value, 2),
        "interval": [round(known.low, 2), round(known.high, 2)],
        "lines": total,
        "findings": len(hits),
        "sample": {
            "drawn": len(drawn),
            "keep": said[Ruling.KEEP],
            "false": said[Ruling.FALSE],
            "open": said[Ruling.OPEN],
            "interval": [round(low, 3), round(high, 3)],
        },
        "rules": dict(sorted(rules.items(), key=lambda item: (-item[1]["hits"], item[0]))),
        "quiet": {
            project: {"warningsPer1000": round(loud, 3), "allPer200": round(all_, 3)}
            for project, (loud, all_) in quietness(everything, lines).items()
        },
    }


def _page(told: Mapping[str, object]) -> str:
    interval = told["interval"]
    assert isinstance(interval, list)
    low, high = interval
    sample, rules, quiet = told["sample"], told["rules"], told["quiet"]
    assert isinstance(sample, dict)
    assert isinstance(rules, dict)
    assert isinstance(quiet, dict)
    judged = sample["keep"] + sample["false"]
    out = [
        f"score {told['score']} ({low} to {high}): {told['findings']} at info and above in {told['lines']} lines",
        f"of {sample['drawn']} sampled, {judged} judged: {sample['keep']} kept, {sample['false']} false"
        f" (kept share {sample['interval'][0]} to {sample['interval'][1]}), {sample['open']} open",
        "",
    ]
    width = max(map(len, rules), default=4)
    out.append(f"{'rule':<{width}}  hits  warnings  kept  false")
    for rule, row in rules.items():
        out.append(f"{rule:<{width}} {row['hits']:>5} {row['warnings']:>9} {row['keep']:>5} {row['false']:>6}")
    out.append("")
    for project, row in quiet.items():
        loud, every = row["warningsPer1000"], row["allPer200"]
        out.append(f"{project}: {loud:.3f} warnings and above per 1,000 lines, {every:.3f} of all per 200")
    return "\n".join(out)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
