"""Units of a parsed text: where they are, what they use, and their keys."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.key import context_digest, unit_key
from spark_lsp.core.text import Position, Span
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.syntax.calls import calls_of, targets_of
from spark_lsp.syntax.imports import EVERYTHING, bound_names
from spark_lsp.syntax.parser import Parsed
from spark_lsp.syntax.tokens import Met, Scan

DEPTH_MAX = 40
"""Units nest no deeper; what is below belongs to the last that counts. Real code stays under ten."""
SIGNATURE_CHARS = 240
_INNER_SPACE = re.compile(r"(?<=[(\[]) | (?=[)\]])|,(?= ?[)\]])")
_TAIL = re.compile(r"[\s{;]*(?:=>|->|=|:)?[\s{;]*$")
_BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ANNOTATION = re.compile(r"@[\w.]+(?:\([^()]*\))?\s*")


@dataclass(slots=True)
class _Draft:
    """A unit whose relations are still to come."""

    unit: Unit
    first: int
    end: int
    start_byte: int
    end_byte: int
    header: tuple[str, ...] = ()
    """Its tokens up to the body, whatever the layout."""


def units_of(parsed: Parsed, found: Scan) -> tuple[Unit, ...]:
    """The module, then all units in the order of their starts, each after the unit it is in."""
    drafts = _drafts(parsed, found)
    calls = calls_of(parsed, found.calls, [(draft.start_byte, draft.end_byte) for draft in drafts])
    bare = [draft.unit for draft in drafts]
    callees = targets_of(bare, calls, parsed.language)
    callers: list[list[int]] = [[] for _ in drafts]
    for caller, targets in enumerate(callees):
        for target in targets:
            callers[target].append(caller)
    imported = _imported(parsed, found)
    bound = frozenset[str]().union(*(names for names, _, _ in imported))
    mentions = [i for i, token in enumerate(found.tokens) if token in bound]
    units = []
    for i, draft in enumerate(drafts):
        tokens = found.tokens[draft.first : draft.end]
        mentioned = mentions[bisect_left(mentions, draft.first) : bisect_left(mentions, draft.end)]
        words = {EVERYTHING, *(found.tokens[at] for at in mentioned)}
        used = [one for one in imported if not one[0].isdisjoint(words)]
        units.append(
            replace(
                draft.unit,
                imports=tuple(text for _, text, _ in used),
                calls=tuple(dict.fromkeys(call.name for call in calls[i])),
                callees=tuple(callees[i]),
                callers=tuple(callers[i]),
                key=unit_key(parsed.language.id, draft.unit.path, tokens),
                digest=context_digest([one[2] for one in used], [" ".join(drafts[t].header) for t in callees[i]]),
            )
        )
    return tuple(units)


def import_lines(found: Scan) -> tuple[tuple[int, int], ...]:
    """Lines of the import statements right in the module, (first, end exclusive), each line once."""
    lines: list[tuple[int, int]] = []
    for met in found.imports:
        first, column = met.node.start_point
        last, end_column = met.node.end_point
        if met.depth != 1 or column:
            continue
        end = last + (end_column > 0 or first == last)
        if not lines or first >= lines[-1][1]:
            lines.append((first, end))
    return tuple(lines)


def _drafts(parsed: Parsed, found: Scan) -> list[_Draft]:
    start, size = Position(0, 0), len(parsed.raw)
    lines = parsed.lines
    if lines and not lines[-1].endswith(("\n", "\r")):
        end = Position(len(lines) - 1, len(lines[-1]))
    else:
        end = Position(len(lines), 0)
    module = Unit(UnitKind.MODULE, "", (), Span(start, end), Span(start, start), 0, "", -1)
    drafts = [_Draft(module, 0, len(found.tokens), 0, size)]
    open_drafts = [0]
    for met in sorted(found.units, key=lambda met: (met.start.start_byte, -met.top.end_byte)):
        while drafts[open_drafts[-1]].end_byte <= met.start.start_byte and len(open_drafts) > 1:
            open_drafts.pop()
        if len(open_drafts) > DEPTH_MAX:
            continue
        drafts.append(_draft(parsed, found, met, open_drafts[-1], drafts))
        open_drafts.append(len(drafts) - 1)
    return drafts


def _draft(parsed: Parsed, found: Scan, met: Met, parent: int, drafts: Sequence[_Draft]) -> _Draft:
    frame, node = met.frame, met.node
    assert frame is not None
    around = drafts[parent].unit
    kind = frame.kind
    if kind is UnitKind.FUNCTION and around.kind is UnitKind.CLASS and met.top.type != "pair":
        kind = UnitKind.METHOD
    name = parsed.text_of(frame.name) if frame.name is not None else ""
    qualifiers = tuple(parsed.text_of(node) for node in frame.qualifiers)
    anonymous = "<class>" if kind is UnitKind.CLASS else "<lambda>"
    body_byte, body_point = node.end_byte, node.end_point
    if frame.body is not None:
        body_byte, body_point = frame.body.start_byte, frame.body.start_point
    if frame.name is not None:
        name_span = parsed.span(frame.name.start_point, frame.name.end_point)
    else:
        token = node
        while token.child_count:
            token = token.children[0]
        name_span = parsed.span(token.start_point, token.end_point)
    # The decorators of Python stand in a wrapper; those of others are attached, or annotations, which are cut.
    headed = node if met.top.type == "decorated_definition" or met.top.end_byte < body_byte else met.top
    span = parsed.span(met.start.start_point, met.top.end_point)
    signature = _signature(parsed.slice(headed.start_byte, body_byte), parsed.language.line_comment)
    if frame.body is None:
        signature = signature.split(" {")[0]
    elif frame.name is not None and frame.name.start_byte > body_byte:
        signature += f" {name}"  # typedef struct { … } name
    unit = Unit(
        kind=kind,
        name=name,
        path=(*around.path, *qualifiers, " ".join(name.split()) or anonymous),
        span=span,
        name_span=name_span,
        body_line=min(max(body_point.row, span.start.line), span.end.line),
        signature=signature,
        parent=parent,
    )
    first = bisect_left(found.starts, headed.start_byte, met.first, met.end)
    header = tuple(found.tokens[first : bisect_left(found.starts, body_byte, first, met.end)])
    return _Draft(unit, met.first, met.end, met.start.start_byte, met.top.end_byte, header)


def _signature(text: str, comment: str) -> str:
    """One line, laid out the same however the text is."""
    if comment == "//":
        text = _BLOCK_COMMENT.sub(" ", text)
    if "\n" in text:
        text = "\n".join(
            line.split(f" {comment}")[0] for line in text.split("\n") if not line.lstrip().startswith(comment)
        )
    text = " ".join(text.split())
    if text.startswith("@") and not text.startswith("@interface"):
        text = _ANNOTATION.sub("", text)
    text = _TAIL.sub("", _INNER_SPACE.sub("", text))
    return text if len(text) <= SIGNATURE_CHARS else text[:SIGNATURE_CHARS] + "…"


def _imported(parsed: Parsed, found: Scan) -> list[tuple[frozenset[str], str, str]]:
    """Import statements as (names that they bind, their text on one line, their tokens). Of a list in brackets each
    part is one."""
    statements = []
    for i, met in enumerate(found.imports):
        if i + 1 < len(found.imports) and found.imports[i + 1].node.start_byte < met.node.end_byte:
            continue
        tokens = found.tokens[met.first : met.end]
        text = _INNER_SPACE.sub("", " ".join(parsed.text_of(met.node).split()))
        if met.node.type == "import_spec":
            text = f"import {text}"
        statements.append((bound_names(parsed.language.id, tokens), text, " ".join(tokens)))
    return statements
