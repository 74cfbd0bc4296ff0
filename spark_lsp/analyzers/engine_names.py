"""Which folder of rules holds for which language, and what ast-grep calls it."""

from spark_lsp.languages import LANGUAGES, by_id

_OTHER_WORDS = {"py": "python", "js": "javascript", "jsx": "javascript", "ts": "typescript", "golang": "go"}
_MORE_WORDS = {"rs": "rust", "cc": "cpp", "c++": "cpp", "cxx": "cpp"}

MANY = "many"
"""The folder of the rules that say the same of several languages."""


def folders() -> dict[str, tuple[str, ...]]:
    """Folder of rules → ids of the languages its rules hold for, in the order of the table of languages."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for folder in language.rule_folders:
            found[folder] = (*found.get(folder, ()), language.id)
    return found | {MANY: tuple(language.id for language in LANGUAGES)}


def engine_name(language: str) -> str | None:
    """ast-grep's name for a language of ours; None for one it is not asked about. ast-grep itself panics on a name
    that it does not know, with an error that no `except Exception` catches."""
    known = by_id(language)
    return known.ast_grep if known is not None else None


def languages_of(word: str) -> tuple[str, ...]:
    """The languages meant by a rule file's `language:`; empty for none of ours."""
    word = word.lower()
    word = _OTHER_WORDS.get(word) or _MORE_WORDS.get(word) or word
    return (word,) if by_id(word) is not None else ()
