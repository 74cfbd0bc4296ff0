"""The clocks that a benchmark reads: the machine's, or, for a scripted server, one on which no two runs differ."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

TICK_S = 0.001


@dataclass(slots=True)
class Clock:
    """The machine's clock, or, where `scripted`, one that goes a tick further whenever it is read."""

    scripted: bool = False
    _now_s: float = 0.0

    def now_s(self) -> float:
        """Seconds since some moment; never goes back."""
        if not self.scripted:
            return time.perf_counter()
        self._now_s += TICK_S
        return self._now_s

    def date(self) -> str:
        """The moment, in ISO 8601."""
        moment = datetime.fromtimestamp(0, UTC) if self.scripted else datetime.now(UTC)
        return moment.isoformat(timespec="seconds")
