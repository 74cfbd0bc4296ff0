"""Parts of a file as texts of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_lsp.core.excerpt import excerpt, top_region
from spark_lsp.core.text import split_lines

texts = st.text(st.sampled_from("ab }#@\n\r é😀"), max_size=60)


@given(texts, st.data())
def test_every_line_of_an_excerpt_is_the_line_of_the_file_that_it_names(text: str, data: st.DataObject) -> None:
    lines = split_lines(text)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(lines)), min_size=6, max_size=6)))
    imports, header, wanted = ((cuts[i], cuts[i + 1]) for i in (0, 2, 4))
    part = excerpt(lines, wanted, [header], [imports])
    shown = split_lines(part.text)
    chosen = [i for first, end in (imports, header, wanted) for i in range(first, end)]
    assert [part.to_file_line(i) for i in range(len(shown))] == chosen
    for line, at in zip(shown, chosen, strict=True):
        assert line.rstrip("\r\n") == lines[at].rstrip("\r\n")
    assert part.to_file_line(len(shown)) is None
    assert part.to_file_line(-1) is None


def test_imports_come_first_then_the_headers_then_what_is_wanted() -> None:
    lines = split_lines("import a\n\nclass B:\n  def f(self):\n    a\n  def g(self):\n    b")
    part = excerpt(lines, (5, 7), [(2, 3)], [(0, 1)])
    assert part.text == "import a\nclass B:\n  def g(self):\n    b\n"
    assert [part.to_file_line(i) for i in range(4)] == [0, 2, 5, 6]


PYTHON = """import a


# why
@b
def f():
    return 1

# out
    return 2


def g():
    pass
if a:
    b
else:
    c
"""
C = """#include <a.h>

/* why */
static int f(int a)
{
#ifdef X
    return 1;
#endif
}
int g(void) {
    return 2;
}
"""


@pytest.mark.parametrize(
    ("text", "line", "region"),
    [
        (PYTHON, 0, (0, 3)),
        (PYTHON, 3, (3, 12)),
        (PYTHON, 4, (3, 12)),
        (PYTHON, 5, (3, 12)),
        (PYTHON, 8, (3, 12)),
        (PYTHON, 9, (3, 12)),
        (PYTHON, 13, (12, 14)),
        (PYTHON, 17, (14, 18)),
        (PYTHON, 99, (14, 18)),
        (C, 3, (2, 9)),
        (C, 6, (2, 9)),
        (C, 8, (2, 9)),
        (C, 10, (9, 12)),
        ("", 4, (0, 0)),
        ("\n", 0, (0, 1)),
    ],
)
def test_a_region_is_what_stands_together_at_the_left_margin(text: str, line: int, region: tuple[int, int]) -> None:
    assert top_region(split_lines(text), line, 1500) == region


@given(texts, st.integers(0, 20), st.integers(1, 8))
def test_a_region_holds_its_line_and_is_no_longer_than_allowed(text: str, line: int, limit: int) -> None:
    lines = split_lines(text)
    first, end = top_region(lines, line, limit)
    line = min(line, len(lines) - 1)
    if lines:
        assert 0 <= first <= line < end <= len(lines)
        assert end - first <= 2 * limit + 1
