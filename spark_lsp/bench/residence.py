"""Has a model loaded for a trial without taking the place of one that somebody uses, and out of memory after it."""

from dataclasses import dataclass

from spark_lsp.backends.base import Backend
from spark_lsp.bench.clock import Clock
from spark_lsp.core.asking import Resident
from spark_lsp.core.budget import is_model
from spark_lsp.core.plan import BESIDE_SHARE, Memory, need_of
from spark_lsp.engine.crew import Player
from spark_lsp.errors import BackendFailed


@dataclass(frozen=True, slots=True)
class Here:
    """It is loaded. `seconds` is what that took, None where it was loaded before."""

    resident: Resident
    seconds: float | None
    evicted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Loading it would take another's place."""

    message: str


async def moved_in(backend: Backend, player: Player, memory: Memory, clock: Clock, *, displace: bool) -> Here | NoRoom:
    """Loads the model where it is not, however long that takes. Beside other models only where it fits for certain,
    or the person said that it may take their place. Raises BackendFailed."""
    before = await backend.resident()
    found = next((one for one in before if is_model(one, player.model, player.digest)), None)
    if found is not None:
        return Here(found, None)
    need = need_of(player.facts, (player.role,), player.spec.context_tokens)
    if before and not displace and need.total_mib > BESIDE_SHARE * memory.free_mib:
        others = ", ".join(sorted(one.name for one in before))
        return NoRoom(
            f"{player.model} needs {need.total_mib} MiB, and {memory.free_mib} MiB are free beside {others}; "
            "--yes lets it take their place"
        )
    began_s = clock.now_s()
    await backend.warm(player.model, context_tokens=player.spec.context_tokens, keep_alive_s=player.spec.keep_alive_s)
    seconds = clock.now_s() - began_s
    after = await backend.resident()
    mine = next((one for one in after if is_model(one, player.model, player.digest)), None)
    gone = tuple(one.name for one in before if all(one.name != other.name for other in after))
    return Here(mine or Resident(player.model, player.digest), seconds, gone)


async def moved_out(backend: Backend, player: Player) -> None:
    """Has a model that was loaded for the trial unloaded. A server that is gone has it unloaded already."""
    try:
        await backend.warm(player.model, context_tokens=player.spec.context_tokens, keep_alive_s=0.0)
    except BackendFailed:
        return
