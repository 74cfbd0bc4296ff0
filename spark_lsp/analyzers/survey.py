"""Counts what rules say on real code: `python -m spark_lsp.analyzers.survey FOLDER_OR_RULE… PATH…`."""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from spark_lsp.analyzers.ast_grep import look
from spark_lsp.analyzers.check import chosen
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulepack import RuleBook
from spark_lsp.core.analysis import Source
from spark_lsp.core.finding import Finding, Severity
from spark_lsp.languages import LANGUAGES, for_file

_SKIPPED = frozenset({"node_modules", ".git", "site-packages", "__pycache__", ".venv"})
_LARGEST_BYTES = 1_000_000
_LONGEST_LINE = 2_000


def texts_under(paths: Sequence[Path], languages: frozenset[str]) -> Iterator[Source]:
    """The readable files below, of these languages; large and minified ones are left out."""
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            known = for_file(file.name)
            language = known.id if known is not None else ""
            if language not in languages or _SKIPPED & set(file.parts) or not file.is_file():
                continue
            if file.stat().st_size > _LARGEST_BYTES or file.name.endswith((".min.js", ".d.ts")):
                continue
            text = file.read_text(encoding="utf-8", errors="replace")
            if max(map(len, text.split("\n"))) <= _LONGEST_LINE:
                yield Source(text, language, str(file))


def main(argv: Sequence[str]) -> int:
    """Prints hits per rule with samples, and hits per 1,000 lines by severity."""
    parser = argparse.ArgumentParser(prog="python -m spark_lsp.analyzers.survey", description=__doc__)
    parser.add_argument("what", nargs="+", help="rule ids or folders of rules, then the paths to read")
    parser.add_argument("--rule", action="append", default=[], help="only this rule; may be given again")
    parser.add_argument("--severity", default="hint", choices=[s.word for s in Severity], help="least shown")
    parser.add_argument("--limit", type=int, default=3, help="samples a rule (default 3; 0 for none, -1 for all)")
    args = parser.parse_args(argv)
    book = RuleBook()
    rules: list[Rule] = chosen(args.rule, book) if args.rule else []
    paths: list[Path] = []
    for word in args.what:
        named = chosen([word], book)
        if named and not (Path(word).is_dir() and "/" in word):
            rules += named
        else:
            paths.append(Path(word))
    rules = rules or list(book.all())
    missing = [str(p) for p in paths if not p.exists()]
    if missing or not paths:
        print(f"neither a rule nor a path: {' '.join(missing)}" if missing else "no path to read", file=sys.stderr)
        return 2
    _report(rules, paths, Severity.from_word(args.severity), args.limit)
    return 0


def _ids() -> list[str]:
    return [language.id for language in LANGUAGES]


def _report(rules: list[Rule], paths: list[Path], least: Severity, limit: int) -> None:
    by_rule: dict[str, list[tuple[Source, Finding]]] = defaultdict(list)
    by_severity: Counter[Severity] = Counter()
    reasons: Counter[str] = Counter()
    lines = files = 0
    per_language = {language: [r for r in rules if language in r.languages] for language in _ids()}
    for source in texts_under(paths, frozenset(k for k, v in per_language.items() if v)):
        files += 1
        lines += source.text.count("\n") + 1
        seen = look(source, per_language[source.language])
        reasons.update(f"{f.who}: {f.reason}" for f in seen.failures)
        for finding in seen.findings:
            by_severity[finding.severity] += 1
            if finding.severity >= least:
                by_rule[finding.rule].append((source, finding))
    for rule, hits in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        words = Counter(f.severity.word for _, f in hits)
        print(f"{len(hits):6} {rule}  {dict(words)}")
        step = max(1, len(hits) // limit) if limit > 0 else 1
        for source, finding in hits[::step][: limit if limit >= 0 else None]:
            line = finding.span.start.line
            code = source.text.split("\n")[line].strip()[:120]
            print(
                f"         {source.path}:{line + 1}: [{finding.severity.word}] {code}\n             {finding.message}"
            )
    for reason, count in reasons.most_common():
        print(f"{count:6} failed  {reason}")
    print(f"{files} files, {lines} lines")
    total = 0
    for severity in sorted(Severity, reverse=True):
        total += by_severity[severity]
        print(f"  {severity.word + ' and above':18} {total:6}  {1000 * total / max(1, lines):.3f} per 1,000 lines")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
