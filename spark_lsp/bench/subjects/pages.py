"""Pages of a result."""


def page_of(items: list[int], number: int, size: int) -> list[int]:
    """The items of a page; pages count from one."""
    if number < 1 or size < 1:
        raise ValueError("pages and sizes count from one")
    first = (number - 1) * size
    last = min(first + size, len(items))
    return [items[i] for i in range(first, last)]


CASES = (
    ("page_of([1, 2, 3, 4, 5], 1, 2)", "[1, 2]"),
    ("page_of([1, 2, 3, 4, 5], 3, 2)", "[5]"),
    ("page_of([1, 2, 3], 4, 2)", "[]"),
    ("page_of([1, 2, 3], 2, 1)", "[2]"),
    ("refuses(lambda: page_of([1], 0, 1))", "True"),
    ("refuses(lambda: page_of([1], 1, 0))", "True"),
)
