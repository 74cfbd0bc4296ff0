"""Roman numerals."""


def value_of(numeral: str) -> int:
    """The number that a numeral stands for."""
    worth = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    total = 0
    for i, letter in enumerate(numeral):
        here = worth[letter]
        following = worth[numeral[i + 1]] if i + 1 < len(numeral) else 0
        sign = -1 if here < following else 1
        total = total + sign * here
    return total


CASES = (
    ("value_of('XIV')", "14"),
    ("value_of('III')", "3"),
    ("value_of('XC')", "90"),
    ("value_of('LX')", "60"),
    ("value_of('IV')", "4"),
)
