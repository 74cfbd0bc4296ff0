"""The middle of some numbers."""


def median(numbers: list[int]) -> float:
    """The middle one in order, or the mean of the two in the middle."""
    if not numbers:
        raise ValueError("there is no middle of nothing")
    ordered = sorted(numbers)
    half = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


CASES = (
    ("median([3, 1, 2])", "2"),
    ("median([4, 1, 3, 2])", "2.5"),
    ("median([7])", "7"),
    ("median([1, 9])", "5.0"),
    ("refuses(lambda: median([]))", "True"),
)
