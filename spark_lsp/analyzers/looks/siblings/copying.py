"""The repair of an omitted check: the sibling's own statement, put where the function has come as far."""

import re
from collections.abc import Sequence

from ast_grep_py import SgNode

from spark_lsp.analyzers.looks.siblings.functions import Function
from spark_lsp.analyzers.looks.siblings.omission import Omission
from spark_lsp.analyzers.looks.siblings.plain import identifiers, plain_code
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.core.text import Position, Span, TextEdit

_MOST_LINES = 6
_BARE = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")


def copied_check(parsed: ParsedText, omission: Omission) -> tuple[TextEdit, ...]:
    """One insertion, or none: where the check is one whole statement of the sibling, and every name in it means the
    same in the function that lacks it."""
    doer, function = omission.doers[0], omission.function
    theirs, mine = _statements(parsed, doer), _statements(parsed, function)
    shown = _BARE.search(omission.act.shown)
    if not theirs or not mine or shown is None:
        return ()
    checks = [i for i, s in enumerate(theirs) if shown[0] in s.text() and _is_check(s, doer)]
    if len(checks) != 1:
        return ()
    check = theirs[checks[0]]
    if not _means_the_same(check.text(), doer, function):
        return ()
    after = _come_as_far(theirs[: checks[0]], mine, omission.act.about, function)
    if after is None:
        return ()
    return _inserted(parsed, check, mine, after)


def _statements(parsed: ParsedText, function: Function) -> list[SgNode]:
    """Of the function's own body, comments out."""
    kinds = sorted(function.grammar.functions)
    for node in parsed.root.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}}):
        covered = node.range()
        if (covered.start.index, covered.end.index) == function.span:
            return _inside(node.field("body"))
    return []


def _inside(block: SgNode | None) -> list[SgNode]:
    found = [s for s in block.children() if s.is_named() and "comment" not in s.kind()] if block is not None else []
    return _inside(found[0]) if len(found) == 1 and found[0].kind() == "statement_list" else found


def _is_check(statement: SgNode, doer: Function) -> bool:
    """Whether it does nothing but check: a condition with one outcome, or a call for its effect."""
    text = statement.text()
    if text.count("\n") >= _MOST_LINES:
        return False
    if statement.kind() == "expression_statement":
        inner = next(c for c in statement.children() if c.is_named())
        if inner.kind() not in doer.grammar.branches:
            return True
        statement = inner
    fields = doer.grammar.branches.get(statement.kind())
    return fields is not None and (not fields[2] or statement.field(fields[2]) is None)


def _means_the_same(check: str, doer: Function, function: Function) -> bool:
    for name in set(identifiers(plain_code(check, doer.grammar, doer.receiver))):
        if name in doer.types:
            if name not in function.types or name in function.rebound - doer.rebound:
                return False
        elif name in doer.loads:
            if function.loads.get(name) != doer.loads[name]:
                return False
        elif (name in doer.rebound) != (name in function.rebound):
            return False
    return doer.receiver == function.receiver


def _come_as_far(before: Sequence[SgNode], mine: Sequence[SgNode], about: str, function: Function) -> int | None:
    """How many of the function's statements come before the check; None where that is not plain."""
    texts = [" ".join(s.text().split()) for s in mine]
    for statement in reversed(before):
        text = " ".join(statement.text().split())
        if texts.count(text) == 1:
            return texts.index(text) + 1
    if about in function.loads:
        given = re.compile(rf"(?<![\w.]){re.escape(about)}\b[\w ,:<>\[\]]*=(?!=)")
        places = [i for i, s in enumerate(mine) if given.search(s.text().split("\n", 1)[0])]
        return places[0] + 1 if places else None
    if about in function.types or not about:
        return 1 if mine[0].text().lstrip("rRbBuU")[:1] in "\"'" else 0
    return None


def _inserted(parsed: ParsedText, check: SgNode, mine: Sequence[SgNode], after: int) -> tuple[TextEdit, ...]:
    if after >= len(mine):
        return ()
    before = mine[after - 1] if after else None
    next_ = parsed.index.position(mine[after].range().start.index)
    at = parsed.index.position(before.range().end.index).line + 1 if before is not None else next_.line
    line = parsed.lines[next_.line]
    indent = line[: next_.column]
    start = parsed.index.position(check.range().start.index)
    theirs = parsed.lines[start.line][: start.column]
    if at > next_.line or indent.strip() or theirs.strip():
        return ()  # statements that share a line
    end = "\r\n" if line.endswith("\r\n") else "\n"
    rows = check.text().splitlines()
    moved = [rows[0], *(row.removeprefix(theirs) if row.startswith(theirs) else row.lstrip() for row in rows[1:])]
    return (TextEdit(Span(Position(at, 0), Position(at, 0)), "".join(indent + row + end for row in moved)),)
