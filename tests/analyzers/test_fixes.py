"""Fixes hold however the code is written: each rule's on each of its snippets, mutated, and on real code with the
snippet planted in it. A fix may be missing where it would cost a comment; where there is one it is right."""

import random
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.build import quick_analyst
from spark_lsp.core.advisory import VerifiedEdit
from spark_lsp.core.analysis import Analysis, Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.text import apply_edits, split_lines
from spark_lsp.engine.fixpoint import Candidate, fixed
from spark_lsp.engine.worker import Setup
from spark_lsp.languages import for_file
from tests.analyzers.mutations import MUTATIONS, Mutation, comments, parse_errors

ROOT = Path(__file__).parents[2]
RULES = {rule.id: rule for rule in RuleBook().all()}


def findings(rule: Rule, text: str, language: str) -> Sequence[Finding]:
    seen = look(Source(text, language, "snippet"), [rule])
    assert seen.failures == ()
    return seen.findings


def snippets(rule: Rule) -> Iterator[tuple[str, str]]:
    """(language, snippet) of those that the rule has a fix for."""
    for language in rule.languages:
        for snippet in rule.examples_for(language).invalid:
            if any(f.fix is not None for f in findings(rule, snippet, language)):
                yield language, snippet


FIXABLE = {id_: pairs for id_, rule in RULES.items() if (rule.fix or rule.look) and (pairs := list(snippets(rule)))}


def assert_mends_well(rule: Rule, text: str, language: str) -> int:
    """Every fix of the rule, each tried alone on the text; how many there were."""
    found = findings(rule, text, language)
    tried = 0
    for finding in found:
        if finding.fix is None:
            continue
        tried += 1
        mended = apply_edits(text, finding.fix.edits)
        where = f"{rule.id}\n{text}\n→\n{mended}"
        assert parse_errors(mended, language) <= parse_errors(text, language), where
        assert compiles(mended, language) or not compiles(text, language), where
        assert len(findings(rule, mended, language)) == len(found) - 1, where  # it is gone, and none came
        assert comments(text, language) <= comments(mended, language), where
        assert only_its_lines_changed(finding, text, mended), where
        if "\n" not in text.replace("\r\n", ""):
            assert "\n" not in mended.replace("\r\n", ""), where
    return tried


def compiles(text: str, language: str) -> bool:
    """Whether Python takes it; the other languages' compilers are not at hand."""
    if language != "python":
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            compile(text, "snippet", "exec")
        except SyntaxError:
            return False
    return True


def only_its_lines_changed(finding: Finding, text: str, mended: str) -> bool:
    assert finding.fix is not None
    old, new = split_lines(text), split_lines(mended)
    first = min(edit.span.start.line for edit in finding.fix.edits)
    below = len(old) - 1 - max(edit.span.end.line for edit in finding.fix.edits)
    same_tail = old[len(old) - below :] == new[len(new) - below :] if below > 0 else True
    return old[:first] == new[:first] and same_tail


def test_enough_rules_have_fixes_for_this_to_mean_anything() -> None:
    assert len(FIXABLE) >= 30
    assert {language for pairs in FIXABLE.values() for language, _ in pairs} >= {"python", "javascript", "java", "c"}


@pytest.mark.parametrize("rule", FIXABLE, ids=str)
def test_a_fix_holds_however_its_snippet_is_written(rule: str) -> None:
    for language, snippet in FIXABLE[rule]:
        alone = assert_mends_well(RULES[rule], snippet, language)
        tried = [assert_mends_well(RULES[rule], m(snippet, language), language) for m in MUTATIONS]
        assert alone >= 1
        # A fix that is offered on its own snippet alone would pass the rest of this unseen.
        assert sum(count > 0 for count in tried) >= len(MUTATIONS) // 2, (snippet, tried)


