"""Whether anybody is there: asked without a word, and without waiting."""

import asyncio
import socket
import sys
import time

import pytest

from spark_lsp.backends import listening
from spark_lsp.backends.listening import KNOCK_S, listens


async def test_a_port_that_takes_connections_is_told_from_one_that_does_not() -> None:
    heard: list[bytes] = []

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read())
        writer.close()

    server = await asyncio.start_server(taken, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await listens(f"http://127.0.0.1:{port}")
    server.close()
    await server.wait_closed()
    assert not await listens(f"http://127.0.0.1:{port}")
    assert heard in ([], [b""])


async def test_one_that_never_answers_is_not_waited_for() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        clients = [socket.socket() for _ in range(3)]
        try:
            for client in clients:  # Linux drops the next one once the queue is full
                client.setblocking(False)
                client.connect_ex(full.getsockname())
            began = time.monotonic()
            await listens(url)
            assert time.monotonic() - began < 10 * KNOCK_S
        finally:
            for client in clients:
                client.close()


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://127.0.0.1:99999", "http://[::1", "http://\0"])
async def test_what_is_no_address_is_nobody(url: str) -> None:
    assert not await listens(url)


def test_it_loads_nothing_that_talks_to_a_server() -> None:
    assert listening.__file__
    code = "import spark_lsp.backends.listening, sys; sys.exit('httpx' in sys.modules)"
    import subprocess

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
