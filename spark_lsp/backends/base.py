"""What every model server looks like from inside: streams that can be cut, and no exception but one."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from spark_lsp.core.asking import Ask, Cost, Installed, Piece, Resident, Server, Vector


class Backend(Protocol):
    """One model server. All methods raise `errors.BackendFailed`, with its reason, and nothing else but CancelledError;
    none sets a deadline (that is `engine/deadline.py`'s), none waits for ever on a server that cannot be reached."""

    kind: str

    async def probe(self) -> Server:
        """Whether the server is there, and what it is."""
        ...

    async def installed(self) -> tuple[Installed, ...]:
        """The models that it has."""
        ...

    async def resident(self) -> tuple[Resident, ...]:
        """The models that are in memory now. A server that holds one model for good tells that one."""
        ...

    def stream(self, ask: Ask) -> AsyncIterator[Piece]:
        """The reply as it comes, `Done` last. Closing the iterator (`aclose`), or cancelling the task that reads it,
        closes the socket, which ends the generation."""
        ...

    async def prefill(self, ask: Ask) -> Cost:
        """Has the prompt evaluated, so that the same ask starts warm; nothing is generated that is kept."""
        ...

    async def warm(self, model: str, *, context_tokens: int, keep_alive_s: float) -> Cost:
        """Has a model loaded; takes as long as it takes. A caller that gives up aborts the load."""
        ...

    async def embed(self, model: str, texts: Sequence[str], *, keep_alive_s: float) -> tuple[Vector, ...]:
        """One vector a text, in order, of length 1 and all as wide. A text that is longer than the model's window is
        cut by servers that can, and refused by others: keep them short. `keep_alive_s` says how long the model stays
        loaded, where the server can be told. Takes as long as a load takes."""
        ...

    async def count_tokens(self, model: str, text: str) -> int | None:
        """Tokens of a text, exactly; None where the server cannot tell, so that `core/tokens.py` estimates."""
        ...

    async def close(self) -> None:
        """Closes all connections."""
        ...
