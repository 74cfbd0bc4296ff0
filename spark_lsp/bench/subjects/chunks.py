"""Cutting a list into pieces."""


def chunks(items: list[int], size: int) -> list[list[int]]:
    """Pieces of `size` in order; the last may be shorter."""
    if size < 1:
        raise ValueError("size must be at least one")
    found = []
    start = 0
    while start < len(items):
        found.append(items[start : start + size])
        start = start + size
    return found


CASES = (
    ("chunks([1, 2, 3, 4], 2)", "[[1, 2], [3, 4]]"),
    ("chunks([1, 2, 3], 2)", "[[1, 2], [3]]"),
    ("chunks([], 2)", "[]"),
    ("chunks([1, 2], 1)", "[[1], [2]]"),
    ("refuses(lambda: chunks([1], 0))", "True"),
)
