"""What the production path showed for one scenario, or that it showed nothing."""

from dataclasses import dataclass

from spark_lsp.core.advisory import Lane
from spark_lsp.core.text import TextEdit


@dataclass(frozen=True, slots=True)
class Answer:
    """Texts as shown, after the gates. All empty with `valid` is deliberate silence: the model had nothing to say."""

    headline: str
    next_step: str
    why: str
    edit: tuple[TextEdit, ...] | None
    """Spans of the scenario's code; only a model's repair that passed the edit gate."""
    lane: Lane
    """Whose words: `programmatic` where no model's came."""
    valid: bool
    """The reply kept the schema and came to its end."""
    grounded: bool
    """The grounding gate let the headline through; also true of deliberate silence."""
    seconds: float
    """From the look to the headline in time (realtime), or to the end of the reply (refined)."""
    twin: "Answer | None" = None
    """For a scenario with a twin, what was shown for the twin."""

    @property
    def silent(self) -> bool:
        """Whether the model was asked, replied, and chose to say nothing."""
        return self.valid and self.grounded and not (self.headline or self.next_step or self.why or self.edit)
