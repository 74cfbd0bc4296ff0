"""Sorts of triangle."""


def sort_of(a: int, b: int, c: int) -> str:
    """`none` where the sides make no triangle; else by how many of them are equal."""
    if a <= 0 or b <= 0 or c <= 0:
        return "none"
    if a + b <= c or b + c <= a or a + c <= b:
        return "none"
    if a == b and b == c:
        return "equilateral"
    equal = len({a, b, c}) < 3
    return "isosceles" if equal else "scalene"


CASES = (
    ("sort_of(3, 4, 5)", "'scalene'"),
    ("sort_of(2, 2, 2)", "'equilateral'"),
    ("sort_of(2, 2, 3)", "'isosceles'"),
    ("sort_of(3, 2, 2)", "'isosceles'"),
    ("sort_of(2, 3, 2)", "'isosceles'"),
    ("sort_of(1, 2, 3)", "'none'"),
    ("sort_of(3, 1, 2)", "'none'"),
    ("sort_of(1, 3, 2)", "'none'"),
    ("sort_of(0, 1, 1)", "'none'"),
    ("sort_of(1, 0, 1)", "'none'"),
)
