"""A FastAPI project of some three hundred files, made anew for each test."""

from pathlib import Path

FILES = 300

ORDERS = '''"""Payments of orders."""

import asyncio
import time

from fastapi import APIRouter, HTTPException
from shop.models import Store, User

router = APIRouter()


@router.post("/refund/{order_id}")
async def refund(order_id: int, user: User, store: Store) -> dict[str, str]:
    order = await store.order(order_id)
    if order.owner_id != user.id:
        raise HTTPException(403)
    await asyncio.sleep(0)
    return {"state": await store.pay_back(order)}


@router.post("/charge/{order_id}")
async def charge(order_id: int, user: User, store: Store) -> dict[str, str]:
    order = await store.order(order_id)
    if order.owner_id != user.id:
        raise HTTPException(403)
    await asyncio.sleep(0)
    return {"state": await store.take(order)}
'''

MODULE = '''"""Part {n} of the shop."""


def price_{n}(items: list[int], rate: int) -> int:
    return sum(item * rate for item in items) + {n}


class Shelf{n}:
    def __init__(self, name: str) -> None:
        self.name = name
        self.items: list[int] = []

    def add(self, item: int) -> None:
        if item < 0:
            raise ValueError(f"{{self.name}} takes no {{item}}")
        self.items.append(item)
'''


def make(folder: Path) -> Path:
    """Writes the project; returns the file that the demo edits."""
    for n in range(FILES):
        file = folder / "shop" / f"area{n // 20}" / f"part{n}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(MODULE.format(n=n), "utf-8")
    target = folder / "shop" / "orders.py"
    target.write_text(ORDERS, "utf-8")
    return target
