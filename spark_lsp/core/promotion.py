"""Models that passed the gate: which has a role in place of the default, since when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from spark_lsp.core.role import Role

GATED = (Role.REALTIME, Role.REFINE, Role.CODING)
"""Roles that `spark-lsp bench run` measures; a model for the others is a setting."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """One model in one role, by its weights: what is pulled anew under the same name has to pass again."""

    model: str
    digest: str
    fingerprint: str
    """Of the weights, the prompt and the options that were measured."""
    day: str
    """ISO date of the promotion, UTC."""
    because: str
    """What the gate was passed with, one sentence."""


Promotions = Mapping[Role, Promotion]


class Kept(Protocol):
    """Where promotions are kept between runs."""

    def read(self) -> Promotions:
        """All; none where they cannot be read."""
        ...

    def write(self, promotions: Promotions) -> None:
        """Puts these in place of all. Raises UnreadableInput."""
        ...
