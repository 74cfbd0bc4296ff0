"""A unit looked at alone, in an excerpt, is the unit of the file."""

from itertools import pairwise

import pytest

from spark_lsp.core.analysis import Source
from spark_lsp.core.excerpt import excerpt
from spark_lsp.core.text import split_lines
from spark_lsp.core.unit import UnitKind
from spark_lsp.syntax.outline import outline_of
from tests.syntax.samples import SAMPLES

UNCLOSED = ("cpp", "rust")
"""Whose grammars cannot make out a method in a class that is never closed."""


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_a_unit_in_an_excerpt_has_its_place_its_path_and_its_key(language: str) -> None:
    text = SAMPLES[language]
    lines = split_lines(text)
    outline = outline_of(Source(text, language, "x"))
    checked = 0
    for unit in outline.units[1:]:
        first, end = unit.span.start.line, unit.span.end.line + 1
        headers: list[tuple[int, int]] = []
        up = outline.units[unit.parent]
        while up.kind is not UnitKind.MODULE or up.path:
            headers.insert(0, (up.span.start.line, max(up.body_line, up.span.start.line + 1)))
            up = outline.units[up.parent]
        stretches = [*outline.imports, *headers, (first, end)]
        if any(one[1] > other[0] for one, other in pairwise(stretches)):
            continue  # shares its lines with what is around it
        if headers and language in UNCLOSED:
            continue
        part = excerpt(lines, (first, end), headers, outline.imports)
        alone = outline_of(Source(part.text, language, "x"))
        (same,) = (u for u in alone.units if u.path == unit.path and part.to_file_line(u.span.start.line) == first)
        assert part.to_file_line(same.span.end.line) == unit.span.end.line
        assert part.to_file_line(same.name_span.start.line) == unit.name_span.start.line
        assert (same.name_span.start.column, same.signature) == (unit.name_span.start.column, unit.signature)
        assert same.key == unit.key
        checked += 1
    assert checked >= 1
