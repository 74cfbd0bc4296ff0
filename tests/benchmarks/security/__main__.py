"""How many of the fixtures with a real problem each tool finds, and how often we are right: `python -m
tests.benchmarks.security --bandit DIR --ruff DIR --llmseceval DIR --pylint DIR [--semgrep-rules DIR] [--json]`.

A file counts as found when a tool says something of security on a line that is labelled as a weakness. The peers run
where they are on the path; ruff always."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from spark_lsp.core.finding import Severity
from tests.benchmarks.security import tools
from tests.benchmarks.security.truth import FILES, Truth, is_cwe, truths

PEERS = ("ruff", "bandit", "semgrep")
PRECISION = 0.9


def measured(source: str, folder: Path, rules: Path | None, least: Severity) -> dict[str, object]:
    """One row of the table, and the places that we said in vain or that nobody has labelled."""
    below = folder / FILES[source][0]
    root = below if below.is_dir() else folder
    files = {truth.name: truth for truth in truths(source, folder)}
    names = sorted(files)
    said = {
        "ours": tools.ours(root, names, least),
        "ruff": tools.ruff(root, names),
        "bandit": tools.bandit(root, names),
        "semgrep": tools.semgrep(root, names, rules),
    }
    found = {tool: _files_found(all_, files) for tool, all_ in said.items() if all_ is not None}
    union = set().union(*(found[tool] for tool in PEERS if tool in found))
    bad = {name for name, truth in files.items() if truth.is_bad}
    lines = {(name, line) for name, line, _ in said["ours"] or ()}
    labels = {place: files[place[0]].label_at(place[1]) for place in lines}
    right = sum(is_cwe(label) for label in labels.values())
    labelled = sum(bool(label) for label in labels.values())
    return {
        "files": len(files),
        "bad": len(bad),
        "found": {tool: len(names) for tool, names in found.items()} | {"union": len(union)},
        "right": right,
        "labelled": labelled,
        "unlabelled": len(lines) - labelled,
        "precision": round(right / labelled, 3) if labelled else None,
        "inVain": sorted(
            f"{n}:{at}: {labels[n, at]}: {r}" for n, at, r in said["ours"] or () if not is_cwe(labels[n, at])
        ),
        "missed": sorted(bad - found["ours"]),
        "missedOfUnion": sorted(union - found["ours"]),
    }


def _files_found(said: tools.Said, files: dict[str, Truth]) -> set[str]:
    return {name for name, line, _ in said if name in files and is_cwe(files[name].label_at(line))}


def table(rows: dict[str, dict[str, object]]) -> str:
    """The rows, one a source, and their sum."""
    total: Counter[str] = Counter()
    lines = [
        f"{'source':12}{'files':>7}{'bad':>6}" + "".join(f"{w:>9}" for w in ("ours", *PEERS, "union", "precision"))
    ]
    for source, row in rows.items():
        found = row["found"]
        assert isinstance(found, dict)
        counts = {"files": row["files"], "bad": row["bad"], "right": row["right"], "labelled": row["labelled"], **found}
        total.update({key: value for key, value in counts.items() if isinstance(value, int)})
        lines.append(_line(source, counts))
    return "\n".join([*lines, _line("all", total)])


def _line(name: str, counts: dict[str, object] | Counter[str]) -> str:
    words = "".join(f"{counts.get(w, '-'):>9}" for w in ("ours", *PEERS, "union"))
    right, labelled = counts["right"], counts["labelled"]
    assert isinstance(right, int)
    assert isinstance(labelled, int)
    share = f"{right / labelled:>9.3f}" if labelled else f"{'-':>9}"
    return f"{name:12}{counts['files']:>7}{counts['bad']:>6}{words}{share}"


def main(argv: Sequence[str]) -> int:
    """0 where we find more files than the peers together, at the precision asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.security", description=__doc__)
    for source in FILES:
        parser.add_argument(f"--{source}", type=Path, help=f"a clone of {source}, or its folder of fixtures")
    parser.add_argument("--semgrep-rules", type=Path, help="the folder `python` of semgrep's repository of rules")
    parser.add_argument(
        "--severity", default="info", choices=[s.word for s in Severity], help="least of ours that counts"
    )
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    given = {source: folder for source in FILES if (folder := getattr(args, source)) is not None}
    if not given:
        parser.error("no fixtures given")
    least = Severity.from_word(args.severity)
    rows = {source: measured(source, folder, args.semgrep_rules, least) for source, folder in given.items()}
    print(json.dumps(rows, indent=2) if args.json else table(rows))
    ours, union, right, labelled = (
        sum(_number(row, word) for row in rows.values()) for word in ("ours", "union", "right", "labelled")
    )
    return int(not (ours > union and right >= PRECISION * labelled))


def _number(row: dict[str, object], word: str) -> int:
    found = row["found"]
    value = found.get(word) if isinstance(found, dict) and word in found else row.get(word)
    return value if isinstance(value, int) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
