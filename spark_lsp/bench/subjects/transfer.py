"""Moving money between accounts."""


def moved(accounts: dict[str, int], sender: str, receiver: str, cents: int) -> dict[str, int]:
    """The accounts after a payment; a sender may not go below zero."""
    if cents <= 0:
        raise ValueError("a payment is more than nothing")
    if accounts[sender] < cents:
        raise ValueError("not enough")
    if sender == receiver:
        return dict(accounts)
    return accounts | {sender: accounts[sender] - cents, receiver: accounts.get(receiver, 0) + cents}


CASES = (
    ("moved({'a': 5, 'b': 1}, 'a', 'b', 2)", "{'a': 3, 'b': 3}"),
    ("moved({'a': 5}, 'a', 'c', 5)", "{'a': 0, 'c': 5}"),
    ("moved({'a': 5}, 'a', 'a', 2)", "{'a': 5}"),
    ("refuses(lambda: moved({'a': 5, 'b': 1}, 'a', 'b', 6))", "True"),
    ("refuses(lambda: moved({'a': 5, 'b': 1}, 'a', 'b', 0))", "True"),
)
