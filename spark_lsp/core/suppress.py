"""Which findings the code itself asks not to hear of: `spark: ignore[rule]`, and what it says to other linters."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from spark_lsp.core.finding import Finding

if TYPE_CHECKING:
    from spark_lsp.core.waivers import Waiver

_MARK = re.compile(r"(?:#|//|/\*|--|;|%)\s*spark:\s*ignore(-file)?(?:\[([^\]]*)\])?", re.IGNORECASE)
_OTHERS = (
    *("noqa", "NOQA", "nosec", "pylint:", "eslint-", "biome-ignore", "nolint", "NOLINT", "NOSONAR"),
    *("allow(", "expect(", "SuppressWarnings"),
)
"""Where none of these stands, nothing was told to another linter; the patterns for them take 7 ms to load."""
_ONLY_COMMENT = re.compile(r"\s*(?:#|//|/\*|--|;|%)")


def unsuppressed(findings: Iterable[Finding], text: str, lines: Sequence[str], language: str = "") -> list[Finding]:
    """The findings that no comment silences.

    `spark: ignore[rule, category]` silences its own line, or the line below where it stands alone on its line;
    without brackets it silences all; `spark: ignore-file[...]` holds for the whole file. What a project has told its
    linters holds for us too: `noqa` and its like for everything on the line, `noqa: S608` for what says the same.
    """
    found = list(findings)
    if not found:
        return found
    if any(word in text for word in _OTHERS):
        from spark_lsp.core.waivers import waivers_of

        waivers = waivers_of(text, lines, language)
        found = [finding for finding in found if not any(_waived(finding, waiver) for waiver in waivers)]
    return _unmarked(found, text, lines)


def _waived(finding: Finding, waiver: "Waiver") -> bool:
    if not waiver.first <= finding.span.start.line <= waiver.last:
        return False
    if waiver.same is not None:
        return not waiver.same.isdisjoint((finding.rule, finding.category, *finding.cwe))
    return not waiver.security or bool(finding.cwe) or finding.rule.startswith("ruff-S")


def _unmarked(findings: list[Finding], text: str, lines: Sequence[str]) -> list[Finding]:
    if "spark:" not in text.lower():
        return findings
    by_line: dict[int, list[frozenset[str]]] = {}
    whole: list[frozenset[str]] = []
    for number, line in enumerate(lines):
        if "spark:" not in line.lower():
            continue
        for mark in _MARK.finditer(line):
            names = frozenset(name.strip() for name in (mark[2] or "").split(",") if name.strip())
            if mark[1]:
                whole.append(names)
                continue
            by_line.setdefault(number, []).append(names)
            if _ONLY_COMMENT.match(line):
                by_line.setdefault(number + 1, []).append(names)

    def silenced(finding: Finding) -> bool:
        marks = [*whole, *by_line.get(finding.span.start.line, ())]
        return any(not names or finding.rule in names or finding.category in names for names in marks)

    return [finding for finding in findings if not silenced(finding)]
