"""Has a model grade answers against what is true of their scenarios, apart from every score: a second opinion, no more.

The judge is never told who answered, and in which order it is asked is drawn by the seed."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from importlib.resources import files
from typing import cast

from spark_lsp.backends.base import Backend
from spark_lsp.bench.booth import MADE_WAY_MAX, MADE_WAY_S
from spark_lsp.bench.clock import Clock
from spark_lsp.bench.grades import Answers, grade_of, report, unjudged
from spark_lsp.bench.residence import Here, NoRoom, moved_in, moved_out
from spark_lsp.bench.scenario import Scenario
from spark_lsp.core.asking import Ask, Installed, MissReason, Piece, Words
from spark_lsp.core.bench_results import BenchGrade, BenchJudge, BenchRow, BenchSaid
from spark_lsp.core.plan import Memory
from spark_lsp.core.prompt import as_data
from spark_lsp.core.role import Role
from spark_lsp.engine.crew import Player
from spark_lsp.engine.deadline import by, forget, now_s
from spark_lsp.engine.players import player_of
from spark_lsp.engine.turn import Turn
from spark_lsp.errors import BackendFailed
from spark_lsp.roles.facts import facts_of

GRADE_MAX = 10
LIMIT_S = 120.0
"""Longest that one grade may take, seconds: a large model on a CPU reads the prompt for most of it."""

REPLY_TOKENS = 400
"""With the thoughts of a model that cannot be kept from thinking."""

REPLY_CHARS_MAX = 4000

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "maxLength": 200},
            "grade": {"type": "integer", "minimum": 0, "maximum": GRADE_MAX},
        },
        "required": ["reason", "grade"],
        "additionalProperties": False,
    }
)


@dataclass(slots=True)
class Judge:
    """For the event loop's thread."""

    backend: Backend
    player: Player
    turn: Turn
    limit_s: float = LIMIT_S
    made_way_s: float = MADE_WAY_S
    _reading: "asyncio.Future[str] | None" = None

    async def grades(self, rows: Sequence[tuple[BenchRow, Scenario, BenchSaid]], *, seed: int) -> list[BenchGrade]:
        """A grade of each, or why there is none; never raises for what a server does."""
        order = list(rows)
        random.Random(seed).shuffle(order)
        return [await self._grade(row, scenario, said) for row, scenario, said in order]

    async def _grade(self, row: BenchRow, scenario: Scenario, said: BenchSaid) -> BenchGrade:
        try:
            grade, trouble = await self._asked(ask_of(self.player, scenario, said, edit=row["edit"]))
        except BackendFailed as failed:
            grade, trouble = None, MissReason(failed.reason).value
        return grade_of(row, grade, trouble)

    async def _asked(self, ask: Ask) -> tuple[int | None, str]:
        for _ in range(MADE_WAY_MAX):
            async with self.turn.taken(self._cut, lambda: None) as mine:
                if mine:
                    await self.turn.nobody_waits()
                    self._reading = asyncio.ensure_future(self._read(ask))
                    await by(now_s() + self.limit_s, asyncio.gather(self._reading, return_exceptions=True))
                    if not self._reading.done():
                        forget(self._reading)
                        return None, MissReason.LATE.value
                    if not self._reading.cancelled():
                        grade = grade_in(self._reading.result())
                        return grade, "" if grade is not None else MissReason.GARBLED.value
            await asyncio.sleep(self.made_way_s)  # a person came first
        return None, MissReason.BUSY.value

    async def _read(self, ask: Ask) -> str:
        parts: list[str] = []
        async with aclosing(cast("AsyncGenerator[Piece, None]", self.backend.stream(ask))) as stream:
            async for piece in stream:
                if isinstance(piece, Words):
                    parts.append(piece.text)
                if sum(map(len, parts)) > REPLY_CHARS_MAX:
                    break
        return "".join(parts)

    def _cut(self) -> None:
        if self._reading is not None:
            self._reading.cancel()


async def judged(
    answers: Answers,
    backend: Backend,
    model: Installed,
    memory: Memory,
    turn: Turn,
    clock: Clock,
    *,
    seed: int,
    displace: bool,
) -> BenchJudge:
    """The grades of a run by one model, which is loaded for it and, where it was not before, unloaded after it."""
    rows, lost = answers.to_grade()
    player = player_of(Role.POLICY, model, facts_of(model), "judge")
    try:
        here: Here | NoRoom = await moved_in(backend, player, memory, clock, displace=displace)
    except BackendFailed as failed:
        here = NoRoom(str(failed))
    if isinstance(here, NoRoom):
        return report(model.name, model.digest, [*lost, *unjudged(rows)], here.message)
    try:
        return report(model.name, model.digest, [*lost, *await Judge(backend, player, turn).grades(rows, seed=seed)])
    finally:
        if here.seconds is not None:
            await moved_out(backend, player)


def ask_of(player: Player, scenario: Scenario, said: BenchSaid, *, edit: bool) -> Ask:
    """The prompt: the code, the truth, the remark; nothing of who made it."""
    remark = "\n".join(as_data(" ".join(said[name].split())) for name in ("headline", "nextStep", "why") if said[name])
    if edit:
        remark += "\n(It brings an edit of these lines.)"
    user = (
        f"<<<CODE\n{as_data(scenario.code)}\nCODE>>>\n<<<TRUTH\n{as_data(truth_told(scenario))}\nTRUTH>>>\n"
        f"<<<REMARK\n{remark or '(Nothing was said.)'}\nREMARK>>>\nGrade the remark."
    )
    return Ask(
        model=player.model,
        system=files("spark_lsp.bench").joinpath("judge.md").read_text("utf-8"),
        user=user,
        schema=SCHEMA,
        max_tokens=REPLY_TOKENS,
        context_tokens=player.spec.context_tokens,
        keep_alive_s=player.spec.keep_alive_s,
        thinking=player.facts.thinking,
    )


def truth_told(scenario: Scenario) -> str:
    """What is true of a scenario, in words."""
    if scenario.dismissed:
        return f"The author has put this advice away: {scenario.title}. To give it again is wrong; silence is right."
    if scenario.twin is not None:
        return "Nothing is wrong in this code."
    lines = scenario.code.split("\n")
    where = "; ".join(lines[i].strip() for i in scenario.truth.lines)
    words = scenario.reference
    told = f"Wrong is this: {where}\nA right remark: {words.headline}. {words.next_step}. {words.why}"
    return told if words.replacement is None else f"{told}\nThe mended lines:\n{words.replacement}"


def grade_in(reply: str) -> int | None:
    """The grade of a reply; None where it keeps no schema."""
    try:
        read = json.loads(reply)
    except (ValueError, RecursionError):
        return None
    grade = read.get("grade") if isinstance(read, dict) else None
    whole = isinstance(grade, int) and not isinstance(grade, bool) and 0 <= grade <= GRADE_MAX
    return grade if whole else None
