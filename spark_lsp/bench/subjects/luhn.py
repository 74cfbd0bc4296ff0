"""Check digits."""


def checks_out(number: str) -> bool:
    """Whether the last digit of a card number is the check digit of the others."""
    total = 0
    for place, letter in enumerate(reversed(number)):
        digit = int(letter)
        if place % 2 == 1:
            digit = digit * 2
            if digit > 9:
                digit = digit - 9
        total = total + digit
    return total % 10 == 0


CASES = (
    ("checks_out('79927398713')", "True"),
    ("checks_out('79927398710')", "False"),
    ("checks_out('4539148803436467')", "True"),
    ("checks_out('18')", "True"),
    ("checks_out('59')", "True"),
    ("checks_out('26')", "True"),
)
