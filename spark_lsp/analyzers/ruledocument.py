"""Takes typed values out of one document of a rule file, and knows where to point when something is wrong."""

import re
from collections.abc import Mapping
from typing import Any

from spark_lsp.analyzers.harmless import harmless_text
from spark_lsp.errors import BrokenRule


class RuleDocument:
    """One YAML mapping of a rule file's text. Everything raises BrokenRule, which names file and line."""

    def __init__(self, document: object, text: str, file: str) -> None:
        self._text = text
        self._file = file
        if not isinstance(document, dict):
            raise BrokenRule(f"{file}:1: a rule is a mapping with id, language and rule")
        self._top: dict[str, Any] = document
        metadata = document.get("metadata") or {}
        if not isinstance(metadata, dict):
            raise self._broken("metadata", "must be a mapping")
        self._metadata: dict[str, Any] = metadata

    def _broken(self, key: str, what: str) -> BrokenRule:
        found = re.search(rf"^\s*{re.escape(key)}\s*:", self._text, re.MULTILINE)
        line = self._text.count("\n", 0, found.start()) + 1 if found else 1
        return BrokenRule(f"{self._file}:{line}: `{key}` {what}")

    def _refuse_unknown(self, mapping: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in mapping:
            if key not in known:
                raise self._broken(str(key), "is no part of a rule")

    def _mapping(self, where: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = where.get(key) or {}
        if not isinstance(value, dict):
            raise self._broken(key, "must be a mapping")
        return value

    def _line(self, where: Mapping[str, Any], key: str, *, required: bool = False, harmless: bool = False) -> str:
        value = where.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self._broken(key, "must be text")
        line = " ".join(value.split())
        return harmless_text(line) if harmless else line

    def _word(self, key: str, *, required: bool) -> str:
        word = self._line(self._top, key, required=required)
        if not re.fullmatch(r"[\w./@-]{1,80}", word):
            raise self._broken(key, "may hold letters, digits and . / @ - _ only")
        return word

    def _regex(self, key: str) -> str:
        value = self._metadata.get(key) or ""
        try:
            return re.compile(value, re.MULTILINE).pattern
        except (re.error, TypeError):
            raise self._broken(key, "must be a regular expression") from None

    def _words(self, where: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = where.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(v, str) and v for v in values):
            raise self._broken(key, "must be a list of texts")
        return tuple(values)
