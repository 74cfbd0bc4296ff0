"""Functions that are too long, too branched, too deep or take too much, by lizard's counts."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spark_lsp.analyzers.blocks import deepest, longest_block
from spark_lsp.core.analysis import Seen, Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.languages import by_id

LINES_MAX = 80
"""Lines of code, without comments and blank lines."""
STRAIGHT_LINES_MAX = 130
STRAIGHT_MAX = 3
"""Code with no more ways through it than this goes straight down, and may be longer."""
DECISIONS_MAX = 15
"""Cyclomatic complexity; McCabe's own limit was 10, and 15 his where there is a reason."""
DEPTH_MAX = 5
"""Control statements inside each other."""
PARAMETERS_MAX = 7
"""Without the object itself, those with a default, and those that can only be given by name."""
COUNTED_FROM = 20
"""Shorter units are not counted: they cannot be long, and hardly ever branched. lizard takes 12 µs a line and more."""
BLOCK_MIN = 5
"""A shorter block is not worth moving."""
TEST_NAMES = ("test_", "_test")
"""A test is long because it tells a story from beginning to end; nobody splits one."""
KEPT_MAX = 4096
NAMED_MAX = 3
CONFIDENCE = 0.5
CLASS_WRAPPED = frozenset({"java", "javascript", "typescript", "tsx"})
"""Where lizard knows a method only inside a class."""
_SELF = re.compile(r"(?:&?(?:mut )?self|cls|this)\b")
_NAMED = re.compile(r"\s*[(<\[=:]")
_IN_NAME = re.compile(r"[\w$]")
_BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class Count:
    """What lizard says of one function."""

    lines: int
    decisions: int


class Complexity:
    """Structure hints. Counts are kept by unit key, so that an edit costs the edited function only."""

    name = "complexity"

    def __init__(self) -> None:
        self._counts: OrderedDict[str, Count | None] = OrderedDict()
        self._simple: set[str] = set()
        """Keys of units that are far from everything that is told."""

    def look(self, source: Source, units: Sequence[Unit]) -> Seen:
        """At most one finding on the shape and one on the parameters of each function with a name."""
        language = by_id(source.language)
        if language is None:
            return Seen()
        lines = split_lines(source.text)
        findings: list[Finding] = []
        for unit in units:
            if unit.kind not in (UnitKind.FUNCTION, UnitKind.METHOD) or not unit.name:
                continue
            if unit.name.lower().startswith(TEST_NAMES):
                continue
            if unit.span.end.line - unit.span.start.line + 1 >= COUNTED_FROM:
                findings += self._shape(source, lines, unit)
            findings += _parameters(unit)
        return Seen(tuple(findings))

    def _shape(self, source: Source, lines: Sequence[str], unit: Unit) -> list[Finding]:
        if unit.key in self._simple:
            return []
        first, end = unit.body_line, unit.span.end.line + 1
        depth, deep_line = deepest(lines, first, end)
        if depth <= DEPTH_MAX and not _may_exceed(lines[unit.span.start.line : end], source.language):
            if len(self._simple) >= KEPT_MAX:
                self._simple.clear()
            self._simple.add(unit.key)
            return []
        count = self._count(source, lines, unit)
        if count is None:
            return []
        excess = {
            "complexity-long": count.lines / (LINES_MAX if count.decisions > STRAIGHT_MAX else STRAIGHT_LINES_MAX),
            "complexity-branches": count.decisions / DECISIONS_MAX,
            "complexity-depth": depth / DEPTH_MAX,
        }
        rule = max(excess, key=lambda name: excess[name])
        if excess[rule] <= 1:
            return []
        block = longest_block(lines, first, end)
        split = "Split it where it turns to something new, each part a function with a name of its own."
        if block is not None and block[1] - block[0] >= BLOCK_MIN:
            header = _code(lines[block[0]])
            split = (
                f"Move the {block[1] - block[0]} lines that begin with {header} at line {block[0] + 1} into a function "
                "of their own."
            )
        match rule:
            case "complexity-long":
                message = f"`{unit.name}` is {count.lines} lines of code long"
                why = "What does not fit on a screen is read in parts, and nobody holds all its variables in mind."
            case "complexity-branches":
                message = f"`{unit.name}` has {count.decisions} ways through it, in {count.lines} lines of code"
                why = "Each way wants a test of its own, and each new condition has to be right for all the others."
            case _:
                message = f"`{unit.name}` nests {depth} control statements, down to line {deep_line + 1}"
                why = "To know when the innermost line runs, a reader has to keep every condition around it in mind."
                split = (
                    f"Leave early (return, continue) instead of nesting around line {deep_line + 1}, or move the inner "
                    f"block that begins with {_code(lines[deep_line])} into a function of its own."
                )
        return [_finding(rule, unit, message, why, split)]

    def _count(self, source: Source, lines: Sequence[str], unit: Unit) -> Count | None:
        if unit.key in self._counts:
            self._counts.move_to_end(unit.key)
            return self._counts[unit.key]
        text = "".join(lines[unit.span.start.line : unit.span.end.line + 1])
        count = self._counts[unit.key] = _counted(text, source.language, unit.kind)
        if len(self._counts) > KEPT_MAX:
            self._counts.popitem(last=False)
        return count


