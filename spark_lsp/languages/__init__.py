"""The table of languages; one small file each."""

from spark_lsp.core.language import Language
from spark_lsp.languages.c import C
from spark_lsp.languages.cpp import CPP
from spark_lsp.languages.go import GO
from spark_lsp.languages.java import JAVA
from spark_lsp.languages.javascript import JAVASCRIPT
from spark_lsp.languages.python import PYTHON
from spark_lsp.languages.rust import RUST
from spark_lsp.languages.tsx import TSX
from spark_lsp.languages.typescript import TYPESCRIPT

LANGUAGES: tuple[Language, ...] = (PYTHON, JAVASCRIPT, TYPESCRIPT, TSX, GO, RUST, JAVA, C, CPP)

_BY_ID = {language.id: language for language in LANGUAGES}
_BY_LSP_ID = {lsp_id: language for language in LANGUAGES for lsp_id in language.lsp_ids}
_BY_SUFFIX = {suffix: language for language in LANGUAGES for suffix in language.suffixes}


def by_id(language_id: str) -> Language | None:
    """The language of that id of ours."""
    return _BY_ID.get(language_id)


def for_file(path: str) -> Language | None:
    """The language that a file's name tells; a `.h` is C, and a capital `.C` or `.H` C++."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        return None
    if suffix in ("C", "H"):
        return CPP
    return _BY_SUFFIX.get("." + suffix.lower())


def for_lsp_id(lsp_id: str, path: str) -> Language | None:
    """The language an editor means by its `languageId`; the file's name decides where that says nothing to us."""
    return _BY_LSP_ID.get(lsp_id) or for_file(path)
