"""A line copied from its neighbour, with one of its names still the neighbour's."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ast_grep_py import SgNode

from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks.branches.lines import Line, runs
from spark_lsp.analyzers.looks.branches.places import function_around, node_at
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule

_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def half_renamed(parsed: ParsedText, rule: Rule) -> Iterator[Hit]:
    """Of two neighbouring lines that speak of the two sides of a pair (`words`: `left:right`), the second where it
    speaks of both, and the first of one. The name that is then missing must occur elsewhere in the file."""
    pairs: dict[str, set[str]] = {}
    for pair in rule.settings.get("words", ()):
        one, other = str(pair).split(":")
        pairs.setdefault(one, set()).add(other)
        pairs.setdefault(other, set()).add(one)
    for run in runs(parsed):
        for before, after in pairwise(run):
            yield from _half(parsed, before, after, pairs)


def _half(parsed: ParsedText, before: Line, after: Line, pairs: Mapping[str, set[str]]) -> Iterator[Hit]:
    steps = {
        _step(old.text, new.text) for old, new in zip(before.tokens, after.tokens, strict=True) if old.text != new.text
    }
    step = steps.pop() if len(steps) == 1 else None
    if step is None or step[1] not in pairs.get(step[0], ()):
        return
    side, other = step
    if any(_turned(token.text, other, side) for token in before.tokens):
        return  # both lines speak of both sides, as `x0 * y1 - x1 * y0` does
    for old, new in zip(before.tokens, after.tokens, strict=True):
        if old.text != new.text:
            continue
        expected = _turned(new.text, side, other)
        if expected is None or any(token.text == expected for token in after.tokens):
            continue
        if re.search(rf"(?<![\w$]){re.escape(expected)}(?![\w$])", parsed.text) is None:
            continue
        node = node_at(parsed, after.number, new.column)
        if node.kind().endswith("identifier"):
            yield Hit(node, {"X": new.text, "Y": expected, "L": str(before.number + 1)})


def _step(old: str, new: str) -> tuple[str, str] | None:
    """The one part of a name that differs: `min_x`, `max_x` → `min`, `max`."""
    olds, news = _PART.findall(old), _PART.findall(new)
    if len(olds) != len(news):
        return None
    differing = [(a.lower(), b.lower()) for a, b in zip(olds, news, strict=True) if a != b]
    return differing[0] if len(differing) == 1 else None


def _turned(word: str, side: str, other: str) -> str | None:
    """The word with its side turned: `srcWidth` → `dstWidth`; None where it has no side."""
    for found in _PART.finditer(word):
        if found[0].lower() == side:
            upper = found[0].isupper() and len(found[0]) > 1
            put = other.upper() if upper else other.capitalize() if found[0][0].isupper() else other
            return word[: found.start()] + put + word[found.end() :]
    return None


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
    told: set[int] = set()
    for first, names in enumerate(columns):
        if len(set(names)) != len(run):
            continue
        for second, others in enumerate(columns):
            if second == first or len(set(others)) != len(run) - 1:
                continue
            for n in _off(names, others):
                affixes = {_affixes(names[m], others[m]) for m in range(len(run)) if m != n}
                affix = affixes.pop() if len(affixes) == 1 else None
                expected = _expected(names[n], affix) if affix is not None else None
                if expected is None or n in told:
                    continue
                line = run[n]
                node = node_at(parsed, line.number, line.tokens[second].column)
                if node.kind().endswith("identifier") and _is_in_use(parsed, node, line, second, expected):
                    told.add(n)
                    at = next(m for m in (n - 1, n + 1) if 0 <= m < len(run) and others[m] == others[n])
                    words = {"X": others[n], "Y": expected, "L": str(run[at].number + 1), "A": names[n]}
                    yield Hit(node, words)


def _off(names: Sequence[str], others: Sequence[str]) -> list[int]:
    """The lines whose second name is their neighbour's, and not like their first."""
    return [
        n
        for n in range(len(names))
        if any(0 <= m < len(names) and others[m] == others[n] for m in (n - 1, n + 1))
        and _affixes(names[n], others[n]) is None
    ]


def _affixes(first: str, second: str) -> tuple[str, str, str, str] | None:
    """How the second name is made of the first: what to take off before and behind, what to put there. None where it
    is not made of it."""
    if first == second:
        return "", "", "", ""
    at = first.find(second)
    if at >= 0 and not second[0].isdigit():
        return first[:at], first[at + len(second) :], "", ""
    at = second.find(first)
    if at >= 0 and not first[0].isdigit():
        return "", "", second[:at], second[at + len(first) :]
    return None


def _expected(name: str, affixes: tuple[str, str, str, str]) -> str | None:
    head, tail, before, behind = affixes
    if not (name.startswith(head) and name.endswith(tail)) or len(name) <= len(head) + len(tail):
        return None
    return before + name[len(head) : len(name) - len(tail)] + behind


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
    if around is None:
        first, end, body = 0, len(lines), 0
    else:
        place, inner = around.range(), around.field("body")
        first, end = place.start.line, place.end.line + 1
        body = inner.range().start.line if inner is not None else first
    if any(plain.search(lines[n]) for n in range(first, body)):
        return True
    read = re.compile(plain.pattern + r"(?!\s*:?=[^=])(?!\s*:\s)")
    return any(read.search(lines[n]) for n in range(body, end) if n != line.number)
