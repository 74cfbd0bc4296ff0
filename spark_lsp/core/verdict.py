"""What people said of findings on real code.

A verdict is found again by rule, path and the flagged line without its white space: it survives edits elsewhere in the
file, and ends when the flagged line changes. Two findings of a rule on equal lines of one file share a verdict."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

KEY_BYTES = 8
LINE_CHARS = 160
"""Longest flagged line that is kept as text, characters; the key is of all of it."""


class Ruling(StrEnum):
    """What a reviewer would do with a finding."""

    KEEP = "keep"
    FALSE = "false"
    OPEN = "?"


@dataclass(frozen=True, slots=True)
class Place:
    """A finding as verdicts know it."""

    project: str
    path: str
    """Relative to the project, with slashes."""
    rule: str
    line: str
    """The flagged line, without white space at its ends."""
    message: str
    row: int
    """0-based; where it stood then."""

    @property
    def key(self) -> str:
        """Hex; what a verdict is found again by. The project's name is no part of it: checkouts have any name."""
        digest = blake2b(digest_size=KEY_BYTES)
        for part in (self.rule, self.path, "".join(self.line.split())):
            raw = part.encode("utf-8", "surrogatepass")
            digest.update(len(raw).to_bytes(4, "little") + raw)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding and what was said of it."""

    key: str
    place: Place
    ruling: Ruling
    note: str = ""


def counted(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """Rule → hits kept and hits called false."""
    found: dict[str, tuple[int, int]] = {}
    for verdict in verdicts:
        kept, false = found.get(verdict.place.rule, (0, 0))
        found[verdict.place.rule] = (
            kept + (verdict.ruling is Ruling.KEEP),
            false + (verdict.ruling is Ruling.FALSE),
        )
    return found


def verdicts_in(text: str) -> dict[str, Verdict]:
    """Key → verdict of a file of JSON lines; a later line overrules an earlier one. Raises ValueError, which names
    the line."""
    found: dict[str, Verdict] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            verdict = _verdict(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {number} is no verdict ({error})") from error
        found[verdict.key] = verdict
    return found


def _verdict(entry: Mapping[str, object]) -> Verdict:
    row = entry["at"]
    if not isinstance(row, int):
        raise TypeError("`at` is no line")
    words = {name: str(entry[name]) for name in ("project", "path", "rule", "line", "message")}
    return Verdict(
        str(entry["key"]), Place(row=row - 1, **words), Ruling(str(entry["verdict"])), str(entry.get("note", ""))
    )


def verdicts_text(verdicts: Iterable[Verdict]) -> str:
    """As JSON lines, one a verdict, in an order that makes small differences of small changes."""
    ordered = sorted(verdicts, key=lambda v: (v.place.rule, v.place.project, v.place.path, v.place.row, v.key))
    return "".join(json.dumps(_entry(verdict), ensure_ascii=False) + "\n" for verdict in ordered)


def _entry(verdict: Verdict) -> dict[str, object]:
    place = verdict.place
    entry: dict[str, object] = {
        "rule": place.rule,
        "project": place.project,
        "path": place.path,
        "at": place.row + 1,
        "line": place.line[:LINE_CHARS],
        "message": place.message,
        "verdict": verdict.ruling.value,
        "note": verdict.note,
        "key": verdict.key,
    }
    return entry
