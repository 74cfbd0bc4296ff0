"""The best stretch of a list."""


def best_sum(numbers: list[int], width: int) -> int:
    """The largest sum of `width` neighbours."""
    if width < 1 or width > len(numbers):
        raise ValueError("no such stretch")
    current = sum(numbers[:width])
    best = current
    for i in range(width, len(numbers)):
        current = current + numbers[i] - numbers[i - width]
        best = max(best, current)
    return best


CASES = (
    ("best_sum([1, 5, 2, 4], 2)", "7"),
    ("best_sum([4, 1, 1, 3, 3], 2)", "6"),
    ("best_sum([1, 2, 3], 3)", "6"),
    ("best_sum([9, 1, 1], 1)", "9"),
    ("refuses(lambda: best_sum([1], 2))", "True"),
    ("refuses(lambda: best_sum([1], 0))", "True"),
)
