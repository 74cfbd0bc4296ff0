"""A line copied from its neighbour, with one of its names still the neighbour's."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.lines import Line, runs
from spark_lsp.analyzers.looks.branches.places import function_around, node_at
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_ANYTHING = frozenset({"id", "name", "key", "type", "value", "default", "path", "url"})
"""Words that go with any other: `documentId: document.id`."""
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def mismatched(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Of at least `least` neighbouring lines that each say one name in two places, the one that says its neighbour's
    name in the second. The name that is then missing must be in use where the lines are."""
    least = int(rule.settings.get("least", 3))
    hits = [hit for run in runs(parsed) if len(run) >= least for hit in _odd(parsed, run)]
    pairs = Counter((hit.words["X"], hit.words["Y"]) for hit in hits)
    # What is written alike in several places is meant.
    yield from (hit for hit in hits if pairs[hit.words["X"], hit.words["Y"]] == 1)


def _odd(parsed: ParsedText, run: Sequence[Line]) -> Iterator[Hit]:
    columns = [[line.tokens[i].text for line in run] for i in range(len(run[0].tokens))]
    different = [len(set(column)) for column in columns]
    if len(run) not in different or len(run) - 1 not in different:
        return
    told: set[int] = set()
    for first, second in combinations(range(len(columns)), 2):
        names, others = columns[first], columns[second]
        if different[first] != len(run) or different[second] != len(run) - 1:
            continue
        for n in _off(names, others):
            if n in told or any(column is not names and _strays(column, names, others) for column in columns):
                continue
            line = run[n]
            node = node_at(parsed, line.number, line.tokens[second].column)
            if node.kind().endswith("identifier") and _is_in_use(parsed, node, line, second, names[n]):
                told.add(n)
                at = next(m for m in (n - 1, n + 1) if 0 <= m < len(run) and others[m] == others[n])
                words = {"X": others[n], "Y": names[n], "L": str(run[at].number + 1), "N": str(len(run) - 1)}
                yield Hit(node, words)


def _off(names: Sequence[str], others: Sequence[str]) -> list[int]:
    """The one line whose second name is its neighbour's and not its first; none where more are."""
    off = [n for n, (name, other) in enumerate(zip(names, others, strict=True)) if name != other]
    if len(off) != 1 or others[off[0]] in _ANYTHING or names[off[0]] in _ANYTHING or names[off[0]][0].isdigit():
        return []
    n = off[0]
    if not any(0 <= m < len(names) and others[m] == others[n] for m in (n - 1, n + 1)):
        return []
    if names[n][0].isupper() != others[n][0].isupper():
        return []
    # Of `initError: error` and `table: tableName` the one may well be made of the other.
    shared = {part.lower() for part in _PART.findall(names[n])} & {part.lower() for part in _PART.findall(others[n])}
    return [] if shared else off


def _strays(column: Sequence[str], names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a third place of the lines says neither one thing throughout nor what one of the two says."""
    if column is others or len(set(column)) == 1:
        return False
    return any(
        word.lower() not in (name.lower(), other.lower())
        for word, name, other in zip(column, names, others, strict=True)
    )


def _is_in_use(parsed: ParsedText, node: SgNode, line: Line, token: int, name: str) -> bool:
    """Whether the name is read elsewhere the way the odd one is: as a member of something in the text, or by itself in
    the same function, which may have it as a parameter."""
    lines = parsed.text.split("\n")
    plain = re.compile(rf"(?<![\w$.>'\"]){re.escape(name)}(?![\w$'\"])")
    column = line.tokens[token].column
    if lines[line.number][:column].endswith((".", "->")):
        called = (
            r"\(" if lines[line.number][column + len(line.tokens[token].text) :].startswith("(") else r"(?!\s*:?=[^=])"
        )
        member = re.compile(rf"(?:\.|->){re.escape(name)}(?![\w$]){called}")
        return any(member.search(text) for n, text in enumerate(lines) if n != line.number)
    around = function_around(node, parsed)
    first, end = 0, len(lines)
    if around is not None:
        place, inner = around.range(), around.field("body")
        first, end = place.start.line, place.end.line + 1
        if inner is not None and plain.search(parsed.text[place.start.index : inner.range().start.index]):
            return True
    read = re.compile(plain.pattern + r"(?!\s*:?=[^=])(?!\s*:\s)")
    return any(read.search(lines[n]) for n in range(first, end) if n != line.number)
