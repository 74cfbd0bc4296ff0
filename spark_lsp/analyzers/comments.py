"""Whether a fix leaves every comment as it is: none lost, none cut, none that swallows code."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ast_grep_py import SgNode, SgRoot

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.core.text import TextEdit
from spark_lsp.languages import by_id

_MARKS = ("#", "//", "/*", "<!--")


@dataclass(frozen=True, slots=True)
class _Comment:
    start: int
    end: int
    text: str
    to_line_end: bool


def keeps_comments(edits: Sequence[TextEdit], parsed: ParsedText) -> bool:
    """Whether every comment that the edits touch comes back whole in them. One that only moves within its edit is
    kept; code put behind one that runs to the line's end would be swallowed, and is refused."""
    return all(_keeps(edit, parsed) for edit in edits)


def _keeps(edit: TextEdit, parsed: ParsedText) -> bool:
    rows = parsed.lines[edit.span.start.line : edit.span.end.line + 1]
    if not any(mark in row for row in rows for mark in _MARKS):
        return True
    start, end = parsed.index.offset(edit.span.start), parsed.index.offset(edit.span.end)
    lost: Counter[str] = Counter()
    for comment in parsed.once("comments", _comments_of):
        if comment.start >= start and comment.end <= end and start < end:
            lost[comment.text] += 1
        elif comment.start < end and start < comment.end:
            return False
        elif comment.to_line_end and start == comment.end and not edit.text.startswith(("\n", "\r")):
            return start == end and not edit.text
    if not lost:
        return True
    engine = engine_name(parsed.language)
    return engine is not None and lost <= Counter(c.text for c in _comments(SgRoot(edit.text, engine).root(), parsed))


def _comments_of(parsed: ParsedText) -> list[_Comment]:
    return _comments(parsed.root, parsed)


def _comments(root: SgNode, parsed: ParsedText) -> list[_Comment]:
    language = by_id(parsed.language)
    if language is None:
        return []
    kinds = [{"kind": kind} for kind in sorted(language.comments) if kind != "line_continuation"]
    found = []
    for node in root.find_all({"rule": {"any": kinds}}):  # type: ignore[call-overload]
        text = node.text()
        bare = text.rstrip("\r\n")  # some grammars count the line's end in
        start = node.range().start.index
        found.append(_Comment(start, start + len(bare), bare, bare.startswith(language.line_comment)))
    return found
