"""A model's repair before it is tried: the lines that it replaces exist, and it names nothing that does not."""

import re

from spark_lsp.core.mentions import WORD, strings, without_comments, without_strings
from spark_lsp.core.question import Draft, Question, Repair
from spark_lsp.core.unit import UnitKind

LINES_MAX = 20
"""Longest repair, lines: a small model's longer ones are rewrites."""

REACH_LINES = 4
"""How far from the finding a repair may begin or end, lines."""

_NUMBERED = re.compile(r"^\s*\d+: ?", re.MULTILINE)
_FENCE = re.compile(r"^```\w*\n|\n?```\s*$")
_BOUND = re.compile(
    r"([^\W\d]\w*)\s*(?::=|(?<![=!<>])=(?!=))|\b(?:as|for|let|const|var|mut|def|fn|func)\s+([^\W\d]\w*)"
)
_DANGER_WORDS = """
eval exec compile system popen Popen subprocess pickle marshal urlopen requests httpx socket ctypes __import__ fetch
XMLHttpRequest Function child_process Runtime ProcessBuilder
"""

_DANGER = frozenset(_DANGER_WORDS.split())
"""Names that no repair may bring in, whatever it mends."""


_WAIVER = re.compile(
    r"no(?:qa|sec|lint|sonar)|eslint-|biome-ignore|oxlint-|ts-(?:ignore|expect-error|nocheck)|pylint:|mypy:|pyright:"
    r"|type: *ignore|pragma|spark:|#!?\[allow|SuppressWarnings|suppress|disable",
    re.IGNORECASE,
)
"""What tells a checker to be silent: the finding would be gone, and the defect not."""

_URL = re.compile(r"\w+://\S*|\bwww\.\S+")

_COMMON_WORDS = """
utf utf8 ascii latin replace strict ignore surrogateescape backslashreplace xmlcharrefreplace noopener noreferrer sha256
sha512 https application json text html plain charset random secrets append binary
"""

_IN_STRINGS = frozenset(_COMMON_WORDS.split())
"""Words that a repair may put into a string though the code does not have them."""


def _new(pattern: re.Pattern[str], text: str, known: str) -> bool:
    """Whether a match in the text stands nowhere in what is known."""
    return any(match[0] not in known for match in pattern.finditer(text))


def _new_words(text: str, known: str) -> bool:
    there = {word.lower() for word in WORD.findall(known)}
    return any(
        len(word) > 3 and word.lower() not in there and word.lower() not in _IN_STRINGS for word in WORD.findall(text)
    )


def grounded_repair(draft: Draft, question: Question, names: set[str] | frozenset[str]) -> Repair | str | None:
    """The repair; a word of the gate where it may not be tried; None where there is none."""
    if draft.replacement is None or question.kind is UnitKind.MODULE or question.subject is None:
        return None
    first = draft.first_line
    if first is None:
        return None
    last = draft.last_line if draft.last_line is not None else first
    text = _FENCE.sub("", draft.replacement)
    if text.strip() and all(_NUMBERED.match(line) for line in text.strip().splitlines()):
        text = _NUMBERED.sub("", text)
    if not 1 <= first <= last <= len(question.lines):
        return "lines that do not exist"
    at = question.subject.span.start.line + 1
    if not first - REACH_LINES <= at <= last + REACH_LINES:
        return "far from the finding"
    if not text.strip():
        return "leaves out the code"
    if len(text.splitlines()) > LINES_MAX or last - first >= LINES_MAX:
        return "rewrites too much"
    code = without_comments("\n".join(question.lines), question.language)
    known_text = "\n".join([code, question.subject.next_step, question.subject.why])
    if re.search(r"<redacted|‹|›", text) or _new(_URL, text, known_text) or _new_words(strings(text), known_text):
        return "brings in a text from nowhere"
    if _new(_WAIVER, text, "\n".join(question.lines[first - 1 : last])):
        return "silences instead of mending"
    bare = without_strings(without_comments(text, question.language))
    used = set(WORD.findall(bare))
    bound = {name for match in _BOUND.findall(bare) for name in match if name}
    own = set(WORD.findall(without_strings(code)))
    if set(WORD.findall(text)) & _DANGER - own:
        return "brings in what is dangerous"
    if used - bound - names:
        return "names what does not exist"
    return Repair(first - 1, last, text)
