"""Which files are to be analysed, and when."""

import time


class Due:
    """Times by name, on the monotonic clock, seconds."""

    __slots__ = ("_at",)

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._at

    def put(self, name: str, wait_s: float) -> bool:
        """Due in `wait_s`, whatever was said before; whether it was not due at all until now."""
        fresh = name not in self._at
        self._at[name] = time.monotonic() + wait_s
        return fresh

    def drop(self, name: str) -> None:
        """Not due any more."""
        self._at.pop(name, None)

    def wait_s(self) -> float | None:
        """Seconds to the next one, 0 where it is due already; None where nothing is."""
        if not self._at:
            return None
        return max(0.0, min(self._at.values()) - time.monotonic())

    def take(self) -> str:
        """The next one, which then is not due any more. Raises ValueError where nothing is."""
        name = min(self._at, key=lambda n: self._at[n])
        del self._at[name]
        return name
