"""Which folder of rules holds for which language, and what ast-grep calls it."""

FOLDERS = {
    "python": ("python",),
    "javascript": ("javascript", "typescript", "tsx"),
    "go": ("go",),
    "rust": ("rust",),
    "java": ("java",),
    "c": ("c", "cpp"),
    "cpp": ("cpp",),
}
"""Folder of rules → ids of the languages its rules hold for."""

_ENGINE = {
    "python": "python",
    "javascript": "javascript",
    "typescript": "typescript",
    "tsx": "tsx",
    "go": "go",
    "rust": "rust",
    "java": "java",
    "c": "c",
    "cpp": "cpp",
}
_OTHER_WORDS = {
    "py": "python",
    "js": "javascript",
    "jsx": "javascript",
    "ts": "typescript",
    "golang": "go",
    "rs": "rust",
    "cc": "cpp",
    "c++": "cpp",
    "cxx": "cpp",
}


def engine_name(language: str) -> str | None:
    """ast-grep's name for a language of ours; None for one it is not asked about. ast-grep itself panics on a name
    that it does not know, with an error that no `except Exception` catches."""
    return _ENGINE.get(language)


def languages_of(word: str) -> tuple[str, ...]:
    """The languages meant by a rule file's `language:`; empty for none of ours."""
    word = word.lower()
    word = _OTHER_WORDS.get(word, word)
    return (word,) if word in _ENGINE else ()
