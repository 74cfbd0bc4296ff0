"""Runs the examples in rule files: `python -m spark_lsp.analyzers.check [ID or folder …]`."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.engine_names import engine_name, folders
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulecheck import compile_error
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import AnalyzerFailure, Finding
from spark_lsp.core.text import apply_edits

_LEFT_OVER = re.compile(r"\$\$?\$?[A-Z_]\w*|…")
_SLOW_REGEX = re.compile(r"(\\[wds]|\[[^\]]*\\[wds][^\]]*\])\{(\d{2,}|[5-9])")
_LEAST_VALID = 3
_LEAST_INVALID = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One promise that a rule file does not keep."""

    rule: str
    where: str
    """`valid 2 (tsx)`, counted from 1; `""` for the rule as a whole."""
    what: str
    snippet: str = ""


def check_rules(rules: Iterable[Rule]) -> list[Problem]:
    """Every promise the rules do not keep: each `valid` snippet is silent, each `invalid` one hits, names are
    filled in, and a fix mends, parses, and has nothing left to mend."""
    return [problem for rule in rules for problem in _problems(rule)]


def _problems(rule: Rule) -> Iterator[Problem]:
    reason = compile_error(rule)
    if reason:
        yield Problem(rule.id, "", reason)
        return
    shipped = rule.source == "core"
    if shipped:
        yield from _form(rule)
    for language in rule.languages:
        examples = rule.examples_for(language)
        for i, snippet in enumerate(examples.valid, 1):
            where = f"valid {i} ({language})"
            findings, failures = _run(rule, snippet, language)
            yield from (Problem(rule.id, where, f.reason, snippet) for f in failures)
            if findings:
                yield Problem(rule.id, where, f"expected silence, got: {findings[0].message}", snippet)
        for i, snippet in enumerate(examples.invalid, 1):
            where = f"invalid {i} ({language})"
            findings, failures = _run(rule, snippet, language)
            yield from (Problem(rule.id, where, f.reason, snippet) for f in failures)
            if not findings:
                yield Problem(rule.id, where, _why_silent(rule, snippet, language), snippet)
            for finding in findings:
                yield from _words(rule, where, snippet, finding)
                yield from _mending(rule, where, snippet, language, finding)


def _form(rule: Rule) -> Iterator[Problem]:
    if rule.id != Path(rule.file).stem:
        yield Problem(rule.id, "", f"lives in {Path(rule.file).name}: file and id must be one name")
    if len(rule.valid) < _LEAST_VALID:
        yield Problem(rule.id, "", f"has {len(rule.valid)} valid snippets, not {_LEAST_VALID}")
    if len(rule.invalid) < _LEAST_INVALID:
        yield Problem(rule.id, "", f"has {len(rule.invalid)} invalid snippets, not {_LEAST_INVALID}")
    if any(_SLOW_REGEX.search(regex) for regex in _regexes(rule.config)):
        what = r"counts \w, \d or \s: they are all of Unicode and take 10 ms to build; write [0-9A-Za-z_] or the like"
        yield Problem(rule.id, "", what)
    for language in rule.languages if rule.examples else ():
        if not rule.examples_for(language).invalid:
            yield Problem(rule.id, "", f"has no invalid snippet for {language}, which it is said to hold for")
    if strange := set(rule.examples) - set(rule.languages):
        yield Problem(rule.id, "", f"has snippets of {min(strange)}, which it does not hold for")
    if rule.severity_by and not rule.origin:
        yield Problem(rule.id, "", "has severityBy but asks for no origin")


def _regexes(config: object) -> Iterator[str]:
    match config:
        case Mapping():
            for key, value in config.items():
                if key == "regex" and isinstance(value, str):
                    yield value
                else:
                    yield from _regexes(value)
        case list():
            for value in config:
                yield from _regexes(value)


def _run(rule: Rule, snippet: str, language: str) -> tuple[Sequence[Finding], Sequence[AnalyzerFailure]]:
    seen = look(Source(snippet, language, "snippet"), [rule])
    return seen.findings, seen.failures


