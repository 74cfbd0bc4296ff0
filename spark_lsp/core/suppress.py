"""Which findings the code itself asks not to hear of: `spark: ignore[rule]` in a comment."""

import re
from collections.abc import Iterable, Sequence

from spark_lsp.core.finding import Finding

_MARK = re.compile(r"(?:#|//|/\*|--|;|%)\s*spark:\s*ignore(-file)?(?:\[([^\]]*)\])?", re.IGNORECASE)
_ONLY_COMMENT = re.compile(r"\s*(?:#|//|/\*|--|;|%)")


def unsuppressed(findings: Iterable[Finding], text: str, lines: Sequence[str]) -> list[Finding]:
    """The findings that no comment silences.

    `spark: ignore[rule, category]` silences its own line, or the line below where it stands alone on its line;
    without brackets it silences all; `spark: ignore-file[...]` holds for the whole file.
    """
    if "spark:" not in text.lower():
        return list(findings)
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
