"""What the engine tells of its own work."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from spark_lsp.core.finding import AnalyzerFailure


class Slow(Protocol):
    """Told when an analysis takes long, and again when it has ended."""

    def __call__(self, path: str, *, running: bool) -> None: ...


def nobody_waits(path: str, *, running: bool) -> None:
    """For an engine that nobody watches."""


@dataclass(slots=True)
class Tally:
    """What `spark/status` tells of the work done."""

    analyses: int = 0
    restarts: int = 0
    last_ms: float = 0.0
    rules: int = 0
    failures: dict[str, AnalyzerFailure] = field(default_factory=dict)

    def note(self, failures: Iterable[AnalyzerFailure], log: Callable[[str], None]) -> None:
        """Keeps the failures, and logs each that is new."""
        for failure in failures:
            if self.failures.get(failure.who) != failure:
                self.failures[failure.who] = failure
                log(f"{failure.who}: {failure.reason}")
