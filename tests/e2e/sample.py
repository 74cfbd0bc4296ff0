"""A text with known defects, and where they are."""

URI = "file:///shop/orders.py"

TEXT = """\
import sqlite3

import yaml


def find(db: sqlite3.Connection, name: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE name = '{name}'")
    return cursor.fetchall()


def read(text: str) -> object:
    return yaml.load(text)


def is_new(status: str) -> bool:
    return status is "open"
"""

SQL_LINE, YAML_LINE, IDENTITY_LINE = 7, 12, 16
SQL_TOKEN = """f"SELECT * FROM orders WHERE name = '{name}'\""""
RULES = ["py-sql-injection", "py-yaml-load", "py-identity-literal"]


def column(line: int, needle: str) -> int:
    """Where a text starts in a line."""
    return TEXT.splitlines()[line].index(needle)
