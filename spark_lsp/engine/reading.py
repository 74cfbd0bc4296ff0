"""A packet that is being generated now, and what of it can be shown already."""

from dataclasses import dataclass

from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import MissReason
from spark_lsp.core.shelf import Held
from spark_lsp.engine.author import Asked, Author
from spark_lsp.engine.crew import Player
from spark_lsp.engine.deadline import by
from spark_lsp.engine.generation import Generation
from spark_lsp.engine.packets import Packets
from spark_lsp.engine.questions import View

CALM_S = 0.15
"""Between two reads of a reply that nobody waits for, seconds."""


@dataclass(frozen=True, slots=True)
class Reading:
    """For the event loop's thread."""

    slot: str
    generation: Generation
    asked: Asked
    player: Player
    view: View

    async def streamed(self, at_s: float, author: Author, packets: Packets) -> Held | None:
        """What can be shown at `at_s` of the loop's clock, which a person waits for."""
        self.generation.calm_s = 0.0
        await by(at_s, self.generation.settled)
        return self.part(author, packets)

    def part(self, author: Author, packets: Packets) -> Held | None:
        """What is complete, where it may be shown; at hand from now on. None where that is nothing."""
        words = author.words(self.generation.draft, self.asked, counts=False)
        if isinstance(words, MissReason):
            return None
        held = author.packet(words, self.asked, self.player, self.view, lane=Lane.REFINED)
        packets.keep_partial(self.slot, held)
        return held
