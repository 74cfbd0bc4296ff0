"""Which unit is refined next: a state machine of one running job, a short queue of wishes, and guesses where nobody
wishes for anything. Events in, commands out; it awaits nothing and reads no clock.

Promises
- At most one job runs; none starts while a person waits for a model.
- A person who waits for something else stops the running job, which goes back to the front of the queue.
- A person who waits for just what is running does not stop it; while they do, no other person's wait does either.
- A job whose unit changed is cancelled, and is not started from the queue.
- A slot is at most once in the machine.
- The newest wish is served first; of more than QUEUED_MAX wishes the oldest are forgotten.
- A guess is made only when nothing is wished for; a wish stops a running guess for something else. A guess that was
  stopped is forgotten: whether it is still the best is asked anew."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

QUEUED_MAX = 2


@dataclass(frozen=True, slots=True)
class Job:
    """One packet to be made."""

    slot: str
    uri: str
    unit_key: str
    """Of the unit as the person sees it; a change of it ends the job."""
    urgent: bool = False
    """Asked for in so many words; it is not forgotten for newer wishes."""
    likely: float | None = None
    """Of a guess, how likely its unit is the next; None where somebody looked."""
    unit: str = ""
    """Of a guess: `core.activity.UnitRow.unit`."""


@dataclass(frozen=True, slots=True)
class Start:
    """Begin this job."""

    job: Job


@dataclass(frozen=True, slots=True)
class Cancel:
    """End this job; `ended` is still to be told."""

    job: Job


Command = Start | Cancel


@dataclass(slots=True)
class Refining:
    """The machine. Each method takes one event and gives the commands that follow."""

    running: Job | None = None
    queued: list[Job] = field(default_factory=list)
    """The next one first."""
    waiting: int = 0
    """People (attempts) that wait for a model now, in this process or another."""
    guess: Callable[[], Job | None] = lambda: None
    """The best guess at what is looked at next, where any pays; asked when there is room."""
    _awaited: bool = False
    """A person waits for just the running job, and has not got an answer yet."""
    _stopping: bool = False
    """The running job was told to end and has not said so yet."""
    _again: bool = False
    """It goes back into the queue when it has ended."""

    def wanted(self, job: Job) -> list[Command]:
        """A packet is missing. An urgent wish for a slot that waits moves it to the front."""
        running = self.running
        if running is not None and running.slot == job.slot and (not self._stopping or self._again):
            if running.likely is not None or job.urgent:
                self.running = replace(running, likely=None, urgent=running.urgent or job.urgent)
            return []
        mine = next((old for old in self.queued if old.slot == job.slot), None)
        if mine is not None:
            self.queued.remove(mine)
            job = job if job.urgent or not mine.urgent else mine
        self.queued.insert(0, job)
        return [*self._preempt_for(job), *self._next()]

    def dropped(self, uri: str, unit_keys: frozenset[str]) -> list[Command]:
        """The units of a file are now these (none: it was closed); jobs for any other unit of it are stale."""
        self.queued = [job for job in self.queued if job.uri != uri or job.unit_key in unit_keys]
        running = self.running
        if running is None or running.uri != uri or running.unit_key in unit_keys:
            return self._next()
        return self._stop(again=False)

    def person_came(self, slot: str) -> list[Command]:
        """A person waits for a model, for this slot (`""`: in another window, for whatever)."""
        self.waiting += 1
        if self.running is None:
            return []
        if slot and self.running.slot == slot and not self._stopping:
            self._awaited = True
            return []
        return self._stop(again=True) if not self._awaited else []

    def replanned(self) -> list[Command]:
        """The guesses may be others now. What runs goes on: changing it back and forth would finish nothing."""
        return self._next()

    def person_left(self) -> list[Command]:
        """An answer was given, whatever it was."""
        self.waiting = max(0, self.waiting - 1)
        self._awaited = self._awaited and self.waiting > 0
        return self._next()

    def ended(self, slot: str) -> list[Command]:
        """The running job is over, by itself or because it was cancelled."""
        job = self.running
        if job is None or job.slot != slot:
            return []
        again = self._stopping and self._again and job.likely is None
        self.running, self._stopping, self._again, self._awaited = None, False, False, False
        if again and all(old.slot != slot for old in self.queued):
            self.queued.append(job) if self.queued and self.queued[0].urgent else self.queued.insert(0, job)
        return self._next()

    def idle(self) -> bool:
        """Whether nothing runs and nothing waits to."""
        return self.running is None and not self.queued

    def _preempt_for(self, job: Job) -> list[Command]:
        running = self.running
        if running is None or self._stopping or self._awaited or running.urgent:
            return []
        return self._stop(again=True) if job.urgent or running.likely is not None else []

    def _stop(self, *, again: bool) -> list[Command]:
        assert self.running is not None
        if self._stopping:
            self._again = self._again and again
            return []
        self._stopping, self._again = True, again
        return [Cancel(self.running)]

    def _next(self) -> list[Command]:
        self._forget()
        if self.running is not None or self.waiting:
            return []
        self.running = self.queued.pop(0) if self.queued else self.guess()
        return [Start(self.running)] if self.running is not None else []

    def _forget(self) -> None:
        """The oldest wishes past the limit, urgent ones last."""
        while len(self.queued) > QUEUED_MAX:
            spare = next((job for job in reversed(self.queued) if not job.urgent), self.queued[-1])
            self.queued.remove(spare)
