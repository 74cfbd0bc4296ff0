"""Random edits of the sample texts."""

from hypothesis import strategies as st

from tests.syntax.samples import SAMPLES

FRAGMENTS = (
    *("", " ", "\n", "\t", "\r\n", "\r", "\n\n    ", "x", "f(", ")", "{", "}", "[", "]", ":", ";", ",", "=", "'", '"'),
    *(
        "`",
        "/*",
        "*/",
        "//",
        "#",
        "\\",
        "é",
        "😀",
        "\ufeff",
        "\u2028",
        "\ud800",
        "\0",
        "def g(): pass\n",
        "class X {}\n",
    ),
    *("function h() { return 1 }\n", "if x:\n    y\n", "a.b(c)", "=>", "@d\n", "<T>", "-1", "return"),
)

edits = st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(FRAGMENTS))
languages = st.sampled_from(sorted(SAMPLES))


def edited(text: str, edit: tuple[float, int, str]) -> str:
    """The text with a few characters at a relative place replaced."""
    at, size, new = edit
    start = int(at * len(text))
    return text[:start] + new + text[start + size :]
