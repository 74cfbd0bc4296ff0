"""What a person does in any of their windows, as far as heavy work must know: when somebody looked, or did anything."""

from typing import Protocol


class Presence(Protocol):
    """Shared by all windows. All methods touch the disk, none waits, and none raises."""

    def looked(self) -> None:
        """A person looks at advice, or wishes for it, here."""
        ...

    def stirred(self) -> None:
        """A person does anything in this editor."""
        ...

    def look_mark(self) -> int:
        """Another number whenever somebody looked."""
        ...

    def stir_mark(self) -> int:
        """Another number whenever somebody did anything."""
        ...

    def since_look_s(self) -> float:
        """Since somebody last looked, seconds."""
        ...

    def since_stir_s(self) -> float:
        """Since somebody last did anything, seconds."""
        ...


class Nobody:
    """Implements Presence where there is no person: in a trial."""

    def looked(self) -> None:
        """See the protocol."""

    def stirred(self) -> None:
        """See the protocol."""

    def look_mark(self) -> int:
        """See the protocol."""
        return 0

    def stir_mark(self) -> int:
        """See the protocol."""
        return 0

    def since_look_s(self) -> float:
        """See the protocol."""
        return float("inf")

    def since_stir_s(self) -> float:
        """See the protocol."""
        return float("inf")
