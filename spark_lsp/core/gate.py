"""The edit half of the grounding gate: may this edit be offered?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spark_lsp.core.finding import Finding, Fix
from spark_lsp.core.text import Span


@dataclass(frozen=True, slots=True)
class Passed:
    """The edit may be offered; the checks are told with it."""

    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The edit is dropped; the reason is counted, never shown."""

    reason: str


Verdict = Passed | Refused


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a text before or after an edit."""

    parse_errors: int
    findings: tuple[Finding, ...]
    signatures: tuple[str, ...]
    calls: tuple[str, ...] = ()
    """What its units call, each name once a unit."""


def edit_verdict(
    fix: Fix, rule: str, *, unit: Span, last_line: int, before: Sight, after: Sight, mended: int = 1
) -> Verdict:
    """Whether a fix for `rule` holds: it changes only the unit (or adds an import line above it), parses no worse,
    keeps signatures, mends what it set out to mend, and brings no finding that was not there.

    `last_line` is the file's last; an import may be put anywhere above the unit. `mended` is how many findings of the
    rule must be gone: more than one where several fixes for it were tried together.
    """
    imports = False
    for edit in fix.edits:
        inside = unit.covers(edit.span)
        import_line = (
            edit.span.start == edit.span.end
            and edit.span.start.line <= unit.start.line
            and edit.text.strip().startswith(("import ", "from ", "use ", "#include", "const ", "using "))
        )
        if (not inside and not import_line) or edit.span.end.line > last_line + 1:
            return Refused("changes code outside the unit")
        imports = imports or not inside
    if after.parse_errors > before.parse_errors:
        return Refused("does not parse")
    if before.signatures != after.signatures:
        return Refused("changes a signature")
    was, now = _counts(before.findings), _counts(after.findings)
    if now[rule] > was[rule] - mended:
        return Refused("does not mend the finding")
    new = now - was
    if new:
        return Refused(f"brings {min(new)}")
    where = "changes only this unit" if not imports else "changes only this unit and an import"
    return Passed(("applies", where, "parses", "keeps the signature", "no new findings"))


def repair_verdict(
    fix: Fix, rule: str, *, unit: Span, last_line: int, before: Sight, after: Sight, flagged: str
) -> Verdict:
    """Whether a change that a model wrote may be offered: all that `edit_verdict` asks, and that it loses nothing.

    A model mends a line by leaving it out, and no analyzer misses what is gone: whatever is called before must be
    called after, apart from what stands in `flagged`, the text of the flagged lines. `rule` is `""` where no analyzer
    of ours tells the finding."""
    mended = int(bool(rule))
    verdict = edit_verdict(fix, rule, unit=unit, last_line=last_line, before=before, after=after, mended=mended)
    if isinstance(verdict, Refused):
        return verdict
    lost = Counter(before.calls) - Counter(after.calls)
    gone = sorted(name for name in lost if name.rpartition(".")[2] not in flagged)
    if gone:
        return Refused("leaves out a call")
    return Passed((*verdict.checks, "leaves out no call"))


def joint_verdict(count: int, *, before: Sight, after: Sight) -> Verdict:
    """Whether `count` fixes of one file that each passed alone also hold together."""
    if after.parse_errors > before.parse_errors:
        return Refused("does not parse")
    if before.signatures != after.signatures:
        return Refused("changes a signature")
    was, now = _counts(before.findings), _counts(after.findings)
    if new := now - was:
        return Refused(f"brings {min(new)}")
    if now.total() > was.total() - count:
        return Refused("does not mend the findings")
    return Passed(("applies together",))


def _counts(findings: Sequence[Finding]) -> Counter[str]:
    return Counter(finding.rule for finding in findings)
