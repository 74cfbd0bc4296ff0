"""What we make of each of ruff's codes: whether it is told, how loud, and in which words."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spark_lsp.core.finding import Severity
from spark_lsp.errors import BrokenRule

_QUOTED = re.compile(r"`([^`]*)`")
_VARIABLE = re.compile(r"\$(TEXT|[1-9])")
_KEYS = frozenset(
    {"severity", "category", "confidence", "message", "why", "next", "cwe", "fix", "unless", "only", "tests"}
)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class RuffCode:
    """One entry of the table. Sentences may name `$TEXT`, the code that ruff points at, and `$1` … `$9`, what ruff's
    own message has in backticks."""

    code: str
    severity: Severity
    category: str
    confidence: float
    message: str
    """`""` where ruff's own names the thing already."""
    why: str
    next_step: str
    cwe: tuple[str, ...] = ()
    fix: bool = True
    """Whether ruff's fix mends what we tell, and may be offered once it is verified."""

    not_in_tests: bool = False
    """Whether it says little about code that is written to misbehave."""
    unless: tuple[str, ...] = ()
    """Literal words; where one occurs in the text, ruff does not see enough to be right."""
    only: tuple[str, ...] = ()
    """Literal words; where there are any, one must occur in the text for ruff's report to matter."""

    def holds(self, text: str, *, in_tests: bool) -> bool:
        """Whether it is told in a file with this text."""
        if (self.not_in_tests and in_tests) or any(word in text for word in self.unless):
            return False
        return not self.only or any(word in text for word in self.only)

    def told(self, sentence: str, theirs: str, text: str) -> str:
        """The sentence with its variables replaced; one that ruff's message does not fill is "…"."""
        quoted = _QUOTED.findall(theirs)

        def word(found: re.Match[str]) -> str:
            if found[1] == "TEXT":
                return shortened(text)
            place = int(found[1]) - 1
            return shortened(quoted[place]) if place < len(quoted) else "…"

        return _VARIABLE.sub(word, sentence or " ".join(theirs.split()))


def shortened(code: str) -> str:
    """Code as part of a sentence: one line, at most 40 characters, nothing that would end a code span."""
    code = " ".join("".join(c if c.isprintable() else " " for c in code).replace("`", "'").split())
    return code if len(code) <= _LONGEST else code[: _LONGEST - 1] + "…"


def read_codes(file: Path) -> dict[str, RuffCode]:
    """The table by code. Raises BrokenRule, naming the file and the entry."""
    import yaml

    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BrokenRule(f"{file}:1: cannot be read ({type(error).__name__})") from error
    if not isinstance(entries, dict):
        raise BrokenRule(f"{file}:1: is no table of codes")
    return {code: _entry(file, str(code), entry) for code, entry in entries.items()}


def _entry(file: Path, code: str, entry: Any) -> RuffCode:
    if not isinstance(entry, dict) or (set(entry) - _KEYS):
        raise BrokenRule(f"{file}:1: {code} has a part that is none of {', '.join(sorted(_KEYS))}")
    try:
        return RuffCode(
            code,
            Severity.from_word(entry["severity"]),
            entry["category"],
            float(entry["confidence"]),
            " ".join(entry.get("message", "").split()),
            " ".join(entry["why"].split()),
            " ".join(entry["next"].split()),
            tuple(entry.get("cwe", ())),
            fix=entry.get("fix", True) is True,
            not_in_tests=entry.get("tests", True) is False,
            unless=tuple(entry.get("unless", ())),
            only=tuple(entry.get("only", ())),
        )
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise BrokenRule(f"{file}:1: {code} lacks or misspells {error}") from error
