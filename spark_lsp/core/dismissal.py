"""When a finding counts as put away, and when it comes back.

A dismissal holds by either of two keys, each a hash that tells nothing of the code or the path:

- *exact*: rule, unit key, and which of the rule's findings in the unit it is. Survives reformatting, comments, a move
  to another file, a rename of the file, another checkout.
- *loose*: rule, file, symbol path, the flagged line with white space out, and which of such lines it is. Survives
  edits elsewhere in the unit, where the unit key changes.

A dismissal may also be *wide*: a rule in one file, or in a folder and all below. Then both keys are one hash of the
rule and the path.

Else it ends when the flagged line itself changes (or moves *and* its unit is edited between two looks), and it never
spreads to a neighbour: dismissing one of two findings of a rule in a function leaves the other."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from pathlib import PurePath
from typing import Protocol

from spark_lsp.core.analysis import Analysis
from spark_lsp.core.finding import Finding
from spark_lsp.core.synthesis import UnitIndex, nobody_dismissed
from spark_lsp.core.text import Span
from spark_lsp.core.unit import Unit

KEY_BYTES = 16


class Scope(StrEnum):
    """How far a dismissal reaches."""

    HERE = "here"
    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class DismissalKeys:
    """The two keys of one finding, hex."""

    exact: str
    loose: str


@dataclass(frozen=True, slots=True)
class Dismissal:
    """One finding that a person put away."""

    rule: str
    keys: DismissalKeys
    symbol: str
    """The unit's symbol path, for the list that people see; of a wide one which scope it has, in brackets."""
    at_s: float
    """Unix time."""


class Dismissals(Protocol):
    """What was put away on this machine; every implementation passes one contract suite."""

    def held(self) -> frozenset[str]:
        """All keys that are put away, exact and loose, as last read. No input or output."""
        ...

    def dismiss(self, dismissals: Iterable[Dismissal]) -> None:
        """Put away. Raises StoreUnavailable where it could not be written; it then holds for this run all the same."""
        ...

    def restore(self, keys: Collection[DismissalKeys]) -> int:
        """Bring back whatever is held by one of these; how many there were. Raises as `dismiss` does."""
        ...

    def listed(self) -> tuple[Dismissal, ...]:
        """All of them, the newest first, as last read."""
        ...

    def refresh(self) -> bool:
        """Read what other processes wrote; whether anything changed. May wait for a lock; never raises."""
        ...


def keys_by_finding(path: str, analysis: Analysis, lines: Sequence[str]) -> dict[tuple[str, Span], DismissalKeys]:
    """(rule, span) → keys, for all findings of an analysis of the text that `lines` are."""
    index = UnitIndex(analysis.units)
    in_unit: dict[tuple[str, str], int] = {}
    on_line: dict[tuple[str, str, str], int] = {}
    keys: dict[tuple[str, Span], DismissalKeys] = {}
    for finding in analysis.findings:
        at = index.at(finding.span.start)
        if at is None or (finding.rule, finding.span) in keys:
            continue
        unit = analysis.units[at]
        row = finding.span.start.line
        line = "".join(lines[row].split()) if row < len(lines) else ""
        nth_in_unit = in_unit[unit.key, finding.rule] = in_unit.get((unit.key, finding.rule), 0) + 1
        nth_on_line = on_line[unit.symbol, finding.rule, line] = on_line.get((unit.symbol, finding.rule, line), 0) + 1
        keys[finding.rule, finding.span] = DismissalKeys(
            exact=_hashed("exact", finding.rule, unit.key, str(nth_in_unit)),
            loose=_hashed("loose", finding.rule, path, unit.symbol, line, str(nth_on_line)),
        )
    return keys


def dismissed_by(
    held: frozenset[str], path: str, analysis: Analysis, lines: Sequence[str]
) -> Callable[[Finding, Unit], bool]:
    """What `synthesis` asks, for one analysis. `path` is absolute, the same from every caller."""
    if not held:
        return nobody_dismissed
    keys = keys_by_finding(path, analysis, lines)
    wide = {rule for rule in {f.rule for f in analysis.findings} if not held.isdisjoint(_reaching(rule, path))}

    def dismissed(finding: Finding, unit: Unit) -> bool:
        if finding.rule in wide:
            return True
        mine = keys.get((finding.rule, finding.span))
        return mine is not None and (mine.exact in held or mine.loose in held)

    return dismissed


def wide(scope: Scope, rule: str, path: str, *, at_s: float) -> Dismissal:
    """A rule put away in a file, or in a folder and all below it; `path` is absolute."""
    key = _hashed(scope.value, rule, str(PurePath(path)))
    return Dismissal(rule, DismissalKeys(key, key), f"({scope.value})", at_s)


def _reaching(rule: str, path: str) -> list[str]:
    """The keys of all wide dismissals of a rule that reach a file."""
    here = PurePath(path)
    folders = [_hashed(Scope.FOLDER.value, rule, str(folder)) for folder in here.parents]
    return [_hashed(Scope.FILE.value, rule, str(here)), *folders]


def _hashed(*parts: str) -> str:
    digest = blake2b(digest_size=KEY_BYTES)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(4, "little") + raw)
    return digest.hexdigest()
