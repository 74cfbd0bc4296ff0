"""Brackets that match."""


def balanced(text: str) -> bool:
    """Whether every round bracket is closed, and none before it is opened."""
    depth = 0
    for letter in text:
        if letter == "(":
            depth = depth + 1
        if letter == ")":
            depth = depth - 1
        if depth < 0:
            return False
    return depth == 0


CASES = (
    ("balanced('(a(b))')", "True"),
    ("balanced('())(')", "False"),
    ("balanced('(()')", "False"),
    ("balanced('')", "True"),
    ("balanced(')(')", "False"),
)
