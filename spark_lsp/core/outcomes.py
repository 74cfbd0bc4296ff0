"""What became of advice: how often each rule's was taken or put away, and what its next is worth for that."""

from typing import Protocol

PRIOR = 4
"""Outcomes of each kind that every rule starts with: one click moves a rule little, a habit moves it."""

NEUTRAL = 0.5


def worth(taken: int, put_away: int) -> float:
    """Share of a rule's advice that is taken rather than put away, from 0 to 1; 0.5 where nothing is known. The mean
    of a Beta(PRIOR, PRIOR) distribution after these."""
    return (taken + PRIOR) / (taken + put_away + 2 * PRIOR)


class Outcomes(Protocol):
    """Counts by rule and lane, for all windows of a person. None raises for what is on the disk."""

    def count(self, rule: str, lane: str, event: str) -> None:
        """One more `accepted` or `dismissed` in this lane. May block on the disk for milliseconds."""
        ...

    def worth(self, rule: str) -> float:
        """`worth` of a rule over all lanes; from memory, after the first call."""
        ...


class Unknown:
    """Implements Outcomes where none are kept."""

    def count(self, rule: str, lane: str, event: str) -> None:
        """Forgets it."""

    def worth(self, rule: str) -> float:
        """The same for all."""
        return NEUTRAL
