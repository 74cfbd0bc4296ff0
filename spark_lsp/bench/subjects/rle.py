"""Run-length coding."""


def runs(text: str) -> list[tuple[str, int]]:
    """Each run of one letter as (letter, length)."""
    found: list[tuple[str, int]] = []
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or text[i] != text[start]:
            found.append((text[start], i - start))
            start = i
    return found


CASES = (
    ("runs('aab')", "[('a', 2), ('b', 1)]"),
    ("runs('')", "[]"),
    ("runs('x')", "[('x', 1)]"),
    ("runs('abba')", "[('a', 1), ('b', 2), ('a', 1)]"),
)
