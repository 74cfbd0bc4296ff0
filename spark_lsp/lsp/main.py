"""Runs the server on stdio after the launcher's handshake, or on a loopback port."""

import asyncio
import logging
import os
import sys

from spark_lsp.build import analysis_child, dismissals, model_lanes, outcomes, quick_analyst
from spark_lsp.engine.child import Child
from spark_lsp.lsp.ahead import Ahead
from spark_lsp.lsp.capabilities import JSON
from spark_lsp.lsp.frames import Frames
from spark_lsp.lsp.server import SparkServer, stop
from spark_lsp.lsp.stdio import StdinProtocol, read_stdin, stdout_writer

LOOPBACK = "127.0.0.1"


def run_stdio(initialize: JSON, stdin: int, stdout: int, child: Child, ahead: Ahead) -> int:
    """Serves until the client says exit or leaves. Does not come back: the process ends here, with the exit code."""
    _quiet_logs()
    code = asyncio.run(_stdio(initialize, stdin, stdout, child, ahead))
    sys.stderr.flush()
    # Taking an interpreter with 600 generated classes apart costs more than the whole shutdown otherwise does.
    os._exit(code)


def run_tcp(port: int) -> int:
    """Serves one client on 127.0.0.1; comes back with the exit code when it has left."""
    _quiet_logs()
    try:
        return asyncio.run(_tcp(port))
    except OSError as error:
        sys.stderr.write(f"cannot listen on {LOOPBACK}:{port}: {error.strerror}; choose another port\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _made(child: Child) -> SparkServer:
    held = dismissals()
    server = SparkServer(child=child, quick=quick_analyst, dismissals=held, lanes=model_lanes)
    server.notices.pending += held.messages
    server.outcomes = outcomes(server.notices.log)
    return server


async def _stdio(initialize: JSON, stdin: int, stdout: int, child: Child, ahead: Ahead) -> int:
    server = _made(child)
    protocol = server.protocol
    protocol.begin(initialize)
    ahead.stop()
    server.here.engine.early = ahead.early
    writer = await stdout_writer(stdout)
    protocol.set_writer(writer)
    for body in ahead.bodies:
        protocol.receive(body)
    in_thread = os.environ.get("SPARK_LSP_STDIN") == "thread"
    if ahead.ended:
        protocol.client_left()
    else:
        await read_stdin(stdin, ahead.frames, protocol.receive, protocol.client_left, in_thread=in_thread)
    await server.stopped.wait()
    await server.modelling.leave()
    writer.close()
    stop(server)
    return server.exit_code


async def _tcp(port: int) -> int:
    child = analysis_child()
    child.start()
    server = _made(child)

    class Connection(StdinProtocol):
        def __init__(self) -> None:
            super().__init__(Frames(), server.protocol.receive, server.protocol.client_left)

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            if server.protocol.writer is not None:
                transport.close()  # one client at a time
                return
            server.protocol.set_writer(transport)  # type: ignore[arg-type]

    listener = await asyncio.get_running_loop().create_server(Connection, LOOPBACK, port)
    at = listener.sockets[0].getsockname()
    sys.stderr.write(f"spark-lsp listens on {at[0]}:{at[1]}\n")
    sys.stderr.flush()
    await server.stopped.wait()
    await server.modelling.leave()
    listener.close()
    stop(server)
    return server.exit_code


def _quiet_logs() -> None:
    """pygls logs the params of messages, which hold source text; its loggers are off, ours name things only."""
    logging.basicConfig(stream=sys.stderr, level=os.environ.get("SPARK_LSP_LOG", "WARNING").upper())
    logging.getLogger("pygls").disabled = True
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("pygls"):
            logging.getLogger(name).disabled = True
