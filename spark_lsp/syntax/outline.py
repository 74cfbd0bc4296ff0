"""The way in: any text in any language to its outline."""

from collections import OrderedDict

from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.indent import indentation_units
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import Unit
from spark_lsp.languages import by_id
from spark_lsp.syntax.parser import Parsed, error_count, parse, reparse
from spark_lsp.syntax.tokens import scan
from spark_lsp.syntax.units import import_lines, units_of

KEPT_MAX = 8
"""Texts whose trees an Outliner keeps; a tree takes about ten times its text."""


def outline_of(source: Source) -> Outline:
    """Units, parse errors and imports; for a language without a grammar, blocks by indentation."""
    language = by_id(source.language)
    if language is None:
        return Outline(indentation_units(split_lines(source.text), source.language))
    return outline_of_parsed(parse(source.text, language))


def units_of_source(source: Source) -> tuple[Unit, ...]:
    """The units alone."""
    return outline_of(source).units


def outline_of_parsed(parsed: Parsed) -> Outline:
    """The same of a text that has been parsed, or parsed again, already."""
    found = scan(parsed)
    return Outline(units_of(parsed, found), error_count(parsed), import_lines(found))


class Outliner:
    """`outline_of` for texts that come again after small edits: the last few trees are kept. For one thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Parsed] = OrderedDict()

    def __call__(self, source: Source) -> Outline:
        """Equal to `outline_of(source)`."""
        language = by_id(source.language)
        if language is None:
            return outline_of(source)
        key = (source.path, source.language)
        old = self._kept.pop(key, None)
        parsed = parse(source.text, language) if old is None else reparse(old, source.text)
        self._kept[key] = parsed
        if len(self._kept) > KEPT_MAX:
            self._kept.popitem(last=False)
        return outline_of_parsed(parsed)
