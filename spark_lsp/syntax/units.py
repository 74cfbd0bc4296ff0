"""Units of a parsed text: where they are, what they use, who calls whom, and their keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spark_lsp.core.key import context_digest, unit_key
from spark_lsp.core.text import Position, Span
from spark_lsp.core.unit import Unit, UnitKind
from spark_lsp.syntax.naming import called, first_node, name_node, plain_name, receiver, signature
from spark_lsp.syntax.parser import Parsed
from spark_lsp.syntax.walk import Met, Walked

_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_IMPORT_WORDS = frozenset(
    ("import", "from", "as", "use", "using", "namespace", "static", "pub", "crate", "self", "super", "extern", "type")
)


@dataclass(slots=True)
class _Draft:
    unit: Unit
    first: int
    end: int
    start_byte: int
    end_byte: int


def units_of(parsed: Parsed, walked: Walked) -> tuple[Unit, ...]:
    """The module, then all units in the order of their starts, each after the unit it is in."""
    drafts = [_module(parsed, walked)]
    open_drafts = [0]
    for met in walked.units:
        draft = _draft(parsed, met, drafts, open_drafts)
        if draft is not None:
            drafts.append(draft)
            open_drafts.append(len(drafts) - 1)
    calls = _calls(parsed, walked, drafts)
    imported = _imported(parsed, walked)
    callees = _callees(drafts, calls, parsed.language.selfs)
    callers: list[list[int]] = [[] for _ in drafts]
    for caller, targets in enumerate(callees):
        for target in targets:
            callers[target].append(caller)
    units = []
    for i, draft in enumerate(drafts):
        tokens = walked.tokens[draft.first : draft.end]
        used = _used(tokens, imported)
        signatures = [drafts[t].unit.signature for t in callees[i]]
        units.append(
            replace(
                draft.unit,
                imports=used,
                calls=tuple(calls[i]),
                callees=tuple(callees[i]),
                callers=tuple(callers[i]),
                key=unit_key(parsed.language.id, draft.unit.path, tokens),
                digest=context_digest(used, signatures),
            )
        )
    return tuple(units)


def import_lines(parsed: Parsed, walked: Walked) -> tuple[tuple[int, int], ...]:
    """Lines of the import statements, (first, end exclusive), each line once."""
    found: list[tuple[int, int]] = []
    for met in walked.imports:
        first = parsed.position(met.node.start_byte).line
        last = parsed.position(max(met.node.start_byte, met.node.end_byte - 1)).line
        if found and first < found[-1][1]:
            continue
        found.append((first, last + 1))
    return tuple(found)


def _module(parsed: Parsed, walked: Walked) -> _Draft:
    start = Position(0, 0)
    unit = Unit(
        kind=UnitKind.MODULE,
        name="",
        path=(),
        span=Span(start, parsed.position(len(parsed.raw))),
        name_span=Span(start, start),
        body_line=0,
        signature="",
        parent=-1,
    )
    return _Draft(unit, 0, len(walked.tokens), 0, len(parsed.raw))


def _draft(parsed: Parsed, met: Met, drafts: list[_Draft], open_drafts: list[int]) -> _Draft | None:
    """None for what is no unit of its own: a small function without a name, a type that is only mentioned."""
    node, language = met.node, parsed.language
    kind = language.units[node.type]
    body = next((b for b in map(node.child_by_field_name, language.body_fields) if b is not None), None)
    named = name_node(node, met.parents, language)
    if kind is UnitKind.CLASS and body is None and node.type.endswith("_specifier"):
        return None
    if named is None and node.start_point.row == node.end_point.row:
        return None
    top = first_node(node, met.parents, language)
    end_byte = max(node.end_byte, top.end_byte if top.end_byte >= node.end_byte and top is not node else 0)
    if top.end_byte < node.start_byte:
        end_byte = node.end_byte
    while len(open_drafts) > 1 and drafts[open_drafts[-1]].end_byte <= node.start_byte:
        open_drafts.pop()
    parent = open_drafts[-1]
    end_byte = min(end_byte, drafts[parent].end_byte)
    start_byte = max(top.start_byte, drafts[parent].start_byte)
    if kind is UnitKind.FUNCTION and drafts[parent].unit.kind is UnitKind.CLASS:
        kind = UnitKind.METHOD
    name = plain_name(parsed.slice(named)) if named is not None else ""
    owner = receiver(node, parsed)
    parts = [owner] if owner else []
    if "::" in name:
        *qualifiers, name = name.split("::")
        parts += [q for q in qualifiers if q]
        kind = UnitKind.METHOD if kind is UnitKind.FUNCTION else kind
    path = (*drafts[parent].unit.path, *parts, name or f"<{'lambda' if kind is not UnitKind.CLASS else 'class'}>")
    start = parsed.position(start_byte)
    body_start = body.start_byte if body is not None else end_byte
    if named is not None and start_byte <= named.start_byte <= named.end_byte <= end_byte:
        text = parsed.slice(named)
        skip = text.rfind("::") + 2 if "::" in text else 0
        begin = named.start_byte + len(text[:skip].encode())
        name_span = parsed.span(begin, named.end_byte)
        if not name or parsed.raw[begin : named.end_byte].decode("utf-8", "replace") != name:
            name_span = parsed.span(named.start_byte, named.end_byte)
    else:
        name_span = parsed.span(node.start_byte, min(body_start, node.end_byte))
        name_span = Span(name_span.start, min(name_span.end, _line_end(parsed, name_span.start.line)))
    unit = Unit(
        kind=kind,
        name=name,
        path=path,
        span=Span(start, parsed.position(end_byte)),
        name_span=name_span,
        body_line=max(start.line, parsed.position(body_start).line),
        signature=signature(parsed.raw[node.start_byte : max(node.start_byte, body_start)].decode("utf-8", "replace")),
        parent=parent,
    )
    return _Draft(unit, met.first, met.end, start_byte, end_byte)


def _line_end(parsed: Parsed, line: int) -> Position:
    return Position(line, len(parsed.lines[line].rstrip("\r\n")) if line < len(parsed.lines) else 0)


def _calls(parsed: Parsed, walked: Walked, drafts: Sequence[_Draft]) -> list[list[str]]:
    """For each unit the names it calls itself, not those that units inside it call."""
    calls: list[dict[str, None]] = [{} for _ in drafts]
    open_drafts, next_draft = [0], 1
    for met in walked.calls:
        while next_draft < len(drafts) and drafts[next_draft].first <= met.first:
            open_drafts.append(next_draft)
            next_draft += 1
        while len(open_drafts) > 1 and drafts[open_drafts[-1]].end <= met.first:
            open_drafts.pop()
        at = open_drafts[-1]
        while drafts[at].end <= met.first:
            at = drafts[at].unit.parent
        name = called(met.node, parsed.language.calls[met.node.type], parsed)
        if name:
            calls[at][name] = None
    return [list(names) for names in calls]


def _callees(drafts: Sequence[_Draft], calls: Sequence[Sequence[str]], selfs: Sequence[str]) -> list[list[int]]:
    """Targets within the file, by name: `f`, `self.f` in the same class, `Class.f`."""
    by_name: dict[str, int] = {}
    by_path: dict[tuple[str, ...], int] = {}
    for i, draft in enumerate(drafts):
        unit = draft.unit
        if unit.name and unit.kind is not UnitKind.METHOD:
            by_name.setdefault(unit.name, i)
        if len(unit.path) >= 2:
            by_path.setdefault(unit.path[-2:], i)
    found: list[list[int]] = []
    for i, names in enumerate(calls):
        targets: dict[int, None] = {}
        owner = drafts[i].unit.path[-2] if len(drafts[i].unit.path) >= 2 else ""
        for name in names:
            *before, last = name.split(".")
            if not before:
                target = by_name.get(last, by_path.get((owner, last)))
            elif before[-1] in selfs:
                target = by_path.get((owner, last))
            else:
                target = by_path.get((before[-1], last))
            if target is not None and target != i:
                targets[target] = None
        found.append(list(targets))
    return found


def _imported(parsed: Parsed, walked: Walked) -> list[tuple[frozenset[str], str]]:
    """Import statements as (the words they may bind, their text)."""
    found = []
    for met in walked.imports:
        text = parsed.slice(met.node)
        bound = text.split(" import ", 1)[1] if text.startswith("from ") and " import " in text else text
        found.append((frozenset(_WORD.findall(bound)) - _IMPORT_WORDS, text))
    return found


def _used(tokens: Sequence[str], imported: Sequence[tuple[frozenset[str], str]]) -> tuple[str, ...]:
    if not imported:
        return ()
    words = set(tokens)
    return tuple(dict.fromkeys(text for bound, text in imported if not bound.isdisjoint(words)))


__all__ = ["Met", "import_lines", "units_of"]
