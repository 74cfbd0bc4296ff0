"""Whether a model server is there at all, found out before anything is loaded that talks to one."""

import asyncio
import contextlib
from urllib.parse import urlsplit

KNOCK_S = 0.3
"""Longest that a port of this machine may take to take a connection, seconds."""


async def listens(url: str) -> bool:
    """Whether somebody takes connections at the address. Sends nothing; never raises for what is there."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        opening = asyncio.open_connection(parts.hostname, port)
        _, writer = await asyncio.wait_for(opening, KNOCK_S)
    except (OSError, ValueError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
