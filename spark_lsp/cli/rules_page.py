"""The page of all rules, made from their files: what each says, why, what next, a hit and its nearest miss."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spark_lsp.analyzers.ruffcodes import RuffCode
    from spark_lsp.analyzers.rule import Rule

HEAD = """\
# Rules

Made by `spark-lsp rules docs --write`; a test compares. `$X` stands for what is there in your code. Under each rule,
the first snippet is what it hits, the second its nearest miss, on which it is silent. `spark-lsp rules explain ID`
tells the rest: all snippets, how sure it is and on what evidence. To silence one: `spark: ignore[ID]` in a comment on
the line, or the setting `disabledRules`.
"""
MOST_LINES = 14
"""Longest snippet that is shown whole, where there is a shorter one, lines."""


def rules_page(rules: "Sequence[Rule]") -> str:
    """The whole page, Markdown. The same rules give the same bytes."""
    from spark_lsp.cli.rules_explain import ruff_codes

    codes = sorted(ruff_codes().values(), key=lambda code: (code.category, code.code))
    groups = _groups(rules)
    contents = [f"- [{name}](#{_anchor(name)}), {len(mine)}" for name, mine in groups]
    contents.append(f"- [Ruff](#ruff), {len(codes)} of its codes")
    parts = [HEAD, "\n".join(contents) + "\n"]
    for name, mine in groups:
        parts.append(f"## {name}\n")
        for category, same in groupby(mine, key=lambda rule: rule.category):
            parts.append(f"### {name}: {category}\n")
            parts += [_entry(rule) for rule in same]
    parts.append("## Ruff\n")
    parts.append("Seen by ruff, which comes along; told in our words, and only where they hold.\n")
    parts.append(_table(codes))
    return "\n".join(parts)


def _groups(rules: "Iterable[Rule]") -> "list[tuple[str, list[Rule]]]":
    """By the folder they are in, a rule of several languages last; within, by category and id."""
    from spark_lsp.analyzers.engine_names import MANY, folders

    names = {"javascript": "JavaScript and TypeScript", "c": "C and C++", "cpp": "C++", MANY: "Several languages"}
    found: dict[str, list[Rule]] = {folder: [] for folder in folders()}
    for rule in rules:
        found[rule.file.replace("\\", "/").split("/")[-2]].append(rule)
    return [
        (names.get(folder, folder.capitalize()), sorted(mine, key=lambda rule: (rule.category, rule.id)))
        for folder, mine in found.items()
        if mine
    ]


def _anchor(heading: str) -> str:
    """As GitHub and most others make it."""
    return "".join(c for c in heading.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _entry(rule: "Rule") -> str:
    facts = [f"**{rule.severity.word}**", f"confidence {rule.confidence:g}", *rule.cwe]
    if rule.look:
        facts.append(f"look `{rule.look}`")
    if len(rule.languages) < 9 and "/many/" in rule.file.replace("\\", "/"):
        facts.append(", ".join(rule.languages))
    if rule.fix is not None and rule.fix_title:
        facts.append(f"fix: {rule.fix_title}")
    lines = [f"#### {rule.id}", "", f"{' · '.join(facts)}", "", f"> {rule.message}", "", f"{rule.note}"]
    if rule.next_step:
        lines[-1] += f" *Next:* {rule.next_step}"
    lines.append("")
    hit, miss = _pair(rule)
    for mark, snippet in (("hit", hit), ("silent", miss)):
        if snippet:
            lines += [_fenced(snippet, _word(rule), mark), ""]
    return "\n".join(lines)


def _word(rule: "Rule") -> str:
    return next((language for language in rule.examples if rule.examples[language].invalid), rule.languages[0])


def _pair(rule: "Rule") -> tuple[str, str]:
    """The shortest hit, and the miss that is most like it."""
    known = rule.examples_for(_word(rule))
    hit = min(known.invalid, key=lambda snippet: (snippet.count("\n"), len(snippet), snippet), default="")
    short = [snippet for snippet in known.valid if snippet.count("\n") <= MOST_LINES] or list(known.valid)
    miss = max(short, key=lambda s: (SequenceMatcher(None, hit, s, autojunk=False).ratio(), s), default="")
    return hit, miss


def _fenced(snippet: str, language: str, mark: str) -> str:
    ticks = "```"
    while ticks in snippet:
        ticks += "`"
    return f"{ticks}{language} {mark}\n{snippet.strip(chr(10))}\n{ticks}"


def _table(codes: "Sequence[RuffCode]") -> str:
    rows = ["| code | severity | category | why | next |", "| --- | --- | --- | --- | --- |"]
    for code in codes:
        cells = [
            f'<a id="ruff-{code.code.lower()}"></a>ruff-{code.code}',
            code.severity.word,
            code.category,
            *map(cell, (code.why, code.next_step)),
        ]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def cell(text: str) -> str:
    """Text as a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")
