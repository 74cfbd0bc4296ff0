"""`spark: ignore` in comments."""

import pytest

from spark_lsp.core.finding import Finding, Severity
from spark_lsp.core.suppress import unsuppressed
from spark_lsp.core.text import span, split_lines

HIT = Finding("py-eval", span(1, 4, 1, 8), Severity.WARNING, 0.8, "m", "w", "n", "injection", "core")


def heard(text: str) -> bool:
    return bool(unsuppressed([HIT], text, split_lines(text)))


@pytest.mark.parametrize(
    "text",
    [
        "a\neval(x)  # spark: ignore\n",
        "a\neval(x)  # spark: ignore[py-eval]\n",
        "a\neval(x)  # spark:ignore[other, py-eval]\n",
        "a\neval(x)  // spark: ignore[injection]\n",
        "# spark: ignore[py-eval]\neval(x)\n",
        "/* Spark: Ignore */\neval(x)\n",
        "x = 1\neval(x)\n# spark: ignore-file[py-eval]\n",
    ],
)
def test_a_comment_silences_its_line_the_line_below_or_the_file(text: str) -> None:
    assert not heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "a\neval(x)\n",
        "a\neval(x)  # spark: ignore[other]\n",
        "a  # spark: ignore\neval(x)\n",
        "a\neval(x)\n# spark: ignore\n",
        "a\neval('spark: ignore')\n",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert heard(text)
