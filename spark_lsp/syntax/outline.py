"""The way in: any text in any language to its outline."""

from spark_lsp.core.analysis import Outline, Source
from spark_lsp.core.indent import indentation_units
from spark_lsp.core.text import split_lines
from spark_lsp.languages import by_id
from spark_lsp.syntax.parser import Parsed, error_count, parse
from spark_lsp.syntax.units import import_lines, units_of
from spark_lsp.syntax.walk import walk


def outline_of(source: Source) -> Outline:
    """Units, parse errors and imports; for a language without a grammar, blocks by indentation."""
    language = by_id(source.language)
    if language is None:
        return Outline(indentation_units(split_lines(source.text), source.language))
    return outline_of_parsed(parse(source.text, language))


def outline_of_parsed(parsed: Parsed) -> Outline:
    """The same of a text that has been parsed, or parsed again, already."""
    walked = walk(parsed)
    return Outline(units_of(parsed, walked), error_count(parsed), import_lines(parsed, walked))
