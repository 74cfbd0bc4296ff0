"""Server processes for tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.connection import Connection

Connect = Callable[..., Connection]


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Connect]:
    """Starts a server and initializes it: capabilities as a dict, further `initialize` params by name."""
    with ExitStack() as stack:

        def start(capabilities: dict[str, Any] | None = None, settings: object = None, **params: Any) -> Connection:
            # a model server that happens to run on this machine has no part in a test that does not name it
            params["initializationOptions"] = {"backend": {"kind": "none"}, **params.get("initializationOptions", {})}
            connection = stack.enter_context(Connection(tmp_path / "data"))
            connection.settings = settings
            connection.initialize(capabilities=capabilities or {}, **params)
            return connection

        yield start
