"""Takes secrets out of a text, line for line: what is left reads on as the same code."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Any

from spark_lsp.privacy.patterns import CANDIDATE, KEY_BEGIN, KEY_END, KINDS

LINE_CHARS_MAX = 2000
"""Longer lines, of minified or generated text, are left out whole."""

REMEMBERED_MAX = 20_000
"""Lines whose outcome is remembered, by a hash."""

_SKIPPED = frozenset({"Public IP (ipv4)", "Base64 High Entropy String", "Hex High Entropy String", "Secret Keyword"})
"""Detectors of the library that are not used: addresses are no secrets, and the last three are done here on what they
are given, since theirs take hashes of commits and names of fields too."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without its secrets."""

    text: str
    kinds: tuple[tuple[str, int], ...] = ()
    """What was taken out, and how often."""
    lines: frozenset[int] = frozenset()
    """Lines that are not as they were, 0-based."""


class Redactor:
    """Thread-safe. Loads the library with the first line that may hold a secret."""

    def __init__(self) -> None:
        self._detectors: list[tuple[str, Any]] | None = None
        self._outcomes: dict[bytes, tuple[tuple[int, int, str], ...]] = {}
        self._lock = Lock()

    def redact(self, text: str) -> Redacted:
        """The same number of lines, each with `<redacted:kind>` where a secret stood. Never raises."""
        lines = text.split("\n")
        kinds: Counter[str] = Counter()
        changed: set[int] = set()
        in_key = False
        for i, line in enumerate(lines):
            begins = KEY_BEGIN.search(line) is not None
            ends = KEY_END.search(line) is not None
            if in_key or begins:
                lines[i] = _without_key(line, begins=begins, ends=ends)
                kinds["private-key"] += begins
                changed.add(i)
                in_key = not ends
                continue
            if len(line) <= LINE_CHARS_MAX and CANDIDATE.search(line) is None:  # takes the square of a long line
                continue
            spots = self._spots(line)
            if spots:
                changed.add(i)
                kinds.update(kind for _, _, kind in spots)
                lines[i] = _replaced(line, spots)
        return Redacted("\n".join(lines), tuple(sorted(kinds.items())), frozenset(changed))

    def clean(self, text: str) -> str:
        """The text of `redact` alone."""
        return self.redact(text).text

    def _spots(self, line: str) -> tuple[tuple[int, int, str], ...]:
        """Start, end and kind of the secrets of a line, from its start."""
        key = blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        known = self._outcomes.get(key)
        if known is None:
            if len(line) > LINE_CHARS_MAX:
                known = ((0, len(line), "long-line"),)
            else:
                known = _apart(sorted(self._found(line), key=lambda spot: (spot[0], -spot[1])))
            if len(self._outcomes) >= REMEMBERED_MAX:
                self._outcomes.clear()
            self._outcomes[key] = known
        return known

    def _found(self, line: str) -> Iterator[tuple[int, int, str]]:
        for kind, pattern in KINDS.items():
            for match in pattern.finditer(line):
                for group in ("secret", "hex"):
                    if group in pattern.groupindex and match[group] is not None:
                        yield match.start(group), match.end(group), kind
        for kind, detector in self._library():
            for secret in detector.analyze_string(line):
                at = line.find(secret) if isinstance(secret, str) and secret else -1
                while at >= 0:
                    yield at, at + len(secret), kind
                    at = line.find(secret, at + len(secret))

    def _library(self) -> list[tuple[str, Any]]:
        with self._lock:
            if self._detectors is None:
                from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

                found: dict[str, Any] = get_mapping_from_secret_type_to_class()
                self._detectors = [
                    (name.lower().replace(" ", "-"), kind()) for name, kind in found.items() if name not in _SKIPPED
                ]
            return self._detectors


def _without_key(line: str, *, begins: bool, ends: bool) -> str:
    """A line of a key block; what stands before and after the block on its line stays."""
    head = line[: match.start()] if begins and (match := KEY_BEGIN.search(line)) else ""
    tail = line[match.end() :] if ends and (match := KEY_END.search(line)) else ""
    carriage = "\r" if line.endswith("\r") and not tail.endswith("\r") else ""
    return f"{head}<redacted:private-key>{tail}{carriage}"


def _apart(spots: list[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Overlapping ones made one, under the first's kind."""
    apart: list[tuple[int, int, str]] = []
    for start, end, kind in spots:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]), apart[-1][2])
        else:
            apart.append((start, end, kind))
    return tuple(apart)


def _replaced(line: str, spots: tuple[tuple[int, int, str], ...]) -> str:
    for start, end, kind in reversed(spots):
        line = f"{line[:start]}<redacted:{kind}>{line[end:]}"
    return line
