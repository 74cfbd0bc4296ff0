"""Has a model that is too large to work beside a person refine packets while nobody needs the card: without a deadline,
and gone as soon as somebody looks.

Promises
- Nothing is begun while a person waits, or has looked a moment ago, in any window.
- A look or a wish in any window ends what runs at once; the heavy model is unloaded, and the models that had to make
  room for it are loaded again, before another's turn.
- No model that somebody else had loaded loses its place."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from spark_lsp.backends.base import Backend
from spark_lsp.core.advisory import Lane
from spark_lsp.core.asking import MissReason
from spark_lsp.core.budget import same_model
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held
from spark_lsp.engine.crew import Player
from spark_lsp.engine.generation import Generation
from spark_lsp.engine.lanes import Lanes
from spark_lsp.engine.players import player_of
from spark_lsp.engine.questions import View
from spark_lsp.engine.reading import CALM_S
from spark_lsp.engine.room import Room
from spark_lsp.errors import BackendFailed
from spark_lsp.roles.facts import facts_of

REPLY_TOKENS = 1024
"""Most of a reply: the thoughts of a model that cannot be kept from thinking count."""

KEEP_S = 900.0
"""How long the heavy model would stay if this process were killed, seconds."""

MOMENT_S = 2.0
"""So long after a look a person may look again, seconds."""

POLL_S = 0.1
"""How often it is looked whether somebody looked, seconds."""

FATAL = frozenset({MissReason.DOWN, MissReason.SERVER_ERROR, MissReason.BROKEN_STREAM, MissReason.NOT_PULLED})
"""Nothing else can be made either."""


@dataclass(slots=True)
class Round:
    """What came of one go."""

    made: int = 0
    left: tuple[View, ...] = ()
    """Those that were not come to."""
    gave_way: bool = False
    """Whether it ended, or did not begin, for a person."""
    trouble: str = ""
    """Why no more can be made; `""` where it can."""
    came_to_nothing: Counter[MissReason] = field(default_factory=Counter)


@dataclass(slots=True)
class Heavy:
    """For the event loop's thread; one round at a time."""

    lanes: Lanes
    name: str
    room: Room
    away: bool = False
    """Whether anything that a person does in an editor ends it, not only a look."""
    poll_s: float = POLL_S
    model: str = ""
    """Its name as the server has it, once a round was tried."""
    _work: "asyncio.Task[None] | None" = None
    _gave_way: bool = False

    async def round(self, views: Sequence[View], done: Callable[[], None] = lambda: None) -> Round:
        """Makes packets, in this order, until there are no more or somebody comes; `done` hears each. Raises nothing
        for what a server does."""
        made = Round(left=tuple(views))
        self._gave_way = False
        player = await self._player()
        if isinstance(player, str):
            made.trouble = player
            return made
        turn = self.lanes.refinery.turn
        mark = await asyncio.to_thread(self._mark)
        if turn.is_waited_for() or await asyncio.to_thread(self.lanes.presence.since_look_s) < MOMENT_S:
            made.gave_way = True
            return made
        async with turn.taken(self.give_way, lambda: None) as mine:
            if not mine:
                made.gave_way = True
                return made
            self._work = asyncio.get_running_loop().create_task(self._all(player, made, done))
            watch = asyncio.get_running_loop().create_task(self._watch(mark))
            if self._gave_way or turn.is_waited_for():
                self.give_way()
            try:
                await asyncio.wait({self._work})
            finally:
                watch.cancel()
                self._work.cancel()
                await asyncio.wait({self._work})
                if self.lanes.crew.backend is not None:
                    await self.room.given_back(self.lanes.crew.backend, player)
        made.gave_way = self._gave_way
        if not self._work.cancelled():
            self._work.result()
        return made

    def give_way(self) -> None:
        """A person is here: what runs ends now."""
        self._gave_way = True
        if self._work is not None:
            self._work.cancel()

    async def missing(self, views: Sequence[View]) -> list[View]:
        """Those of them whose best advice this model has not worded yet, and which a model may be shown."""
        player = await self._player()
        if isinstance(player, str):
            return list(views)
        shown = [view for view in views if view.advisories and self.lanes.private(view.path) is None]
        await self.lanes.bring(shown)
        return [view for view in shown if not self._is_made(view, player)]

    # -- one round

    async def _all(self, player: Player, made: Round, done: Callable[[], None]) -> None:
        crew, turn = self.lanes.crew, self.lanes.refinery.turn
        try:
            backend = await crew.ready()
            if backend is None:
                made.trouble = crew.trouble or "there is no model server"
                return
            # asked before anything makes room, and again before each packet
            made.trouble = await self._rest() or await self.room.taken(backend, player)
            for view in made.left if not made.trouble else ():
                made.trouble = await self._rest()
                if made.trouble:
                    return
                await turn.nobody_waits()
                outcome = await self._one(backend, player, view)
                if outcome in FATAL:
                    made.trouble = f"{player.model} gave nothing: {outcome}"
                    return
                made.made += outcome is None
                made.came_to_nothing.update([outcome] if outcome is not None else [])
                made.left = made.left[1:]
                done()
        except BackendFailed as failed:
            made.trouble = str(failed)

    async def _rest(self) -> str:
        return await asyncio.to_thread(self.lanes.refinery.may_work) or ""

    async def _one(self, backend: Backend, player: Player, view: View) -> MissReason | None:
        lanes, author = self.lanes, self.lanes.refinery.author
        refine = lanes.crew.player(Role.REFINE)
        if refine is None or lanes.private(view.path) is not None:
            return MissReason.PRIVATE if refine is not None else MissReason.NOT_PULLED
        await lanes.bring([view])
        subject = lanes.packets.subject(view, view.advisories[0])
        asked = await author.ask(view, subject, player)
        generation = Generation(
            backend, asked.ask, lanes.refinery.reader(), prompt_tokens=asked.prompt_tokens, calm_s=CALM_S
        )
        try:
            await asyncio.shield(generation.settled)
        finally:
            generation.cancel()
        words = author.words(generation.draft, asked)
        if isinstance(words, MissReason):
            return generation.miss or words
        held = author.packet(words, asked, player, view, lane=Lane.REFINED)
        held = await author.with_repair(held, words, subject, view)
        # In the place of the refining model's own, so that every window finds it; it says who wrote it.
        slot = lanes.packets.slot(view, subject, refine.fingerprint)
        if await asyncio.to_thread(lanes.packets.shelf.put, slot, held):
            lanes.refinery.on_made(view, held)
        return None

    async def _watch(self, mark: int) -> None:
        while True:
            if await asyncio.to_thread(self._mark) != mark:
                break
            await asyncio.sleep(self.poll_s)
        self.give_way()

    def _mark(self) -> int:
        presence = self.lanes.presence
        return presence.look_mark() + (presence.stir_mark() if self.away else 0)

    def _is_made(self, view: View, player: Player) -> bool:
        held = self.lanes.packets.held(view, self.lanes.packets.subject(view, view.advisories[0]), Role.REFINE)
        mine = isinstance(held, Held) and same_model(held.packet.lineage.model, player.model)
        return mine and isinstance(held, Held) and held.digest == view.unit.digest

    # -- coming and going

    async def _player(self) -> Player | str:
        """The model as a refiner, or why it cannot be one."""
        crew = self.lanes.crew
        backend = await crew.ready()
        if backend is None:
            return crew.trouble or "there is no model server"
        if crew.player(Role.REFINE) is None:
            return "no model plays the role `refine`, in whose place its packets are found; `spark-lsp roles` says why"
        try:
            installed = await backend.installed()
        except BackendFailed as failed:
            return str(failed)
        model = next((one for one in installed if same_model(one.name, self.name)), None)
        if model is None:
            return f"{self.name} is not there" + (f"; run: ollama pull {self.name}" if backend.kind == "ollama" else "")
        facts = facts_of(model)
        if model.remote:
            return f"{model.name} is answered by a machine elsewhere; only models on this machine are asked"
        if Role.REFINE not in facts.roles:
            return f"{model.name} is not known to be fit for refine; it has to pass the promotion gate first"
        self.model = model.name
        player = player_of(Role.REFINE, model, facts, "while nobody is there")
        return replace(player, spec=replace(player.spec, max_tokens=REPLY_TOKENS, keep_alive_s=KEEP_S))
