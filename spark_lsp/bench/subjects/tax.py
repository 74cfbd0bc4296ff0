"""A tax in steps."""


def tax(income: int, free: int, middle: int) -> int:
    """Nothing up to `free`, a tenth up to `middle`, and three tenths of the rest."""
    if income <= free:
        return 0
    low = min(income, middle) - free
    owed = low // 10
    if income > middle:
        owed = owed + (income - middle) * 3 // 10
    return owed


CASES = (
    ("tax(100, 1000, 2000)", "0"),
    ("tax(1000, 1000, 2000)", "0"),
    ("tax(1500, 1000, 2000)", "50"),
    ("tax(2000, 1000, 2000)", "100"),
    ("tax(3000, 1000, 2000)", "400"),
    ("tax(400, 1000, 2000)", "0"),
)
