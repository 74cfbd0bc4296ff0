"""Changes the `confidence` in a rule file, and not one character more."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.errors import BrokenRule

if TYPE_CHECKING:
    from spark_lsp.analyzers.rule import Rule

_CONFIDENCE = re.compile(r"(?P<before>\bconfidence:[ \t]*)(?P<number>[0-9.]+)")
_METADATA = re.compile(r"^metadata:[ \t]*(#.*)?$(?P<end>\n?)", re.MULTILINE)


def set_confidence(rule: "Rule", value: float) -> str:
    """Writes it and says so, in one line; where the file cannot be changed safely it says that instead."""
    file = Path(rule.file)
    try:
        raw = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return f"{file}: cannot be read ({type(error).__name__})"
    changed = _changed(raw, rule, value)
    if changed is None:
        return f"{file}: set `confidence: {value:g}` under metadata of {rule.id} yourself"
    try:
        file.write_bytes(changed.encode("utf-8"))
    except OSError as error:
        return f"{file}: {error.strerror or error}"
    return f"{rule.id}: confidence {rule.confidence:g} is now {value:g}"


def _changed(text: str, rule: "Rule", value: float) -> str | None:
    """The first of all ways to put the number in after which the file says what it said, but for this. A regular
    expression alone might meet the word in a snippet, or in another rule of the file."""
    tries = [text[: m.start("number")] + f"{value:g}" + text[m.end("number") :] for m in _CONFIDENCE.finditer(text)]
    tries += [
        text[: m.end()] + ("" if m["end"] else "\n") + f"  confidence: {value:g}\n" + text[m.end() :]
        for m in _METADATA.finditer(text)
    ]
    wanted = [replace(r, confidence=value) if r.id == rule.id else r for r in _read(text, rule)]
    return next((changed for changed in tries if _read(changed, rule) == wanted), None)


def _read(text: str, rule: "Rule") -> "list[Rule]":
    from spark_lsp.analyzers.rulefile import rules_in

    try:
        return rules_in(text.removeprefix("\ufeff"), rule.file, languages=rule.languages if _shipped(rule) else ())
    except BrokenRule:
        return []


def _shipped(rule: "Rule") -> bool:
    return rule.source == "core"
