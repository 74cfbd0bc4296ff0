"""Comparing version numbers."""


def newer(one: str, other: str) -> bool:
    """Whether version `one` comes after version `other`; missing parts count as zero."""
    left = [int(part) for part in one.split(".")]
    right = [int(part) for part in other.split(".")]
    size = max(len(left), len(right))
    left = left + [0] * (size - len(left))
    right = right + [0] * (size - len(right))
    return left > right


CASES = (
    ("newer('1.10', '1.9')", "True"),
    ("newer('1.2', '1.2.0')", "False"),
    ("newer('1.2.1', '1.2')", "True"),
    ("newer('1', '2')", "False"),
    ("newer('2', '1.9.9')", "True"),
)
