"""A checkout whose history holds fixes, and what models say of them, for tests of drafted rules."""

import json
from pathlib import Path

from tests.cli.repo import Repo

MONEY = """\
import json


def to_cents(amount):
    cents = int(amount * 100)
    return cents


def label(amount):
    return json.dumps({"amount": amount})
"""
TAX = """\
def tax_cents(price, rate):
    taxed = price * rate
    return int(taxed * 100)
"""
CONFIG = """\
import yaml


def read_config(stream):
    options = yaml.load(stream)
    return options
"""
TILL = """\
def close_till(till, printer):
    print(till.total)
    return till.close(printer)
"""
STOCK = "def in_stock(shelf):\n    total = int(shelf.share * 100)\n    return total\n"
PRINTS = "".join(f"def show_{n}(value):\n    print('value {n}', value)\n    return value\n\n\n" for n in range(120))
LOOKS = "".join(f"def peek_{n}(shelf):\n    return shelf.peek(depth={n})\n\n\n" for n in range(10))
SHELF = "def look_into(shelf):\n    found = shelf.peek(depth=3)\n    return found\n"


def shop(root: Path) -> Repo:
    """The checkout: cents are mended twice, a configuration once, a till once, a shelf once."""
    root.mkdir()
    repo = Repo(root)
    repo.commit({
        "money.py": MONEY, "tax.py": TAX, "config.py": CONFIG, "till.py": TILL, "stock.py": STOCK,
        "prints.py": PRINTS, "shelf.py": SHELF,
        **{f"looks_{n}.py": LOOKS for n in range(4)},
    })  # fmt: skip
    for name, text, subject in (
        ("tax.py", TAX.replace("int(taxed * 100)", "round(taxed * 100)"), "Fix wrong tax of a cent"),
        ("config.py", CONFIG.replace("yaml.load(", "yaml.safe_load("), "Fix unsafe reading of the configuration"),
        ("till.py", TILL.replace("print(till.total)", "printer.put(till.total)"), "Fix output that nobody sees"),
        ("shelf.py", SHELF.replace("peek(depth=3)", "look(depth=3)"), "Fix wrong peek"),
        ("money.py", MONEY.replace("int(amount * 100)", "round(amount * 100)"), "Fix lost cent: 0.29 * 100 is 28.99"),
    ):
        repo.write({name: text})
        repo.git("add", "-A")
        repo.git("commit", "-qm", subject)
    return repo


def said(
    rule: str, *, id: str = "cut-cents", invalid: list[str] | None = None, valid: list[str] | None = None, **more: str
) -> str:
    """A model's reply; without snippets those of the good rule."""
    reply = {
        "id": id,
        "message": "`int` cuts the cents that `$A * 100` lacks",
        "note": "A product of floats may lie just below the whole number.",
        "next": "Use `round($A * 100)`.",
        "rule": rule,
        "invalid": INVALID if invalid is None else invalid,
        "valid": VALID if valid is None else valid,
    }
    return json.dumps(reply | more)


INVALID = ["cents = int(price * 100)\n", "def f(row):\n    return int(row.sum * 100)\n"]
VALID = ["cents = round(price * 100)\n", "def f(row):\n    return int(row.count)\n"]
GOOD = said("pattern: int($A * 100)")
