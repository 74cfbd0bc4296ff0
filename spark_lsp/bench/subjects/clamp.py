"""Keeping a number within bounds."""


def clamp(value: int, low: int, high: int) -> int:
    """The nearest number to `value` from `low` to `high`."""
    if low > high:
        raise ValueError("low is above high")
    if value < low:
        return low
    return min(value, high)


CASES = (
    ("clamp(5, 0, 3)", "3"),
    ("clamp(-2, 0, 3)", "0"),
    ("clamp(2, 0, 3)", "2"),
    ("clamp(2, 2, 2)", "2"),
    ("refuses(lambda: clamp(1, 4, 2))", "True"),
)
