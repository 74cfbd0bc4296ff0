"""The budget gate: should a model be tried now? Decided from what was measured; it reads no clock and asks nobody.

An attempt is admitted only where it should give a useful headline in time: the model is loaded, with a window that is
large enough, the server has not been failing of late, and the model's pace so far says so. With no pace known yet one
attempt is made, so that there is one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from spark_lsp.core.asking import MissReason, Resident

NEW_SHARE = 0.3
"""Weight of the newest measurement in a running mean: half of it is forgotten after two."""

TRY_AGAIN_S = 60.0
"""A model that was declined for its pace this long is tried once more, seconds: its pace may have changed, and only
an attempt can tell."""

FAILURES_MAX = 3
"""Failures in a row that open the circuit."""

OPEN_S = 5.0
"""First rest of an open circuit, seconds; doubled with every failure after it, up to OPEN_MAX_S."""

OPEN_MAX_S = 300.0


@dataclass(frozen=True, slots=True)
class Admit:
    """Try; `context_tokens` is the window to ask for (0: the server's own), `expected_s` when the headline should be
    there, None where nothing is known yet."""

    context_tokens: int
    expected_s: float | None


@dataclass(frozen=True, slots=True)
class Decline:
    """Do not try now."""

    reason: MissReason
    detail: str = ""


Decision = Admit | Decline


@dataclass(slots=True)
class Pace:
    """Running means of one model's speed, by our own clock, so that whatever the server hides is in them."""

    prompt_s_per_token: float | None = None
    """From the ask to the first word, by the prompt's tokens; what the cache saved is in it."""
    words_s_per_token: float | None = None
    queue_s: float = 0.0
    attempts: int = 0
    last_s: float = 0.0

    def note(
        self, *, first_s: float, prompt_tokens: int, rest_s: float, tokens: int, queue_s: float = 0.0, now_s: float
    ) -> None:
        """One reply: `first_s` from the ask to the first word less the queue, `rest_s` from there to the last."""
        self.prompt_s_per_token = _mean(self.prompt_s_per_token, first_s / max(1, prompt_tokens))
        if tokens > 1:
            self.words_s_per_token = _mean(self.words_s_per_token, rest_s / (tokens - 1))
        self.queue_s = _mean(self.queue_s, queue_s)
        self.attempts += 1
        self.last_s = now_s

    def expected_s(self, prompt_tokens: int, headline_tokens: int) -> float | None:
        """From the ask to a whole headline; None where nothing is known."""
        if self.prompt_s_per_token is None:
            return None
        words_s = (self.words_s_per_token or 0.0) * headline_tokens
        return self.queue_s + self.prompt_s_per_token * prompt_tokens + words_s


@dataclass(slots=True)
class Circuit:
    """Rests a server that keeps failing; after the rest one call goes through, and decides."""

    failures: int = 0
    closed_from_s: float = 0.0

    def is_open(self, now_s: float) -> bool:
        """Whether nobody should be asked now."""
        return now_s < self.closed_from_s

    def failed(self, now_s: float) -> None:
        """A call failed."""
        self.failures += 1
        if self.failures >= FAILURES_MAX:
            rest_s = min(OPEN_MAX_S, OPEN_S * 2.0 ** (self.failures - FAILURES_MAX))
            self.closed_from_s = now_s + rest_s

    def held(self) -> None:
        """A call came through."""
        self.failures = 0
        self.closed_from_s = 0.0


@dataclass(slots=True)
class BudgetGate:
    """One server's models: their pace, and whether the server is to be left alone."""

    circuit: Circuit = field(default_factory=Circuit)
    paces: dict[str, Pace] = field(default_factory=dict)
    _tried: dict[str, float] = field(default_factory=dict)

    def pace(self, model: str) -> Pace:
        """Of one model."""
        return self.paces.setdefault(model, Pace())

    def decide(
        self,
        model: str,
        *,
        residents: Iterable[Resident],
        prompt_tokens: int,
        reply_tokens: int,
        headline_tokens: int,
        left_s: float,
        now_s: float,
        digest: str = "",
    ) -> Decision:
        """Whether to try `model` with `left_s` seconds left. `residents` is what is loaded right now."""
        window = self.window(model, residents=residents, need=prompt_tokens + reply_tokens, now_s=now_s, digest=digest)
        if isinstance(window, Decline):
            return window
        expected_s = self.pace(model).expected_s(prompt_tokens, headline_tokens)
        too_slow = expected_s is not None and expected_s > left_s
        if too_slow and now_s - self._tried.setdefault(model, now_s) < TRY_AGAIN_S:
            return Decline(MissReason.LATE, f"a headline is expected after {expected_s:.1f} s")
        self._tried[model] = now_s
        return Admit(window, expected_s)

    def window(
        self, model: str, *, residents: Iterable[Resident], need: int, now_s: float, digest: str = ""
    ) -> int | Decline:
        """The window that the model is loaded with, tokens (0: the server does not tell), where it holds `need`."""
        if self.circuit.is_open(now_s):
            return Decline(MissReason.DOWN, "the server failed several times; it is left alone for a while")
        resident = next((one for one in residents if is_model(one, model, digest)), None)
        if resident is None:
            return Decline(MissReason.NOT_LOADED)
        if 0 < resident.context_tokens < need:
            return Decline(MissReason.TOO_LONG, f"needs {need} tokens, is loaded with {resident.context_tokens}")
        return resident.context_tokens


def is_model(resident: Resident, name: str, digest: str) -> bool:
    """Whether what is loaded is the model: by its name, or by its weights, which a server may list by another name."""
    return same_model(resident.name, name) or (bool(digest) and resident.digest == digest)


def same_model(one: str, other: str) -> bool:
    """Whether two names mean one model: `phi4-mini` is `phi4-mini:latest`."""
    return _tagged(one) == _tagged(other)


def _tagged(name: str) -> str:
    last = name.rpartition("/")[2]
    return name if ":" in last else f"{name}:latest"


def _mean(old: float | None, new: float) -> float:
    return new if old is None else old + NEW_SHARE * (new - old)
