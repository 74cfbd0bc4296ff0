"""The code related to a unit, out of an index that follows what is on the disk."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spark_lsp.core.asking import Vector
from spark_lsp.core.budget import is_model
from spark_lsp.core.passage import Found, PassageIndex
from spark_lsp.core.question import Related
from spark_lsp.core.role import Role
from spark_lsp.engine.crew import Crew, may_load
from spark_lsp.engine.deadline import Late, by, forget, now_s
from spark_lsp.engine.questions import View
from spark_lsp.errors import BackendFailed
from spark_lsp.retrieval.related import Of, related_to
from spark_lsp.retrieval.vectors import Embedder, by_vector, embed_missing, embedder, vector_table

PASS_S = 3.0
"""Longest that a question waits for the index to be in step, seconds; a first pass over 500 files takes four."""

NEAR_S = 20.0
"""Longest that a search by vectors may take, those made first that are missing; then words alone count."""

EMBEDDED_MAX = 64
"""Vectors made for one question at most: a new checkout has all of its after some dozens."""

NEAREST = 12

REST_S = 20.0
"""Between two passes, seconds; one that finds nothing new takes half a second of another process."""

PASS_MAX_S = 600.0
"""A pass that takes longer is ended; the next goes on where it was."""


@dataclass(slots=True)
class Neighbours:
    """Of all folders of a connection; for the event loop's thread. Nothing in it raises for what is on the disk or what
    a server does; where there is no index, nothing is related."""

    folders: tuple[str, ...]
    open_index: Callable[[Path], PassageIndex]
    """Of a checkout, by its folder."""
    pass_over: Callable[[Path], Awaitable[None]]
    """Brings the index of a folder in step with the disk; cancelled, it ends."""
    embedder: Callable[[], Awaitable[Embedder | None]]
    """The model that makes vectors, where one may be asked now."""
    redact: Callable[[str], str]
    rest_s: float = REST_S
    open_fixes: Callable[[Path], PassageIndex] | None = None
    """The index of what was fixed in a checkout; None where that is not looked for."""
    _passing: "dict[str, asyncio.Task[None]]" = field(default_factory=dict)
    _next_s: dict[str, float] = field(default_factory=dict)

    async def related(self, view: View) -> tuple[Related, ...]:
        """What is related to a unit as the disk has it now, give or take `rest_s`; nothing for a file outside the
        folders."""
        placed = await asyncio.to_thread(self._placed, view)
        if placed is None:
            return ()
        folder, unit = placed
        await self._follow(folder)
        index = await asyncio.to_thread(self.open_index, Path(folder))
        nearing = asyncio.ensure_future(self._near(index, unit))
        try:
            near = await by(now_s() + NEAR_S, nearing)
        finally:
            forget(nearing)
        fixes = await asyncio.to_thread(self.open_fixes, Path(folder)) if self.open_fixes is not None else None
        return await asyncio.to_thread(related_to, index, unit, () if isinstance(near, Late) else near, fixes)

    def close(self) -> None:
        """Ends what runs."""
        for task in self._passing.values():
            task.cancel()

    async def _follow(self, folder: str) -> None:
        """Waits a little for a pass where one is due; it goes on where it takes longer."""
        task = self._passing.get(folder)
        if task is None or (task.done() and now_s() >= self._next_s[folder]):
            task = self._passing[folder] = asyncio.ensure_future(self._passed(folder))
        await by(now_s() + PASS_S, task)

    async def _passed(self, folder: str) -> None:
        try:
            await self.pass_over(Path(folder))
        finally:
            self._next_s[folder] = now_s() + self.rest_s

    async def _near(self, index: PassageIndex, unit: Of) -> tuple[Found, ...]:
        """By vectors; nothing where no model makes any. Makes a few of those that are missing first."""
        try:
            model = await self.embedder()
            if model is None:
                return ()
            await embed_missing(index, model, most=EMBEDDED_MAX)
            query = await model.query(f"{unit.symbol}\n{unit.text}")
            return await asyncio.to_thread(_nearest, index, model.model, query)
        except BackendFailed:
            return ()

    def _placed(self, view: View) -> tuple[str, Of] | None:
        """The innermost of the folders that the file is in, and the unit as it is looked for there."""
        real = os.path.realpath(view.path)
        around = [one for one in self.folders if real.startswith(os.path.join(os.path.realpath(one), ""))]
        if not around:
            return None
        folder = max(around, key=len)
        path = os.path.relpath(real, os.path.realpath(folder)).replace(os.sep, "/")
        return folder, Of(path, view.unit.symbol, view.language, self.redact(view.text), view.unit.calls)


def _nearest(index: PassageIndex, model: str, query: Vector) -> tuple[Found, ...]:
    return by_vector(index, vector_table(index.vectors(model)), query, NEAREST)


async def embedder_of(crew: Crew) -> Embedder | None:
    """The model of the embed role, where it is loaded or may be without taking another's place. Raises
    BackendFailed."""
    player, backend = crew.player(Role.EMBED), crew.backend
    if player is None or backend is None:
        return None
    residents = await crew.residents()
    loaded = any(is_model(one, player.model, player.digest) for one in residents)
    if not loaded and not may_load(residents, crew.loaded_here):
        return None
    crew.loaded_here.add(player.model)

    async def embed(texts: Sequence[str]) -> tuple[Vector, ...]:
        return await backend.embed(player.model, texts, keep_alive_s=player.spec.keep_alive_s)

    return embedder(player.model, player.digest, embed)


async def pass_apart(exclude: Sequence[str], folder: Path) -> None:
    """One pass in a process of its own, so that no hover waits for the interpreter. It ends with this one."""
    command = [sys.executable, "-P", "-m", "spark_lsp.cli.indexer", str(folder), *exclude]
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=os.environ | {"PYTHONUTF8": "1"}
        )
    except OSError:
        return
    ended = asyncio.ensure_future(process.wait())
    try:
        await by(now_s() + PASS_MAX_S, ended)
    finally:
        forget(ended)
        if process.returncode is None:
            process.kill()
