"""Has the prompt of the code under a resting cursor evaluated, so that a look at it has its words sooner."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from spark_lsp.core.budget import Decline
from spark_lsp.core.role import Role
from spark_lsp.engine.author import Author
from spark_lsp.engine.crew import Crew
from spark_lsp.engine.deadline import by, forget, now_s, watched
from spark_lsp.engine.questions import Subject, View
from spark_lsp.errors import BackendFailed

PAYS_S = 0.1
"""A prompt that is evaluated sooner than this is not worth a request, seconds: `python -m tests.benchmarks.lanes` tells
what a look saves."""

LIMIT_S = 10.0
"""Longest that an evaluation may take, seconds: nobody rests that long to look."""


@dataclass(slots=True)
class Prefill:
    """One at a time. For the event loop's thread; nothing in it raises for what a server does."""

    crew: Crew
    author: Author
    may_work: Callable[[], str | None]
    """Why background work should not run now; None where it may. Asked in a thread."""
    busy: Callable[[], bool]
    """Whether a generation of ours runs, for which the server has better use."""
    made: int = 0
    _name: tuple[str, str] = ("", "")
    """(unit key, subject) of what the model has evaluated last, or is evaluating."""
    _task: "asyncio.Task[None] | None" = None

    def rests(self, view: View, subject: Subject) -> None:
        """The cursor rests in this unit."""
        name = (view.unit.key, subject.name)
        if name == self._name:
            return
        self.leaves()
        self._name = name
        self._task = asyncio.get_running_loop().create_task(self._evaluate(view, subject))
        watched(self._task, self.crew.log)

    def leaves(self, unit_key: str = "") -> None:
        """The cursor is elsewhere, or a person asks; what is evaluated for that very unit is left to end, since
        the question waits for nothing else."""
        if self._name[0] == unit_key:
            return
        self._name = ("", "")  # what the model looks at next takes this prompt's place
        if self._task is not None and not self._task.done():
            forget(self._task)

    async def _evaluate(self, view: View, subject: Subject) -> None:
        try:
            done = await self._evaluated(view, subject)
        except BackendFailed:
            done = False  # whoever asks next finds out why
        if done:
            self.made += 1
        else:
            self._name = ("", "")

    async def _evaluated(self, view: View, subject: Subject) -> bool:
        player, backend = self.crew.player(Role.REALTIME), self.crew.backend
        pace = self.crew.gate.pace(player.model).prompt_s_per_token if player is not None else None
        if player is None or backend is None or pace is None or not self.crew.is_fresh() or self.busy():
            return False
        asked = await self.author.ask(view, subject, player)
        if pace * asked.prompt_tokens < PAYS_S or await asyncio.to_thread(self.may_work) is not None:
            return False
        window = self.crew.gate.window(
            player.model,
            residents=await backend.resident(),
            need=asked.prompt_tokens + asked.ask.max_tokens,
            now_s=now_s(),
            digest=player.digest,
        )
        if isinstance(window, Decline) or self.busy():
            return False
        ask = replace(asked.ask, context_tokens=window)
        evaluating = asyncio.ensure_future(backend.prefill(ask))
        try:
            await by(now_s() + LIMIT_S, evaluating)
        finally:
            if not evaluating.done():
                forget(evaluating)
        return evaluating.done()
