"""What sending a parcel costs."""


def shipping(weight: int, total: int, express: bool) -> int:
    """Cents for a parcel of `weight` grams in an order of `total` cents; free from 5000 cents unless express."""
    if weight <= 0:
        raise ValueError("a parcel weighs something")
    if total >= 5000 and not express:
        return 0
    price = 490
    if weight > 2000:
        price = price + 200
    if express:
        price = price * 2
    return price


CASES = (
    ("shipping(100, 1000, False)", "490"),
    ("shipping(100, 5000, False)", "0"),
    ("shipping(100, 4999, False)", "490"),
    ("shipping(2000, 1000, False)", "490"),
    ("shipping(2001, 1000, False)", "690"),
    ("shipping(2001, 9000, True)", "1380"),
    ("refuses(lambda: shipping(0, 10, False))", "True"),
)
