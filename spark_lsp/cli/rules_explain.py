"""`spark-lsp rules explain`: the documentation of one rule, in the words that a hover uses."""

import json
import shutil
import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from spark_lsp.cli.human import one_line
from spark_lsp.errors import UsageError

if TYPE_CHECKING:
    from spark_lsp.analyzers.ruffcodes import RuffCode
    from spark_lsp.analyzers.rule import Rule


def explain(rules: "tuple[Rule, ...]", name: str, *, as_json: bool) -> int:
    """Prints it; `ruff-CODE` is one of ruff's, `ruff` all of those that are told. Raises UsageError."""
    if name == "ruff" or name.startswith("ruff-"):
        return _explain_ruff(name.removeprefix("ruff").removeprefix("-"), as_json=as_json)
    rule = next((rule for rule in rules if rule.id == name), None)
    if rule is None:
        near = get_close_matches(name, [rule.id for rule in rules], n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "spark-lsp rules list names all"
        raise UsageError(f"there is no rule {name!r}; {hint}")
    if as_json:
        print(json.dumps(_whole(rule), indent=2))
        return 0
    print(f"{rule.id} ({', '.join(rule.languages)}; {rule.severity.word}; {rule.category})\n")
    _paragraph("", rule.message)
    for label, text in (("why", rule.note), ("next", rule.next_step), ("fix", rule.fix_title)):
        _paragraph(label, text)
    if rule.cwe:
        _paragraph("cwe", ", ".join(rule.cwe))
    _paragraph("sure", _sure(rule))
    if rule.worth is not None:
        _paragraph("once fixed", rule.worth.fix)
        for hit in rule.worth.hits:
            _paragraph("found", hit)
        _paragraph("others", rule.worth.missed)
    _paragraph("silence", _silenced(rule.id))
    for language in rule.languages if rule.examples else ("",):
        known = rule.examples_for(language)
        for label, mark, snippets in (("hits", "✗", known.invalid), ("passes over", "✓", known.valid)):
            if snippets:
                print(f"\n{label}{f' ({language})' if language else ''}:")
            for snippet in snippets:
                _snippet(mark, snippet)
    return 0


def _paragraph(label: str, text: str) -> None:
    """One paragraph behind its label; nothing for an empty text."""
    if not text:
        return
    width = min(100, shutil.get_terminal_size().columns)
    lead = f"{label + ':':<12}" if label else ""
    whole = textwrap.TextWrapper(
        width, break_long_words=False, break_on_hyphens=False, subsequent_indent=" " * len(lead)
    )
    print(whole.fill(lead + one_line(text)))


def _snippet(mark: str, snippet: str) -> None:
    """The snippet with its mark at the first line, and a bar along it."""
    for i, line in enumerate(snippet.strip("\n").split("\n")):
        print(f"  {mark if i == 0 else ' '} | {one_line(line.replace(chr(9), '    '))}")


def _sure(rule: "Rule") -> str:
    """How sure, and on how many verdicts."""
    if rule.worth is None:
        return f"{rule.confidence:g}, estimated"
    return f"{rule.confidence:g}; of {rule.worth.sampled} hits on real code {rule.worth.kept} were kept by a reader"


def _silenced(id_: str) -> str:
    return (
        f"here, by a comment `spark: ignore[{id_}]` on the line, or Dismiss in the editor; "
        f'everywhere, by the setting disabledRules: ["{id_}"]'
    )


def brief(rule: "Rule") -> dict[str, Any]:
    """A rule as `rules list --json` gives it."""
    return {
        "id": rule.id,
        "languages": list(rule.languages),
        "severity": rule.severity.word,
        "category": rule.category,
        "confidence": rule.confidence,
        "message": rule.message,
        "why": rule.note,
        "nextStep": rule.next_step,
        "cwe": list(rule.cwe),
        "source": rule.source,
    }


def _whole(rule: "Rule") -> dict[str, Any]:
    worth = rule.worth
    return brief(rule) | {
        "invalid": list(rule.invalid),
        "valid": list(rule.valid),
        "examples": {
            language: {"invalid": list(known.invalid), "valid": list(known.valid)}
            for language, known in rule.examples.items()
        },
        "look": rule.look,
        "file": rule.file,
        "silence": {"comment": f"spark: ignore[{rule.id}]", "setting": "disabledRules"},
        "worth": None
        if worth is None
        else {
            "fix": worth.fix,
            "hits": list(worth.hits),
            "missed": worth.missed,
            "kept": worth.kept,
            "sampled": worth.sampled,
        },
    }


def ruff_codes() -> "dict[str, RuffCode]":
    """The table of ruff's codes that are told."""
    from spark_lsp.analyzers.ruffcodes import read_codes
    from spark_lsp.rules import shipped_folder

    return read_codes(shipped_folder() / "ruff" / "codes.yml")


def _explain_ruff(code: str, *, as_json: bool) -> int:
    codes = ruff_codes()
    if code and code not in codes:
        raise UsageError(f"ruff-{code} is not used here; spark-lsp rules explain ruff names those that are")
    shown = [codes[code]] if code else list(codes.values())
    if as_json:
        told = [
            {"id": f"ruff-{c.code}", "severity": c.severity.word, "category": c.category, "why": c.why} for c in shown
        ]
        print(json.dumps({"rules": told}, indent=2))
        return 0
    if not code:
        for entry in shown:
            print(f"ruff-{entry.code:<8} {entry.severity.word:<7}  {one_line(entry.why)}")
        return 0
    entry = shown[0]
    print(f"ruff-{entry.code} (python; {entry.severity.word}; {entry.category})\n")
    for label, text in (("", entry.message), ("why", entry.why), ("next", entry.next_step)):
        _paragraph(label, text)
    _paragraph("sure", f"{entry.confidence:g}, estimated")
    _paragraph("silence", _silenced(f"ruff-{code}"))
    _paragraph("more", f"ruff rule {code}")
    return 0
