"""Has a model's repair tried by the analysis process."""

import asyncio
from dataclasses import dataclass

from spark_lsp.core.gate import Refused, Verdict
from spark_lsp.engine.child import Child, ChildGone
from spark_lsp.engine.trial import Trial


@dataclass(frozen=True, slots=True)
class Prover:
    """Asks one analysis process, which does one thing at a time."""

    child: Child

    async def tried(self, trial: Trial) -> Verdict:
        """What the edit gate says; refused where the process died on it."""
        try:
            return await asyncio.to_thread(self.child.try_edit, trial)
        except ChildGone:
            return Refused("could not be tried")
