"""The table of the evidence for rules, made from their files: what each found, why others miss it, what was kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from spark_lsp.cli.rules_page import cell

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule
    from spark_lsp.analyzers.worth import Worth

LEAST_KEPT = 0.8
"""A rule that keeps less of its sampled hits has no place here."""
LEAST_HITS = 3
"""True hits that a rule names where it names no historical fix."""
UNMET = """\
## Not met yet

These hit nothing in the code that was read: mature projects do not write it, beginners and models do. They are held
by their snippets alone.
"""
HEAD = """\
# What rules are worth

Made by `spark-lsp rules worth --write`; a test compares. Each line is told by the rule's own file: a fix in a project's
history that it would have asked for, or true hits in public code; why linters and compilers miss it; and how many
of its hits on real code a reader kept. The rules themselves: [RULES.md](RULES.md).
"""


def with_evidence(rules: "Sequence[Rule]") -> "list[tuple[Rule, Worth]]":
    """The rules whose files tell their worth, by id."""
    return sorted(((r, r.worth) for r in rules if r.worth is not None), key=lambda told: told[0].id)


def worth_page(rules: "Sequence[Rule]") -> str:
    """The whole page, Markdown. The same rules give the same bytes."""
    told = with_evidence(rules)
    met = [(rule, worth) for rule, worth in told if worth.sampled or worth.fix]
    unmet = [(rule, worth) for rule, worth in told if not (worth.sampled or worth.fix)]
    kept, sampled = sum(w.kept for _, w in met), sum(w.sampled for _, w in met)
    total = f"{len(met)} rules; {kept} of {sampled} sampled hits kept.\n"
    parts = [HEAD, total, *_table(met)]
    if unmet:
        parts += ["", UNMET, f"{len(unmet)} rules.\n", *_table(unmet)]
    return "\n".join(parts) + "\n"


def _table(told: "Sequence[tuple[Rule, Worth]]") -> list[str]:
    rows = ["| rule | severity | sure | kept | found or fixed | why others miss it |", "| --- " * 6 + "|"]
    for rule, worth in told:
        found = "; ".join([*([f"fix: {worth.fix}"] if worth.fix else []), *worth.hits])
        cells = (
            f"[{rule.id}](RULES.md#{rule.id})",
            rule.severity.word,
            f"{rule.confidence:g}",
            f"{worth.kept}/{worth.sampled}",
            found,
            worth.missed,
        )
        rows.append("| " + " | ".join(map(cell, cells)) + " |")
    return rows


def worth_entries(rules: "Sequence[Rule]") -> list[dict[str, Any]]:
    """The same for machines."""
    return [
        {
            "id": rule.id,
            "severity": rule.severity.word,
            "confidence": rule.confidence,
            "kept": worth.kept,
            "sampled": worth.sampled,
            "fix": worth.fix,
            "hits": list(worth.hits),
            "missed": worth.missed,
        }
        for rule, worth in with_evidence(rules)
    ]


def lacking(rules: "Sequence[Rule]") -> list[str]:
    """What is wrong with the evidence, a line a rule: a rule found by a look needs some, and what is told must reach
    the bars above. Where there are fewer hits than a rule has to name, it names those there are."""
    found = [f"{rule.id}: has a look and no worth" for rule in rules if rule.look and rule.worth is None]
    for rule, worth in with_evidence(rules):
        if worth.kept < LEAST_KEPT * worth.sampled:
            found.append(f"{rule.id}: keeps {worth.kept} of {worth.sampled} hits")
        if not worth.fix and len(worth.hits) < min(LEAST_HITS, worth.kept):
            found.append(f"{rule.id}: names {len(worth.hits)} of {worth.kept} kept hits and no fix")
    return found
