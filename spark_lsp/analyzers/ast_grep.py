"""The adapter on ast-grep: runs the rules whose words occur in a text and turns matches into findings."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from ast_grep_py import SgNode, SgRoot

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.mend import edits_of
from spark_lsp.analyzers.origin import Origins
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulecheck import engine_reason
from spark_lsp.analyzers.shape import Origin, Shape
from spark_lsp.analyzers.shapes import shape_of
from spark_lsp.analyzers.vocabulary import Vocabulary
from spark_lsp.analyzers.wording import Wording
from spark_lsp.core.analysis import Seen, Source
from spark_lsp.core.finding import AnalyzerFailure, Finding, Fix, Severity
from spark_lsp.core.text import LineIndex, Position, Span, split_lines
from spark_lsp.core.unit import Unit

_DEEPEST = 1_000
_BRACKET = re.compile(r"[()\[\]{}]")


class RuleProvider(Protocol):
    """Where the rules in force come from; asked anew for each text, so that rules can be reloaded."""

    def rules_for(self, language: str) -> Sequence[Rule]:
        """Those that hold for a language."""
        ...


class AstGrep:
    """Our own rules and a person's."""

    name = "ast-grep"

    def __init__(self, rules: RuleProvider) -> None:
        self._rules = rules

    def look(self, source: Source, units: Sequence[Unit] = ()) -> Seen:
        """Findings of the rules that hold for the text's language. Depends on the text and the rules alone."""
        return look(source, self._rules.rules_for(source.language))


def look(source: Source, rules: Sequence[Rule]) -> Seen:
    """What the given rules see. A rule that raises is a failure, and the others are still run."""
    engine = engine_name(source.language)
    if engine is None:
        return Seen()
    vocabulary = Vocabulary(source.text)
    wanted = [rule for rule in rules if _may_hit(rule, source, vocabulary)]
    if not wanted:
        return Seen()
    if _nesting(source.text) > _DEEPEST:
        return Seen(failures=(AnalyzerFailure("ast-grep", f"{source.path}: brackets nest deeper than {_DEEPEST}"),))
    try:
        sight = _Sight(source, SgRoot(source.text, engine).root())
    except (RuntimeError, ValueError, UnicodeError) as error:  # a lone surrogate cannot be given to Rust
        return Seen(failures=(AnalyzerFailure("ast-grep", engine_reason(error)),))
    findings: dict[tuple[str, Span], Finding] = {}
    failures: list[AnalyzerFailure] = []
    for rule in wanted:
        try:
            for finding in sight.findings(rule):
                findings.setdefault((finding.rule, finding.span), finding)
        except Exception as error:  # noqa: BLE001  a rule that raises is told beside the findings of the others
            failures.append(AnalyzerFailure(rule.id, engine_reason(error)))
    return Seen(tuple(findings.values()), tuple(failures))


def _nesting(text: str) -> int:
    """How deep brackets nest; those in strings count too. At 1,000 rules take a second, at 10,000 minutes."""
    if text.count("(") + text.count("[") + text.count("{") <= _DEEPEST:
        return 0
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _may_hit(rule: Rule, source: Source, vocabulary: Vocabulary) -> bool:
    if rule.needs and not any(vocabulary.has(word) for word in rule.needs):
        return False
    return not (rule.paths or rule.not_paths) or _is_for(rule, source.path)


def _is_for(rule: Rule, path: str) -> bool:
    return (not rule.paths or _among(rule.paths, path)) and not _among(rule.not_paths, path)


@lru_cache(maxsize=512)  # the rules of a language share a few lists of globs, and a path is asked about at every edit
def _among(globs: tuple[str, ...], path: str) -> bool:
    steps = path.replace("\\", "/").split("/")
    return any(_names(glob, steps) for glob in globs)