def _may_exceed(lines: Sequence[str], language_id: str) -> bool:
    """Whether lizard could count too much in these lines: no more lines of code than lines, and no more decisions than
    times that a word or sign for one stands there, be it in a comment. lizard itself takes a hundred times as long."""
    return len(lines) > LINES_MAX or len(_decision(language_id).findall("".join(lines))) >= DECISIONS_MAX


@cache
def _decision(language_id: str) -> re.Pattern[str]:
    """What lizard counts as one more way through code in a language."""
    from lizard import get_reader_for

    language = by_id(language_id)
    reader = get_reader_for("x" + language.suffixes[0]) if language is not None else None
    if reader is None:
        return re.compile("")
    words = sorted(reader(None).conditions | {"=>"}, reverse=True)  # arms of a `match`; `#ifdef` begins with a word
    return re.compile("|".join(rf"\b{word}" if word.isalpha() else re.escape(word) for word in words))


def _counted(text: str, language_id: str, kind: UnitKind) -> Count | None:
    """lizard's counts of the function that the text is; None where it sees none."""
    from lizard import FileAnalyzer, get_extensions

    language = by_id(language_id)
    assert language is not None
    if text[:1].isspace() and language_id == "python":
        text = "class X:\n" + text
    elif kind is UnitKind.METHOD and language_id in CLASS_WRAPPED:
        text = f"class X {{ {text} }}"
    # RecursionError and the like come from lizard's own parsing of odd code; it has no error class of its own.
    try:
        functions = FileAnalyzer(get_extensions([])).analyze_source_code("x" + language.suffixes[0], text).function_list
    except (RecursionError, IndexError, AttributeError, StopIteration, RuntimeError):
        return None
    whole = max(functions, key=lambda function: function.end_line - function.start_line, default=None)
    return None if whole is None else Count(whole.nloc, whole.cyclomatic_complexity)


def _parameters(unit: Unit) -> list[Finding]:
    names = parameter_names(unit.signature, unit.name)
    if len(names) <= PARAMETERS_MAX:
        return []
    message = f"`{unit.name}` takes {len(names)} parameters"
    why = "Callers mix up their order, and every new need makes the list longer."
    together = ", ".join(f"`{name}`" for name in names[:NAMED_MAX])
    step = f"Put those that always come together, say {together}, into one object, or let them be given by name only."
    return [_finding("complexity-parameters", unit, message, why, step)]


def parameter_names(signature: str, name: str) -> list[str]:
    """Parameters that a caller has to give in order, from a signature on one line."""
    at = signature.find("(", _behind(name, signature))
    if at < 0:
        return []
    parts: list[str] = []
    part, closing = "", ""
    for char in signature[at + 1 :]:
        if closing and char == closing[-1]:
            closing = closing[:-1]
        elif char in _BRACKETS:
            closing += _BRACKETS[char]
        elif not closing and char == ")":
            break
        elif not closing and char == ",":
            parts.append(part.strip())
            part = ""
            continue
        part += char
    parts.append(part.strip())
    if "*" in parts:
        parts = parts[: parts.index("*")]
    return [p for p in parts if p and p != "/" and "=" not in p and p[0] not in "*." and not _SELF.match(p)]


def _behind(name: str, signature: str) -> int:
    """Where the name of the function ends in its signature; 0 where it does not stand there."""
    at = signature.find(name)
    while at >= 0:
        end = at + len(name)
        if _NAMED.match(signature, end) and not (at and _IN_NAME.match(signature[at - 1])):
            return end
        at = signature.find(name, at + 1)
    return 0


def _code(line: str) -> str:
    """A line's code in backticks, not too long."""
    text = line.strip().rstrip("{: ").replace("`", "'")
    return f"`{text if len(text) <= 40 else text[:39] + '…'}`"


def _finding(rule: str, unit: Unit, message: str, why: str, next_step: str) -> Finding:
    return Finding(
        rule=rule,
        span=unit.name_span,
        severity=Severity.HINT,
        confidence=CONFIDENCE,
        message=message,
        why=why,
        next_step=next_step,
        category="structure",
        source="complexity",
    )
