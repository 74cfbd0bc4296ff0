"""The code related to a unit, out of an index that follows what is on the disk."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Vector
from spark_lsp.core.budget import is_model
from spark_lsp.core.passage import Found, PassageIndex
from spark_lsp.core.question import Related
from spark_lsp.core.role import Role
from spark_lsp.engine.crew import Crew, may_load
from spark_lsp.engine.deadline import Late, by, forget, now_s
from spark_lsp.engine.questions import View
from spark_lsp.errors import BackendFailed
from spark_lsp.privacy.redact import Redactor
from spark_lsp.retrieval.indexing import Checkout, bring_up_to_date
from spark_lsp.retrieval.related import Of, related_to
from spark_lsp.retrieval.vectors import Embedder, by_vector, embed_missing, embedder, vector_table
from spark_lsp.syntax.outline import outline_of

PASS_S = 4.0
"""Longest that one pass over a checkout may take, seconds: a first one over 500 files takes three; the next goes on
where it ended."""

NEAR_S = 20.0
"""Longest that a search by vectors may take, those made first that are missing; then words alone count."""

EMBEDDED_MAX = 64
"""Vectors made for one question at most: a new checkout has all of its after some dozens."""

NEAREST = 12

REST_S = 20.0
"""Between two passes, seconds; one that finds nothing new reads and hashes the files."""


@dataclass(slots=True)
class _Followed:
    checkout: Checkout
    next_s: float = 0.0


@dataclass(slots=True)
class Neighbours:
    """Of all folders of a connection. Nothing in it raises for what is on the disk or what a server does; where there
    is no index, nothing is related."""

    folders: tuple[str, ...]
    open_index: Callable[[Path], PassageIndex]
    """Of a checkout, by its folder."""
    sources: Callable[[Path], Iterable[tuple[str, Source]]]
    """folder → (path within the folder, text) of each file that a model may be shown."""
    embedder: Callable[[], Awaitable[Embedder | None]]
    """The model that makes vectors, where one may be asked now."""
    clock: Callable[[], float] = time.monotonic
    _redactor: Redactor = field(default_factory=Redactor)
    _followed: dict[str, _Followed] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    async def related(self, view: View) -> tuple[Related, ...]:
        """What is related to a unit as the disk has it now, give or take REST_S; nothing for a file outside the
        folders."""
        found = await asyncio.to_thread(self._brought, view)
        if found is None:
            return ()
        index, unit = found
        nearing = asyncio.ensure_future(self._near(index, unit))
        try:
            near = await by(now_s() + NEAR_S, nearing)
        finally:
            forget(nearing)
        return await asyncio.to_thread(related_to, index, unit, () if isinstance(near, Late) else near)

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

    def _brought(self, view: View) -> tuple[PassageIndex, Of] | None:
        """The index, brought up to date, and the unit as it is looked for."""
        folder = self._folder(view.path)
        if folder is None:
            return None
        with self._lock:
            followed = self._followed.get(folder)
            if followed is None:
                checkout = Checkout(self.open_index(Path(folder)), outline_of, self._redact)
                followed = self._followed[folder] = _Followed(checkout)
            self._follow(folder, followed)
        path = os.path.relpath(os.path.realpath(view.path), os.path.realpath(folder)).replace(os.sep, "/")
        unit = Of(path, view.unit.symbol, view.language, self._redact(view.text), view.unit.calls)
        return followed.checkout.index, unit

    def _follow(self, folder: str, followed: _Followed) -> None:
        begun = self.clock()
        if begun < followed.next_s:
            return
        came = bring_up_to_date(
            followed.checkout, self.sources(Path(folder)), may_go_on=lambda: self.clock() - begun < PASS_S
        )
        followed.next_s = self.clock() + (REST_S if came.whole else 0.0)

    def _redact(self, text: str) -> str:
        return self._redactor.redact(text).text

    def _folder(self, path: str) -> str | None:
        """The innermost of the folders that the file is in."""
        real = os.path.realpath(path)
        around = [one for one in self.folders if real.startswith(os.path.join(os.path.realpath(one), ""))]
        return max(around, key=len, default=None)


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
