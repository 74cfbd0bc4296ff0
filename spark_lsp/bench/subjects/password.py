"""Whether a password will do."""


def will_do(password: str, name: str) -> bool:
    """At least eight letters, with a digit and a capital, and without the person's name."""
    if len(password) < 8:
        return False
    if name and name.lower() in password.lower():
        return False
    digits = sum(letter.isdigit() for letter in password)
    capitals = sum(letter.isupper() for letter in password)
    return digits >= 1 and capitals >= 1


CASES = (
    ("will_do('Abcdefg1', 'sam')", "True"),
    ("will_do('Abcdef1', 'sam')", "False"),
    ("will_do('abcdefg1', 'sam')", "False"),
    ("will_do('Abcdefgh', 'sam')", "False"),
    ("will_do('Sam45678', 'sam')", "False"),
    ("will_do('Abcdefg1', '')", "True"),
    ("will_do('ABcdef12', 'sam')", "True"),
)
