"""Makes room for a heavy model, and gives it back: what was unloaded for it is loaded again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from spark_lsp.backends.base import Backend
from spark_lsp.core.asking import Resident
from spark_lsp.core.budget import is_model, same_model
from spark_lsp.core.plan import BESIDE_SHARE, Memory, Refuse, need_of, plan
from spark_lsp.core.role import Role
from spark_lsp.engine.crew import Crew, Player
from spark_lsp.errors import BackendFailed

MIB = 1024 * 1024


@dataclass(slots=True)
class Room:
    """For the event loop's thread."""

    crew: Crew
    memory: Callable[[int], Memory]
    """(MiB that our models hold) → what there is. Asked in a thread."""
    _loaded: bool = False
    """We had the heavy model loaded."""
    _out: list[Resident] = field(default_factory=list)
    """Those that made room."""

    async def taken(self, backend: Backend, player: Player) -> str:
        """Has the model loaded, ours making room for it where they must; what is in the way, where it cannot be: `""`
        where it is loaded. No model of somebody else's loses its place. Raises BackendFailed."""
        residents = await backend.resident()
        if any(is_model(one, player.model, player.digest) for one in residents):
            return ""
        ours = [one for one in residents if self._part(one) is not None]
        ours_mib = sum(one.vram_bytes or one.size_bytes for one in ours) // MIB
        memory = await asyncio.to_thread(self.memory, ours_mib)
        need = need_of(player.facts, (Role.REFINE,), player.spec.context_tokens)
        beside = need.total_mib <= (BESIDE_SHARE if residents else 1.0) * memory.free_mib
        if not beside and isinstance(plan((need,), memory), Refuse):
            return (
                f"{player.model} does not fit: it needs {need.total_mib} MiB of {memory.kind.value}, and "
                f"{memory.room_mib} MiB are there, with what the working models hold; `spark-lsp plan` has the sum"
            )
        others = sorted(one.name for one in residents if one not in ours)
        if not beside and others and need.total_mib > BESIDE_SHARE * memory.room_mib:
            return f"{player.model} needs {need.total_mib} MiB, and would take the place of {', '.join(others)}"
        for one in ours if not beside else ():
            self._out.append(one)
            await backend.warm(one.name, context_tokens=one.context_tokens, keep_alive_s=0.0)
        self._loaded = True  # before: a load that is given up may have come to its end
        spec = player.spec
        await backend.warm(player.model, context_tokens=spec.context_tokens, keep_alive_s=spec.keep_alive_s)
        return ""

    async def given_back(self, backend: Backend, player: Player) -> None:
        """The heavy model is unloaded where we had it loaded, then what made room for it is loaded again. Never raises
        for what a server does."""
        try:
            if self._loaded:
                self._loaded = False
                await backend.warm(player.model, context_tokens=player.spec.context_tokens, keep_alive_s=0.0)
            while self._out:
                one = self._out.pop(0)
                spec = (self._part(one) or player).spec
                await backend.warm(one.name, context_tokens=one.context_tokens, keep_alive_s=spec.keep_alive_s)
        except BackendFailed as failed:
            self.crew.log(f"the working models could not be loaded again: {failed}")

    def _part(self, one: Resident) -> Player | None:
        """Whom of ours a loaded model is."""
        parts = (part for part in self.crew.parts.values() if isinstance(part, Player))
        return next((part for part in parts if same_model(one.name, part.model)), None)