def _names(glob: str, steps: Sequence[str]) -> bool:
    """Whether a glob names the path. It is compared step by step: over the whole path, the `*` of `test_*.py` would
    run through the folders above, and everything under `/home/me/test_drive/` would be a test."""
    wanted = [step for step in glob.removeprefix("./").split("/") if step]
    if wanted[-1:] == ["**"] or (len(wanted) > 1 and wanted[-1] == "*"):
        wanted[-1:] = ["*", "**"]
    return _leads(["**", *wanted], steps)


def _leads(wanted: Sequence[str], steps: Sequence[str]) -> bool:
    from fnmatch import fnmatch

    if not wanted:
        return not steps
    if wanted[0] == "**":
        return any(_leads(wanted[1:], steps[i:]) for i in range(len(steps) + 1))
    return bool(steps) and fnmatch(steps[0], wanted[0]) and _leads(wanted[1:], steps[1:])


class _Sight:
    """One parsed text while rules are run on it."""

    def __init__(self, source: Source, root: SgNode) -> None:
        self._text = source.text
        self._root = root
        self._shape: Shape | None = shape_of(source.language)
        self._lines = split_lines(source.text)
        self._index = LineIndex(self._lines)
        self._origins = Origins(root, self._shape) if self._shape is not None else None

    def findings(self, rule: Rule) -> list[Finding]:
        found: list[Finding] = []
        for match in self._root.find_all(dict(rule.config)):  # type: ignore[call-overload]
            worst = self._worst_origin(rule, match)
            if rule.origin and worst is None:
                continue
            found.append(self._finding(rule, match, worst))
        return found

    def _worst_origin(self, rule: Rule, match: SgNode) -> Origin | None:
        """The worst origin among the variables a rule asks about; None where one of them is not as wanted."""
        worst: Origin | None = None
        for name, wanted in rule.origin.items():
            node = match.get_match(name)
            nodes = [node] if node is not None else match.get_multiple_matches(name)
            if self._origins is None or not nodes:
                return None
            origin = max(self._origins.of(node, rule.sanitizers) for node in nodes)
            if origin not in wanted:
                return None
            worst = origin if worst is None else max(worst, origin)
        return worst

    def _finding(self, rule: Rule, match: SgNode, origin: Origin | None) -> Finding:
        words = Wording(match, self._text, self._shape)
        severity = _severity(rule.severity, rule.severity_by, origin)
        return Finding(
            rule=rule.id,
            span=self._anchor(rule, match),
            severity=severity,
            confidence=rule.confidence,
            message=words.fill(rule.message),
            why=words.fill(rule.note),
            next_step=words.fill(rule.next_step),
            category=rule.category,
            source=rule.source,
            cwe=rule.cwe,
            fix=self._fix(rule, match, words),
        )

    def _fix(self, rule: Rule, match: SgNode, words: Wording) -> Fix | None:
        if rule.fix is None:
            return None
        edits = edits_of(rule.fix, match, self._text, self._index)
        if not edits:
            return None
        title = words.fill(rule.fix_title) or f"Change as {rule.id} says"
        return Fix(title, edits, safe=rule.safe_fix)

    def _anchor(self, rule: Rule, match: SgNode) -> Span:
        """The place to underline, on one line. ast-grep counts lines by \\n alone, so only its offsets are used."""
        node = match.get_match(rule.anchor) if rule.anchor else None
        several = match.get_multiple_matches(rule.anchor) if rule.anchor and node is None else []
        first, last = (several[0], several[-1]) if several else (node or match, node or match)
        start = self._index.position(first.range().start.index)
        end = self._index.position(last.range().end.index)
        if end.line > start.line:
            end = Position(start.line, max(start.column, len(self._lines[start.line].rstrip())))
        return Span(start, end)


def _severity(plain: Severity, by_origin: Mapping[Origin, Severity], origin: Origin | None) -> Severity:
    if origin is None:
        return plain
    if origin is Origin.LOCAL and origin not in by_origin:
        return by_origin.get(Origin.PARAMETER, plain)  # whoever runs the program is no worse than who calls it
    return by_origin.get(origin, plain)