def _why_silent(rule: Rule, snippet: str, language: str) -> str:
    for words in (rule.needs, rule.also):
        if words and not any(word in snippet for word in words):
            return f"expected a hit, but none of {list(words)} is in it"
    if rule.seen and re.search(rule.seen, snippet, re.MULTILINE) is None:
        return f"expected a hit, but `seen` ({rule.seen}) does not match it"
    from dataclasses import replace

    if rule.origin:
        bare = replace(rule, origin={}, needs=(), also=())
        if look(Source(snippet, language, "snippet"), [bare]).findings:
            return f"expected a hit; the pattern matches, but the origin is not {_wanted(rule)}"
    return "expected a hit, got none"


def _wanted(rule: Rule) -> str:
    return ", ".join(f"{n}: {'/'.join(o.name.lower() for o in sorted(os))}" for n, os in rule.origin.items())


def _words(rule: Rule, where: str, snippet: str, finding: Finding) -> Iterator[Problem]:
    for name, text in (("message", finding.message), ("note", finding.why), ("next", finding.next_step)):
        template = {"message": rule.message, "note": rule.note, "next": rule.next_step}[name]
        if _LEFT_OVER.search(text) and (not _LEFT_OVER.search(template) or _unfilled(template, text)):
            yield Problem(rule.id, where, f"{name} has an unfilled name: {text}", snippet)


def _unfilled(template: str, text: str) -> bool:
    """Whether a variable of the template came out empty; an ellipsis that only shortens a long text is fine."""
    plain = re.sub(r"\$\$?\$?[A-Z_]\w*", "\0", template)
    pattern = re.escape(plain).replace("\0", "(.*?)")
    found = re.fullmatch(pattern, text)
    return ("$" in text and bool(_LEFT_OVER.search(text)) and "…" not in text) or (
        found is not None and any(group in ("…", "") for group in found.groups())
    )


def _mending(rule: Rule, where: str, snippet: str, language: str, finding: Finding) -> Iterator[Problem]:
    if finding.fix is None and rule.fix is None:
        return
    if finding.fix is None:
        yield Problem(rule.id, where, "has a fix that changes nothing here, or names what was not captured", snippet)
        return
    mended = apply_edits(snippet, finding.fix.edits)
    if _errors(mended, language) > _errors(snippet, language):
        yield Problem(rule.id, where, f"the fix does not parse: {mended}", snippet)
    again = [f for f in _run(rule, mended, language)[0] if f.span.start.line == finding.span.start.line]
    others = len(_run(rule, snippet, language)[0]) - 1
    if len(again) > others:
        yield Problem(rule.id, where, f"still hits after its fix: {mended}", snippet)


def _errors(text: str, language: str) -> int:
    from ast_grep_py import SgRoot

    engine = engine_name(language)
    return len(SgRoot(text, engine).root().find_all(kind="ERROR")) if engine is not None else 0


def chosen(words: Sequence[str], book: RuleBook) -> list[Rule]:
    """The rules meant by ids, folders of shipped rules, or paths; all for no word."""
    if not words:
        return list(book.all())
    rules: list[Rule] = []
    for word in words:
        name = Path(word).name.removesuffix(".yml")
        rules += [r for r in book.all() if r.id == name or (name in folders() and Path(r.file).parent.name == name)]
    return rules


def main(argv: Sequence[str]) -> int:
    """Prints every problem; 1 where there is one, or where nothing was checked."""
    book = RuleBook()
    rules = chosen(argv, book)
    problems = check_rules(rules)
    for failure in book.failures():
        print(f"{failure.who}: {failure.reason}")
    for problem in problems:
        print(f"{problem.rule}  {problem.where}: {problem.what}")
        if problem.snippet:
            print("    " + problem.snippet.strip().replace("\n", "\n    "))
    print(f"{len(rules)} rules, {len(problems)} problems, {len(book.failures())} broken files")
    return 1 if problems or book.failures() or not rules else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
