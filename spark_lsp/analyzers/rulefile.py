"""Reads one rule file: ast-grep's own YAML, plus ours under `metadata`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from spark_lsp.analyzers.engine_names import languages_of
from spark_lsp.analyzers.harmless import harmless_text
from spark_lsp.analyzers.rule import Examples, FixTemplate, Rule
from spark_lsp.analyzers.ruledocument import RuleDocument
from spark_lsp.analyzers.shape import DYNAMIC, Origin, words
from spark_lsp.analyzers.worth import Worth, worth_in
from spark_lsp.core.finding import Severity
from spark_lsp.errors import BrokenRule

_KEYS = words(
    "id language severity message note rule constraints utils transform fix metadata valid invalid "
    "url files ignores labels rewriters look with"
)
_METADATA = words(
    "category next cwe confidence needs also seen anchor origin sanitizers severityBy fixTitle safeFix dialects worth"
)
_MOST_PARTS = 5_000
_DEEPEST = 60


def documents_in(text: str, file: str, *, shipped: bool = True) -> list[object]:
    """The YAML documents of a rule file. Raises BrokenRule, naming file and line.

    The fast loader overflows the stack on brackets nested without end, so that a person's own file gets the slow one,
    which raises."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader) if shipped else yaml.SafeLoader
    try:
        documents = list(yaml.load_all(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "not YAML"
        raise BrokenRule(f"{file}:{mark.line + 1 if mark is not None else 1}: {what}") from error
    except (ValueError, RecursionError) as error:
        raise BrokenRule(f"{file}:1: not YAML that can be read ({type(error).__name__})") from error
    return [document for document in documents if document is not None]


def rules_of(documents: Iterable[object], text: str, file: str, *, languages: tuple[str, ...] = ()) -> list[Rule]:
    """The rules that the documents of a file say.

    With `languages` (a shipped rule) those are the languages it holds for, and every part must be there; without, it
    is a person's own: only id, language and rule need be there, and its words are made harmless. Raises BrokenRule."""
    rules: list[Rule] = []
    for document in documents:
        if not languages and _is_endless(document):
            raise BrokenRule(f"{file}:1: is nested too deep, has too many parts, or contains itself")
        rules.append(_Reading(document, text, file).rule(languages))
    return rules


def _is_endless(document: object) -> bool:
    """Whether a document is larger or deeper than a rule can be: an alias in YAML makes a small file endless, and
    ast-grep would follow it until the process dies."""
    left = [(document, 0)]
    count = 0
    while left:
        part, depth = left.pop()
        count += 1
        if count > _MOST_PARTS or depth > _DEEPEST:
            return True
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        left += [(inner, depth + 1) for inner in inside]
    return False


def rules_in(text: str, file: str, *, languages: tuple[str, ...] = ()) -> list[Rule]:
    """The rules of a file's text, which may hold several YAML documents; see `rules_of`."""
    return rules_of(documents_in(text, file, shipped=bool(languages)), text, file, languages=languages)


class _Reading(RuleDocument):
    """One document as a rule."""

    def rule(self, languages: tuple[str, ...]) -> Rule:
        shipped = bool(languages)
        if shipped:
            self._refuse_unknown(self._top, _KEYS)
            self._refuse_unknown(self._metadata, _METADATA)
        config = {
            key: self._mapping(self._top, key)
            for key in ("rule", "constraints", "utils", "transform")
            if key == "rule" or self._top.get(key) is not None
        }
        look = self._look(shipped=shipped) if self._top.get("look") is not None else ""
        if bool(config["rule"]) == bool(look):
            raise self._broken("rule", "is missing" if not look else "and `look` are two ways to say one thing")
        if look:
            config = {}
        id_ = self._word("id", required=True)
        message = self._line(self._top, "message", required=shipped) or id_
        return Rule(
            id=id_,
            languages=self._dialects(languages) if shipped else self._own_languages(),
            severity=self._severity(self._top, "severity", Severity.WARNING if shipped else Severity.INFO),
            message=message if shipped else harmless_text(message),
            note=self._line(self._top, "note", required=shipped, harmless=not shipped),
            next_step=self._line(self._metadata, "next", required=shipped, harmless=not shipped),
            config=config,
            category=self._line(self._metadata, "category", required=shipped, harmless=not shipped) or "custom",
            confidence=self._confidence(),
            file=self._file,
            source="core" if shipped else "user",
            needs=self._words(self._metadata, "needs"),
            also=self._words(self._metadata, "also"),
            seen=self._regex("seen") if shipped else "",
            cwe=self._words(self._metadata, "cwe")
            if shipped
            else tuple(map(harmless_text, self._words(self._metadata, "cwe"))),
            anchor=self._line(self._metadata, "anchor"),
            origin=self._origins(),
            sanitizers=frozenset(self._words(self._metadata, "sanitizers")),
            severity_by=self._severity_by(),
            fix=self._fix(),
            fix_title=self._line(self._metadata, "fixTitle", harmless=not shipped),
            safe_fix=shipped and self._metadata.get("safeFix") is True,
            paths=self._words(self._top, "files"),
            not_paths=self._words(self._top, "ignores"),
            valid=self._snippets("valid"),
            invalid=self._snippets("invalid"),
            examples=self._examples(),
            look=look,
            settings=self._mapping(self._top, "with"),
            worth=self._worth(),
        )

    def _look(self, *, shipped: bool) -> str:
        """The look that is asked for. A shipped rule's is not loaded for it: that waits for the first text it is for,
        and its settings are checked by the tests."""
        name = self._line(self._top, "look", required=True)
        if shipped:
            return name
        from spark_lsp.analyzers.looks import look_named

        look = look_named(name)
        if look is None:
            raise self._broken("look", f"names none: {harmless_text(name)!r}")
        if strange := set(map(str, self._mapping(self._top, "with"))) - look.PARAMETERS:
            raise self._broken("with", f"has {harmless_text(min(strange))!r}, which `{name}` does not read")
        return name

    def _worth(self) -> Worth | None:
        value = self._metadata.get("worth")
        try:
            return worth_in(value) if value is not None else None
        except ValueError as error:
            raise self._broken("worth", str(error)) from None

    def _snippets(self, key: str) -> tuple[str, ...]:
        by_language = self._top.get(key)
        if not isinstance(by_language, dict):
            return self._words(self._top, key)
        return tuple(snippet for language in by_language for snippet in self._words(by_language, language))

    def _examples(self) -> dict[str, Examples]:
        both = [v if isinstance(v := self._top.get(key), dict) else {} for key in ("valid", "invalid")]
        valid, invalid = both
        return {
            str(language): Examples(self._words(valid, language), self._words(invalid, language))
            for language in {**valid, **invalid}
        }

    def _severity(self, where: Mapping[str, Any], key: str, default: Severity) -> Severity:
        word = where.get(key)
        if word is None:
            return default
        try:
            return Severity.from_word(str(word))
        except KeyError:
            raise self._broken(key, "must be hint, info, warning or error") from None

    def _severity_by(self) -> dict[Origin, Severity]:
        words = self._mapping(self._metadata, "severityBy")
        try:
            return {self._origin("severityBy", word): Severity.from_word(str(words[word])) for word in words}
        except KeyError:
            raise self._broken("severityBy", "may say hint, info, warning or error") from None

    def _origins(self) -> dict[str, frozenset[Origin]]:
        wanted: dict[str, frozenset[Origin]] = {}
        for name, value in self._mapping(self._metadata, "origin").items():
            if value == "dynamic":
                wanted[str(name)] = DYNAMIC
            else:
                values = value if isinstance(value, list) else [value]
                wanted[str(name)] = frozenset(self._origin("origin", v) for v in values)
        return wanted

    def _origin(self, key: str, word: object) -> Origin:
        try:
            return Origin[str(word).upper()]
        except KeyError:
            known = ", ".join(origin.name.lower() for origin in Origin)
            raise self._broken(key, f"knows {known}, not {word!r}") from None

    def _confidence(self) -> float:
        value = self._metadata.get("confidence", 0.7)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            raise self._broken("confidence", "must be above 0 and at most 1")
        return float(value)

    def _fix(self) -> FixTemplate | None:
        match self._top.get("fix"):
            case None:
                return None
            case str(template):
                return FixTemplate(template)
            case {"template": str(template)} as fix:
                return FixTemplate(
                    template, self._mapping(fix, "expandStart") or None, self._mapping(fix, "expandEnd") or None
                )
        raise self._broken("fix", "must be text, or a mapping with a template")

    def _dialects(self, languages: tuple[str, ...]) -> tuple[str, ...]:
        only = self._words(self._metadata, "dialects")
        if strange := set(only) - set(languages):
            raise self._broken("dialects", f"names {sorted(strange)[0]}, which the folder does not hold for")
        return only or languages

    def _own_languages(self) -> tuple[str, ...]:
        name = self._line(self._top, "language", required=True)
        languages = languages_of(name)
        if not languages:
            raise self._broken("language", f"{harmless_text(name)!r} is none of those with rules")
        return languages


def read_text(path: Path) -> str:
    """A rule file's text. Raises BrokenRule where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenRule(f"{path}:1: cannot be read ({type(error).__name__})") from error
