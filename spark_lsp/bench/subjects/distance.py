"""How far two words are apart."""


def distance(one: str, other: str) -> int:
    """Fewest letters to put in, take out or exchange."""
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        row = [i + 1]
        for j, wanted in enumerate(other):
            cost = 0 if letter == wanted else 1
            row.append(min(above[j] + cost, above[j + 1] + 1, row[j] + 1))
        above = row
    return above[-1]


CASES = (
    ("distance('kitten', 'sitting')", "3"),
    ("distance('', 'abc')", "3"),
    ("distance('abc', '')", "3"),
    ("distance('abc', 'abc')", "0"),
    ("distance('ab', 'ba')", "2"),
    ("distance('a', 'b')", "1"),
)
