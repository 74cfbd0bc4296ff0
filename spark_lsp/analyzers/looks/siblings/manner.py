"""What a rule file says of its kind of act: the `with:` of a rule, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PARAMETERS = frozenset({
    "kind", "names", "verbs", "errors", "actors", "besides", "open", "alike", "reads", "two", "more", "least"
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """One kind of act, and how alike two functions must be for it."""

    names: frozenset[str]
    """Words that the name of an attribute, function or decorator of this kind has one of."""
    verbs: frozenset[str]
    """Words that a call for its effect must have one of as well; empty: none is needed."""
    errors: frozenset[str]
    """Words in what is answered that tell a check of this kind, whatever its condition says."""
    actors: frozenset[str]
    """Words for whoever asks; comparing one with a member of something else is a check of this kind."""
    besides: frozenset[str]
    """Words that make it another kind's."""
    open: frozenset[str]
    """Words in the name of a function that may do without."""
    alike: tuple[float, ...]
    """How alike the nearest sibling must be where one, two, three … do it."""
    reads: bool
    """Whether a function that only reads may lack what one that writes does."""
    least: int
    """How many siblings must do it."""
    two: str
    more: str
    """The message for two siblings and for more; empty: the rule's own."""


def manner_of(settings: Mapping[str, Any]) -> Manner:
    """What `with:` says; what it leaves out is empty."""

    def listed(key: str) -> frozenset[str]:
        return frozenset(map(str, settings.get(key, ())))

    return Manner(
        names=listed("names"),
        verbs=listed("verbs"),
        errors=listed("errors"),
        actors=listed("actors"),
        besides=listed("besides"),
        open=listed("open"),
        alike=tuple(float(x) for x in settings.get("alike", (0.7, 0.6, 0.5))),
        reads=bool(settings.get("reads", False)),
        least=int(settings.get("least", 1)),
        two=str(settings.get("two", "")),
        more=str(settings.get("more", "")),
    )