@given(
    st.sampled_from(sorted(FIXABLE)).flatmap(lambda rule: st.tuples(st.just(rule), st.sampled_from(FIXABLE[rule]))),
    st.lists(st.sampled_from(MUTATIONS), min_size=2, max_size=4),
)
@settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_fix_holds_under_several_mutations(chosen: tuple[str, tuple[str, str]], steps: list[Mutation]) -> None:
    rule, (language, text) = chosen
    for step in steps:
        text = step(text, language)
    assert_mends_well(RULES[rule], text, language)


def real_files(language: str) -> list[str]:
    """Texts of our own that are in the language, or what its rules leave alone, as one text."""
    files = [*sorted((ROOT / "spark_lsp" / "core").glob("*.py")), *sorted((ROOT / "editors" / "sample").glob("*"))]
    texts = [f.read_text("utf-8") for f in files if (known := for_file(f.name)) is not None and known.id == language]
    quiet = [s for rule in RULES.values() if language in rule.languages for s in rule.examples_for(language).valid]
    return texts or ["\n".join(quiet[:40])]


def planted(snippet: str, text: str, language: str, chance: random.Random) -> str:
    """The snippet between two things at the top of the text, or at its end where that does not parse."""
    lines = text.splitlines(keepends=True)
    errors = parse_errors(text, language)
    spots = [n for n, line in enumerate(lines) if n and not lines[n - 1].strip() and line[:1].strip()]
    for n in chance.sample(spots, min(4, len(spots))):
        whole = "".join([*lines[:n], snippet, "\n", *lines[n:]])
        if parse_errors(whole, language) <= errors + parse_errors(snippet, language) and compiles(whole, language):
            return whole
    return f"{text}\n{snippet}"


@pytest.mark.parametrize("rule", FIXABLE, ids=str)
def test_a_fix_holds_in_real_code(rule: str) -> None:
    chance = random.Random(rule)
    tried = 0
    for language, snippet in FIXABLE[rule]:
        text = planted(snippet, chance.choice(real_files(language)), language, chance)
        for mutation in chance.sample([m for m in MUTATIONS if m.__name__ in CHEAP], 2):
            tried += assert_mends_well(RULES[rule], mutation(text, language), language)
    assert tried > 0


CHEAP = ("nested", "with_tabs", "with_crlf", "twice", "without_last_line_end")
"""Mutations that do not parse a large text at every line."""

ANALYST = quick_analyst(Setup(frozenset({"structure"}), ()))


def everything(source: Source, analysis: Analysis) -> list[Candidate]:
    return [
        Candidate(f.rule, f.span, VerifiedEdit(f.fix.title, f.fix.edits, f.fix.checks, f.fix.safe))
        for f in analysis.findings
        if f.fix is not None
    ]


@pytest.mark.parametrize("language", sorted({language for pairs in FIXABLE.values() for language, _ in pairs}))
def test_all_fixes_of_a_text_together_reach_an_end_that_stays(language: str) -> None:
    chance = random.Random(language)
    applied = 0
    pool = [pair[1] for pairs in FIXABLE.values() for pair in pairs if pair[0] == language]
    for _ in range(3):
        text = chance.choice(real_files(language))
        for snippet in chance.sample(pool, min(3, len(pool))):
            text = planted(snippet, text, language, chance)
        if chance.random() < 0.5:
            text = text.replace("\n", "\r\n")
        once = fixed(Source(text, language, "a"), ANALYST, everything, least=Severity.HINT)
        again = fixed(once.source, ANALYST, everything, least=Severity.HINT)
        assert (again.applied, again.source.text) == ((), once.source.text)
        applied += len(once.applied)
        assert parse_errors(once.source.text, language) <= parse_errors(text, language)
        assert compiles(once.source.text, language)
        assert comments(text, language) <= comments(once.source.text, language)
        assert len(once.analysis.findings) <= len(ANALYST.analyse(Source(text, language, "a")).findings) - len(
            once.applied
        )
    assert applied > 0
