"""Payments of orders: one of the two handlers leaves out what the other checks."""

from fastapi import APIRouter, HTTPException

from shop.models import Store, User

router = APIRouter()


@router.post("/refund/{order_id}")
async def refund(order_id: int, user: User, store: Store) -> dict[str, str]:
    order = await store.order(order_id)
    if order.owner_id != user.id:
        raise HTTPException(403)
    return {"state": await store.pay_back(order)}


@router.post("/charge/{order_id}")
async def charge(order_id: int, user: User, store: Store) -> dict[str, str]:
    order = await store.order(order_id)
    return {"state": await store.take(order)}
