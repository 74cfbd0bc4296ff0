"""A small shop, with the kind of defects that pass review."""

import hashlib
import os
import pickle
import sqlite3
import subprocess
import time
from datetime import datetime

import requests

STATUSES = ("open", "paid", "sent")
COLUMNS = {"name": "customer_name", "date": "created_at"}


def find_orders(db: sqlite3.Connection, customer: str) -> list[tuple]:
    cursor = db.cursor()
    cursor.execute(f"SELECT * FROM orders WHERE customer = '{customer}'")
    return cursor.fetchall()


def count_open(db: sqlite3.Connection) -> int:
    status = "open"
    return db.execute(f"SELECT COUNT(*) FROM orders WHERE status = '{status}'").fetchone()[0]


def sorted_orders(db: sqlite3.Connection, column: str) -> list[tuple]:
    return db.execute("SELECT * FROM orders ORDER BY " + COLUMNS[column]).fetchall()


def archive(path: str) -> None:
    subprocess.run("tar czf backup.tgz " + path, shell=True)


def exchange_rate(currency: str) -> float:
    reply = requests.get("https://rates.example/latest", params={"to": currency})
    return reply.json()["rate"]


async def wait_for_payment(order_id: int) -> bool:
    for _ in range(10):
        if is_paid(order_id):
            return True
        time.sleep(1)
    return False


def is_paid(order_id: int, seen=[]) -> bool:
    seen.append(order_id)
    return len(seen) % 2 == 0


def load_cart(request) -> object:
    return pickle.loads(request.cookies["cart"])


def store_password(password: str) -> str:
    return hashlib.md5(password.encode()).hexdigest()


def read_receipt(name: str) -> str:
    file = open(os.path.join("receipts", name))
    return file.read()


def refund(order_id: int) -> bool:
    try:
        requests.post("https://pay.example/refund", json={"id": order_id}, timeout=5)
    except Exception:
        pass
    return True


def is_new(status: str) -> bool:
    return status is "open"


def due() -> datetime:
    return datetime.utcnow()
