"""What the demo's project is to keep: nobody charges an order of somebody else. `python owner_check.py FILE`; exit code
1 where it does not hold. The web framework and the store are stand-ins of a few lines."""

import asyncio
import runpy
import sys
import types
from typing import Any


class HTTPException(Exception):
    """The framework's."""


class APIRouter:
    """Hands functions back as they are."""

    def post(self, path: str) -> Any:
        return lambda function: function


class Store:
    """One order, of user 1."""

    async def order(self, order_id: int) -> Any:
        return types.SimpleNamespace(owner_id=1)

    async def take(self, order: Any) -> str:
        return "taken"

    pay_back = take


def main() -> int:
    framework, models = types.ModuleType("fastapi"), types.ModuleType("shop.models")
    framework.__dict__.update(APIRouter=APIRouter, HTTPException=HTTPException)
    models.__dict__.update(Store=Store, User=object)
    sys.modules |= {"fastapi": framework, "shop": types.ModuleType("shop"), "shop.models": models}
    charge = runpy.run_path(sys.argv[1])["charge"]
    owner, stranger = types.SimpleNamespace(id=1), types.SimpleNamespace(id=2)
    if asyncio.run(charge(7, owner, Store())) != {"state": "taken"}:
        return 1
    try:
        asyncio.run(charge(7, stranger, Store()))
    except HTTPException:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
