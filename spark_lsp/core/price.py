"""What a second of the graphics card has to bring: the price below which nothing is made ahead of time, and how often a
step is followed by a question at all."""

from dataclasses import dataclass
from math import exp

FLOOR = 0.033
"""Least likelihood, per step that is asked about, at which a job is worth its second: where in leave-one-trace-out hits
grow dear (each further point costs four jobs in a hundred asks and more)."""

DUTY_MAX = 0.25
"""Share of the card's time that guesses may take."""

DUTY_WINDOW_S = 300.0
RAISE = 0.2
"""How much the price rises for each share of the card's time over DUTY_MAX."""

ASKED, NOT_ASKED = 2.0, 1.0
"""Steps of each kind that everybody starts with."""

SHARE_MIN = 0.3
"""Who asks rarely still finds what is under the cursor: with less, recorded hovers that could be met were missed."""

FADE = 0.98
"""What a step is worth after the next."""

MARGIN = 2.0
"""A guess that is less likely than this many times the least one is marginal: it tells what one more would bring."""

WORTH_START, WORTH_JOBS = 0.3, 20.0
"""Seconds saved for a second of the card by marginal guesses, and for how many guesses that stands, before any are
known: of those in the replays of the recorded traces .3 are used."""

WORTH_LOW, WORTH_HIGH = 0.1, 0.2
"""Below the first the prefetcher asks double the price and takes half the card; above the second it takes that back."""

SCALE_MIN = 0.125


@dataclass(slots=True)
class Price:
    """Shadow price of the card, in likelihood: seconds that a person waits less, for a second of the card."""

    floor: float = FLOOR
    scale: float = 1.0
    """What it has lowered its own cap to, from SCALE_MIN to 1."""
    worth: float = WORTH_START
    """Seconds that marginal guesses saved lately for a second of the card, each counted alike."""
    _duty: float = 0.0
    _at_s: float = 0.0

    def spent(self, gpu_s: float, now_s: float) -> None:
        """A job took this long."""
        self._duty = self.duty(now_s) + gpu_s / DUTY_WINDOW_S
        self._at_s = now_s

    def duty(self, now_s: float) -> float:
        """Share of the card's time that guesses took lately: exponentially forgotten over DUTY_WINDOW_S."""
        return self._duty * exp(-max(0.0, now_s - self._at_s) / DUTY_WINDOW_S)

    def least(self, now_s: float) -> float:
        """The price now."""
        return self.floor / self.scale + RAISE * max(0.0, self.duty(now_s) - DUTY_MAX * self.scale)

    def is_marginal(self, next_likely: float) -> bool:
        """Whether one with this likelihood of being next, per step that is asked about, is among the last that pay."""
        return next_likely < MARGIN * self.floor / self.scale

    def brought(self, saved_s: float, gpu_s: float) -> None:
        """What became of a marginal guess; lowers or raises the cap where that tells to."""
        self.worth += (min(1.0, saved_s / max(gpu_s, 1e-3)) - self.worth) / WORTH_JOBS
        if self.worth < WORTH_LOW and self.scale > SCALE_MIN:
            self.scale /= 2
        elif self.worth > WORTH_HIGH and self.scale < 1:
            self.scale *= 2
        else:
            return
        self.worth = (WORTH_LOW + WORTH_HIGH) / 2  # other guesses are marginal now


@dataclass(slots=True)
class Asks:
    """How many steps are followed by a question: the mean of a Beta distribution that fades."""

    asked_steps: float = ASKED
    silent_steps: float = NOT_ASKED
    _asked: bool = False

    @property
    def share(self) -> float:
        """From SHARE_MIN to 1."""
        return max(SHARE_MIN, self.asked_steps / (self.asked_steps + self.silent_steps))

    def asked(self) -> None:
        """Somebody asked, since the last step."""
        self._asked = True

    def stepped(self) -> None:
        """A step; it tells what the one before came to."""
        self.asked_steps = self.asked_steps * FADE + float(self._asked)
        self.silent_steps = self.silent_steps * FADE + float(not self._asked)
        self._asked = False
