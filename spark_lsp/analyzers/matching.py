"""Runs one rule on one parsed text: by its pattern or by its look, and words what was found."""

from collections.abc import Iterator, Mapping

from ast_grep_py import SgNode

from spark_lsp.analyzers.comments import keeps_comments
from spark_lsp.analyzers.hit import Hit
from spark_lsp.analyzers.looks import look_named
from spark_lsp.analyzers.mend import edits_of
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.shape import Origin
from spark_lsp.analyzers.wording import HitWording, MatchWording, Wording
from spark_lsp.core.finding import Finding, Fix, Severity
from spark_lsp.core.text import Span, TextEdit


def findings_of(rule: Rule, parsed: ParsedText) -> Iterator[Finding]:
    """What one rule says of the text. Raises what ast-grep or the look raises."""
    if rule.look:
        yield from _looked(rule, parsed)
        return
    for match in parsed.root.find_all(dict(rule.config)):  # type: ignore[call-overload]
        worst = _worst_origin(rule, match, parsed)
        if not rule.origin or worst is not None:
            yield _matched(rule, match, worst, parsed)


def _looked(rule: Rule, parsed: ParsedText) -> Iterator[Finding]:
    look = look_named(rule.look)
    if look is None:
        raise LookupError(f"there is no look {rule.look!r}")
    for hit in look.look(parsed, rule):
        yield _worded(
            rule,
            HitWording(hit, parsed.shape),
            hit,
            _made(rule, hit.edits, parsed),
            parsed,
        )


def _matched(rule: Rule, match: SgNode, worst: Origin | None, parsed: ParsedText) -> Finding:
    node = match.get_match(rule.anchor) if rule.anchor else None
    several = match.get_multiple_matches(rule.anchor) if rule.anchor and node is None else []
    words = MatchWording(match, parsed.text, parsed.shape)
    place = Hit(several[0] if several else node or match, severity=_severity(rule.severity, rule.severity_by, worst))
    return _worded(rule, words, place, _fix(rule, match, parsed), parsed, last=several[-1] if several else None)


def _worded(
    rule: Rule, words: Wording, hit: Hit, fix: Fix | None, parsed: ParsedText, *, last: SgNode | None = None
) -> Finding:
    if fix is not None:
        fix = Fix(words.fill(fix.title), fix.edits, safe=fix.safe)
    return Finding(
        rule=rule.id,
        span=parsed.span(hit.node, last),
        severity=rule.severity if hit.severity is None else hit.severity,
        confidence=rule.confidence if hit.confidence is None else hit.confidence,
        message=words.fill(rule.message if hit.message is None else hit.message),
        why=words.fill(rule.note),
        next_step=words.fill(rule.next_step),
        category=rule.category,
        source=rule.source,
        cwe=rule.cwe,
        fix=fix,
        rests_on=tuple(Span(parsed.index.position(start), parsed.index.position(end)) for start, end in hit.rests_on),
    )


def _fix(rule: Rule, match: SgNode, parsed: ParsedText) -> Fix | None:
    if rule.fix is None:
        return None
    return _made(rule, edits_of(rule.fix, match, parsed.text, parsed.index), parsed)


def _made(rule: Rule, edits: tuple[TextEdit, ...], parsed: ParsedText) -> Fix | None:
    if not edits or not keeps_comments(edits, parsed):
        return None
    return Fix(rule.fix_title or f"Change as {rule.id} says", edits, safe=rule.safe_fix)


def _worst_origin(rule: Rule, match: SgNode, parsed: ParsedText) -> Origin | None:
    """The worst origin among the variables a rule asks about; None where one of them is not as wanted."""
    worst: Origin | None = None
    for name, wanted in rule.origin.items():
        node = match.get_match(name)
        nodes = [node] if node is not None else match.get_multiple_matches(name)
        if parsed.origins is None or not nodes:
            return None
        origin = max(parsed.origins.of(node, rule.sanitizers) for node in nodes)
        if origin not in wanted:
            return None
        worst = origin if worst is None else max(worst, origin)
    return worst


def _severity(plain: Severity, by_origin: Mapping[Origin, Severity], origin: Origin | None) -> Severity:
    if origin is None:
        return plain
    if origin is Origin.LOCAL and origin not in by_origin:
        return by_origin.get(Origin.PARAMETER, plain)  # whoever runs the program is no worse than who calls it
    return by_origin.get(origin, plain)
