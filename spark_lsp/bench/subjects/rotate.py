"""Turning a list round."""


def rotated(items: list[int], steps: int) -> list[int]:
    """The items moved `steps` places to the right; what falls off comes in again on the left."""
    if not items:
        return []
    cut = len(items) - steps % len(items)
    return items[cut:] + items[:cut]


CASES = (
    ("rotated([1, 2, 3, 4], 1)", "[4, 1, 2, 3]"),
    ("rotated([1, 2, 3], 0)", "[1, 2, 3]"),
    ("rotated([1, 2, 3], 5)", "[2, 3, 1]"),
    ("rotated([1, 2, 3], -1)", "[2, 3, 1]"),
    ("rotated([], 3)", "[]"),
)
