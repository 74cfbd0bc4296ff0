"""The adapter on ast-grep: runs the rules whose words occur in a text and turns matches into findings."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Protocol

from spark_lsp.analyzers.engine_names import engine_name
from spark_lsp.analyzers.matching import findings_of
from spark_lsp.analyzers.parsed import ParsedText
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulecheck import engine_reason
from spark_lsp.analyzers.vocabulary import Vocabulary
from spark_lsp.core.analysis import Seen, Source
from spark_lsp.core.finding import AnalyzerFailure, Finding
from spark_lsp.core.text import Span, split_lines
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
    # A word that only the imports of an excerpt have would have most rules run at each keystroke for nothing; what is
    # missed by it now and then is found with the whole file, a moment later.
    vocabulary = Vocabulary("".join(split_lines(source.text)[source.own :]) if source.own else source.text)
    again = source.again
    if again is not None:
        words = Vocabulary(again.touched)
        rules = [rule for rule in rules if rule.id in again.rules or not rule.needs or words.has_one_of(rule.needs)]
    wanted = [rule for rule in rules if _may_hit(rule, source, vocabulary)]
    if not wanted:
        return Seen()
    if _nesting(source.text) > _DEEPEST:
        return Seen(failures=(AnalyzerFailure("ast-grep", f"{source.path}: brackets nest deeper than {_DEEPEST}"),))
    try:
        parsed = ParsedText(source, engine, vocabulary)
    except (RuntimeError, ValueError, UnicodeError) as error:  # a lone surrogate cannot be given to Rust
        return Seen(failures=(AnalyzerFailure("ast-grep", engine_reason(error)),))
    findings: dict[tuple[str, Span], Finding] = {}
    failures: list[AnalyzerFailure] = []
    for rule in wanted:
        try:
            for finding in findings_of(rule, parsed):
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
    if source.own is not None and rule.look:
        return False  # most compare units, the others take longer than a hover may wait
    if rule.needs and not vocabulary.has_one_of(rule.needs):
        return False
    if rule.also and not vocabulary.has_one_of(rule.also):
        return False
    if (rule.paths or rule.not_paths) and not _is_for(rule, source.path):
        return False
    return not rule.seen or _compiled(rule.seen).search(source.text) is not None


def _is_for(rule: Rule, path: str) -> bool:
    return (not rule.paths or _among(rule.paths, path)) and not _among(rule.not_paths, path)


@lru_cache(maxsize=512)  # the rules of a language share a few lists of globs, and a path is asked about at every edit
def _among(globs: tuple[str, ...], path: str) -> bool:
    return _named(globs).search("/" + path.replace("\\", "/")) is not None


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.MULTILINE)


@lru_cache(maxsize=512)
def _named(globs: tuple[str, ...]) -> re.Pattern[str]:
    """The paths that globs name. A `*` stays within one step: else that of `test_*.py` would run through the folders
    above, and everything under `/home/me/test_drive/` would be a test."""
    return re.compile("|".join(_pattern(glob) for glob in globs))


def _pattern(glob: str) -> str:
    wanted = [step for step in glob.removeprefix("./").removeprefix("**/").split("/") if step]
    if wanted[-1:] == ["**"] or (len(wanted) > 1 and wanted[-1] == "*"):
        wanted[-1:] = ["*", "**"]
    return "".join("(?:/[^/]*)*" if step == "**" else "/" + _step(step) for step in wanted) + r"\Z"


def _step(glob: str) -> str:
    """One step of a glob as a pattern; `*` and `?` keep to the step."""
    from fnmatch import translate

    return translate(glob)[len("(?s:") : -len(r")\Z")].replace(".*", "[^/]*")
