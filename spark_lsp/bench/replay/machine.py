"""One graphics card on a virtual clock: what a driver says is run, what a developer asks is answered, all is written
down."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spark_lsp.bench.replay.asks import Ask
from spark_lsp.bench.replay.drivers import Driver
from spark_lsp.bench.replay.store import ReplayStore
from spark_lsp.bench.replay.traces import Recorded
from spark_lsp.core.refining import Cancel, Command, Job, Start

SERVED_S = 0.005
"""What a hit takes, seconds."""


@dataclass(slots=True)
class Ran:
    """One background job."""

    job: Job
    began_s: float
    ended_s: float | None = None
    cancelled: bool = False
    used: bool = False
    used_after_s: float | None = None
    """From its end to its first serve; negative where it was still running."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question."""

    ask: Ask
    outcome: str
    """`hit`, `inflight` or `miss`."""
    wait_s: float
    same_context: bool = False
    first_serve: bool = False
    stale: bool = False


@dataclass(slots=True)
class Log:
    """All of one replay."""

    ran: list[Ran] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    on_demand: int = 0
    commands: list[tuple[float, str, str]] = field(default_factory=list)
    """(time, `start` or `cancel`, slot): for the test that the future is not seen."""

    def background_s(self) -> float:
        """Seconds of the card that background jobs took."""
        return sum((ran.ended_s or ran.began_s) - ran.began_s for ran in self.ran)


class Machine:
    """One replay of one trace."""

    def __init__(self, driver: Driver, store: ReplayStore, service_s: float) -> None:
        self.log = Log()
        self._driver, self._store, self._service_s = driver, store, service_s
        self._running: Ran | None = None
        self._demand: tuple[Ask, float] | None = None
        """(what is made because somebody waits, when it will be ready)."""
        self._promised = False
        """Somebody waits for the running background job."""

    def play(self, events: Iterable[Recorded], asks: Iterable[Ask], until_s: float = 0.0) -> Log:
        """At equal times: events, then what is due, then asks. It goes on to the last of them, or until then."""
        now_s = 0.0
        for now_s, _, what in _merged(events, asks):
            self._advance(now_s, including=isinstance(what, Ask))
            if isinstance(what, Ask):
                self._ask(what, now_s)
            else:
                self._store.see(what)
                self._do(self._driver.happened(what, now_s), now_s)
        self._advance(until_s, including=False)
        now_s = max(now_s, until_s)
        if self._running is not None:
            self._running.ended_s = min(self._running.began_s + self._service_s, max(now_s, self._running.began_s))
            self._running.cancelled = self._running.ended_s < self._running.began_s + self._service_s
        return self.log

    def _advance(self, to_s: float, *, including: bool) -> None:
        """Everything that is due before then, in time order."""
        while True:
            due: list[tuple[float, int]] = []
            if self._demand is not None:
                due.append((self._demand[1], 0))
            elif self._running is not None:
                due.append((self._running.began_s + self._service_s, 1))
            wake_s = self._driver.wake_s()
            if wake_s is not None:
                due.append((wake_s, 2))
            at_s, what = min(due, default=(to_s + 1, 0))
            if at_s > to_s or (at_s == to_s and not including):
                return
            match what:
                case 0:
                    self._demanded(at_s)
                case 1:
                    self._finished(at_s)
                case _:
                    self._do(self._driver.woke(at_s), at_s)

    def _ask(self, ask: Ask, now_s: float) -> None:
        row, unit = ask.transition.row, ask.transition.unit
        held = self._store.held(row) if row is not None else None
        slot = self._store.slot_of(row) if row is not None else f"new {unit}"
        if row is not None and held is not None:
            ran = held.ran
            answer = Answer(
                ask,
                "hit",
                SERVED_S,
                same_context=held.digest == row.digest,
                first_serve=ran is not None and not ran.used,
                stale=held.key != row.key,
            )
            self._used(ran, now_s)
            self.log.answers.append(answer)
            self._do(self._driver.asked(slot, now_s, waits=False, saved_s=self._service_s - SERVED_S), now_s)
        elif self._running is not None and self._running.job.slot == slot and not self._running.cancelled:
            wait_s = self._running.began_s + self._service_s - now_s
            self.log.answers.append(
                Answer(ask, "inflight", wait_s, same_context=True, first_serve=not self._running.used)
            )
            self._used(self._running, now_s)
            self._promised = True
            self._do(self._driver.asked(slot, now_s, waits=True, saved_s=self._service_s - wait_s), now_s)
        else:
            self.log.answers.append(Answer(ask, "miss", self._service_s))
            self.log.on_demand += 1
            if self._demand is not None:
                self._do(self._driver.answered(now_s), now_s)
            self._demand = (ask, now_s + self._service_s)
            self._do(self._driver.asked(slot, now_s, waits=True, saved_s=0.0), now_s)
            if self._running is not None:  # promoted: it may not be stopped, so this one waits
                rest_s = self._running.began_s + self._service_s
                self._finished(rest_s)
                self._demand = (ask, rest_s + self._service_s)

    def _used(self, ran: Ran | None, now_s: float) -> None:
        if ran is not None and not ran.used:
            ran.used = True
            ran.used_after_s = now_s - (ran.ended_s if ran.ended_s is not None else ran.began_s + self._service_s)

    def _demanded(self, now_s: float) -> None:
        assert self._demand is not None
        row = self._demand[0].transition.row
        self._demand = None
        if row is not None:
            self._store.put(row, None)
        self._do(self._driver.answered(now_s), now_s)

    def _finished(self, now_s: float) -> None:
        assert self._running is not None
        ran, self._running = self._running, None
        ran.ended_s = now_s
        row = self._store.row_of(ran.job.slot)
        if row is not None:
            self._store.put(row, ran)
        promised, self._promised = self._promised, False
        commands = self._driver.ended(ran.job, self._service_s, now_s, done=True)
        self._do(commands, now_s)
        if promised:
            self._do(self._driver.answered(now_s), now_s)

    def _do(self, commands: list[Command], now_s: float) -> None:
        for command in commands:
            match command:
                case Start(job):
                    assert self._running is None, "two at once"
                    self.log.commands.append((now_s, "start", job.slot))
                    self._store.begun(job.slot)
                    self._running = Ran(job, now_s)
                    self.log.ran.append(self._running)
                    self._driver.began(job, now_s)
                case Cancel(job):
                    assert self._running is not None
                    self.log.commands.append((now_s, "cancel", job.slot))
                    ran, self._running = self._running, None
                    ran.ended_s, ran.cancelled = now_s, True
                    self._do(self._driver.ended(job, now_s - ran.began_s, now_s, done=False), now_s)


def _merged(events: Iterable[Recorded], asks: Iterable[Ask]) -> Iterator[tuple[float, int, Recorded | Ask]]:
    both: list[tuple[float, int, Recorded | Ask]] = [(event.t, 0, event) for event in events]
    both += [(ask.at_s, 1, ask) for ask in asks]
    return iter(sorted(both, key=lambda item: item[:2]))
