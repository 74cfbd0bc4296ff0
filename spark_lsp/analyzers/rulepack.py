"""All rules in force: the shipped ones, read a language at a time, and a person's own."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from spark_lsp.analyzers.engine_names import folders
from spark_lsp.analyzers.rule import Rule
from spark_lsp.analyzers.rulecache import RuleCache
from spark_lsp.analyzers.rulecheck import compile_error
from spark_lsp.analyzers.rulefile import documents_in, read_text, rules_in, rules_of
from spark_lsp.core.finding import AnalyzerFailure
from spark_lsp.errors import BrokenRule
from spark_lsp.rules import shipped_folder


def load_folder(path: Path, folder: str, cache: RuleCache | None = None) -> tuple[list[Rule], list[AnalyzerFailure]]:
    """The shipped rules of one folder (`python`, `javascript`, …) under `path`, in order of their names. A broken file
    is one failure."""
    files = sorted((path / folder).glob("*.yml"))
    languages = folders()[folder]
    if cache is None:
        return _load(files, languages=languages)
    return _load_cached(files, folder, cache, languages)


def _load_cached(
    files: Sequence[Path], folder: str, cache: RuleCache, languages: tuple[str, ...]
) -> tuple[list[Rule], list[AnalyzerFailure]]:
    try:
        texts = [read_text(file) for file in files]
        documents = cache.load(folder, texts)
        if documents is None:
            documents = [documents_in(text, str(file)) for text, file in zip(texts, files, strict=True)]
            cache.keep(folder, texts, documents)
        read = zip(files, texts, documents, strict=True)
        return [rule for f, t, d in read for rule in rules_of(d, t, str(f), languages=languages)], []
    except BrokenRule:  # tells of one file; read again, each for itself, so that the others hold
        return _load(files, languages=languages)


def load_own(path: Path) -> tuple[list[Rule], list[AnalyzerFailure]]:
    """A person's own rules, in any folder under `path`, or in that one file. A rule that ast-grep refuses is a failure
    too."""
    below = sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".yaml") and p.is_file())
    files = [path] if path.is_file() else below
    rules, failures = _load(files, languages=())
    sound: list[Rule] = []
    for rule in rules:
        reason = compile_error(rule)
        if reason:
            failures.append(AnalyzerFailure(rule.id, f"{rule.file}: {reason}"))
        else:
            sound.append(rule)
    return sound, failures


def _load(files: Iterable[Path], *, languages: tuple[str, ...]) -> tuple[list[Rule], list[AnalyzerFailure]]:
    rules: list[Rule] = []
    failures: list[AnalyzerFailure] = []
    known: set[str] = set()
    for file in files:
        try:
            read = rules_in(read_text(file), str(file), languages=languages)
        except BrokenRule as error:
            failures.append(AnalyzerFailure(file.stem, str(error)))
            continue
        for rule in read:
            if rule.id in known:
                failures.append(AnalyzerFailure(rule.id, f"{file}: there is another rule of that id"))
                continue
            known.add(rule.id)
            rules.append(rule)
    return rules, failures


class RuleBook:
    """The rules in force, by language. Shipped ones are read when their language is first met: a person who opens a
    Python file does not wait for the Java rules."""

    def __init__(
        self, own_folders: Sequence[str | Path] = (), *, shipped: Path | None = None, cache: str | Path | None = None
    ) -> None:
        """`own_folders` hold a person's own rules; they are read here and now, since what is broken in them is to be
        told at once. `cache` is a folder that only this person writes to: it saves the time of reading YAML.
        `shipped` is for tests."""
        self._cache = RuleCache(Path(cache)) if cache is not None else None
        self._shipped = shipped if shipped is not None else shipped_folder()
        self._folders: dict[str, list[Rule]] = {}
        self._by_language: dict[str, tuple[Rule, ...]] = {}
        self._failures: list[AnalyzerFailure] = []
        self._own: list[Rule] = []
        for folder in own_folders:
            rules, failures = load_own(Path(folder))
            self._own += rules
            self._failures += failures

    def rules_for(self, language: str) -> tuple[Rule, ...]:
        """Those that hold for a language, ours first; none for a language without rules."""
        known = self._by_language.get(language)
        if known is None:
            shipped = [r for f, ids in folders().items() if language in ids for r in self._folder(f)]
            known = tuple(rule for rule in (*shipped, *self._own) if language in rule.languages)
            self._by_language[language] = known
        return known

    def all(self) -> tuple[Rule, ...]:
        """Every rule of every language; reads what was not read yet."""
        return (*(rule for folder in folders() for rule in self._folder(folder)), *self._own)

    def count(self) -> int:
        """How many rules there are, without reading the shipped ones."""
        files = sum(1 for folder in folders() for _ in (self._shipped / folder).glob("*.yml"))
        return files + len(self._own)

    def failures(self) -> tuple[AnalyzerFailure, ...]:
        """What was broken in the files read so far."""
        return tuple(self._failures)

    def _folder(self, folder: str) -> list[Rule]:
        if folder not in self._folders:
            rules, failures = load_folder(self._shipped, folder, self._cache)
            self._folders[folder] = rules
            self._failures += failures
        return self._folders[folder]
