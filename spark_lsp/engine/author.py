"""Turns what a model said into a packet that may be kept: the grounding gate for words, the edit gate for repairs."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from spark_lsp.core.advisory import Advisory, Lane, Lineage, Packet, VerifiedEdit
from spark_lsp.core.analysis import Source
from spark_lsp.core.asking import Ask, MissReason
from spark_lsp.core.assembly import advised, repair_fix
from spark_lsp.core.finding import Fix
from spark_lsp.core.gate import Passed, Verdict
from spark_lsp.core.grounding import Known, ground
from spark_lsp.core.prompt import ask_for
from spark_lsp.core.question import Draft, Grounded, Question, Related, Repair, Ungrounded
from spark_lsp.core.role import Role
from spark_lsp.core.shelf import Held
from spark_lsp.core.text import split_lines
from spark_lsp.core.tokens import prompt_tokens
from spark_lsp.core.unit import UnitKind
from spark_lsp.engine.crew import Player
from spark_lsp.engine.questions import Redact, Subject, View, question_of, view_digest
from spark_lsp.engine.trial import Trial


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask, and what its reply is judged by."""

    ask: Ask
    prompt_tokens: int
    question: Question
    known: Known


@dataclass(slots=True)
class Author:
    """Makes asks and packets. Its counts say what the gates dropped."""

    redact: Redact
    known: Callable[[Question], Known]
    """What may be named besides what is in the question; may take a while: called in a thread."""
    present: Callable[[str], Source | None]
    """uri → the file as it is now."""
    try_edit: Callable[[Trial], Awaitable[Verdict]]
    wall: Callable[[], float]
    related: Callable[[View], Awaitable[tuple[Related, ...]]] | None = None
    """Code elsewhere that a refining model is shown; may take a while."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Gate's reason → how often."""

    async def ask(self, view: View, subject: Subject, player: Player) -> Asked:
        """The ask for a subject, as a player's role words it."""
        shown = self.related if player.spec.role is Role.REFINE else None
        related = await shown(view) if shown is not None else ()
        return await asyncio.to_thread(self._ask, view, subject, player, related)

    def _ask(self, view: View, subject: Subject, player: Player, related: tuple[Related, ...]) -> Asked:
        question = replace(question_of(view, subject, self.redact), related=related)
        ask = ask_for(question, player.spec, model=player.model, thinking=player.facts.thinking)
        return Asked(ask, prompt_tokens(ask), question, self.known(question))

    def words(self, draft: Draft, asked: Asked, *, counts: bool = True) -> Grounded | MissReason:
        """What of a draft may be shown. What is dropped is counted, but of a draft that more is to come of."""
        if not draft.headline:
            return MissReason.NOTHING_USEFUL
        match ground(draft, asked.question, asked.known):
            case Ungrounded(reason):
                self.dropped[reason] += counts
                return MissReason.UNGROUNDED
            case Grounded() as grounded:
                self.dropped.update(reason.partition(": ")[2] or reason for reason in grounded.dropped if counts)
                return grounded

    def packet(self, grounded: Grounded, asked: Asked, player: Player, view: View, *, lane: Lane) -> Held:
        """The packet, without an edit."""
        lineage = Lineage(view.unit.key, model=player.model, prompt_version=player.spec.version)
        advisory = advised(asked.question, grounded, lane=lane)
        return Held(Packet(lane, (advisory,), lineage), view.unit.digest, view_digest(view), self.wall())

    async def with_repair(self, held: Held, grounded: Grounded, subject: Subject, view: View) -> Held:
        """The packet with its repair, where that passed the edit gate on the file as it is now."""
        repair = grounded.repair
        if repair is None or view.unit.kind is UnitKind.MODULE:
            return held
        source = self.present(view.uri)
        at = _standing(source, view) if source is not None else None
        if source is None or at is None:
            return held
        verdict, fix = await self._tried(repair, source, at, subject, view)
        if not isinstance(verdict, Passed):
            self.dropped[verdict.reason if verdict is not None else "changes nothing"] += 1
            return held
        assert fix is not None
        edits = tuple(replace(edit, span=edit.span.shifted(-at)) for edit in fix.edits)
        made = VerifiedEdit(fix.title, edits, verdict.checks, safe=False)
        advisory: Advisory = replace(held.packet.advisories[0], edit=made)
        return replace(held, packet=replace(held.packet, advisories=(advisory,)))

    async def _tried(
        self, repair: Repair, source: Source, at: int, subject: Subject, view: View
    ) -> tuple[Verdict | None, Fix | None]:
        shift = at - view.unit.span.start.line
        span = view.unit.span.shifted(shift)
        fix = repair_fix(repair, span, split_lines(source.text))
        if fix is None:
            return None, None
        told = subject.advisory.evidence[0] if subject.advisory is not None else None
        ours = told.rule if told is not None and told.source in ("core", "user", "ruff", "complexity") else ""
        return await self.try_edit(Trial(source, fix, span, ours)), fix


def _standing(source: Source, view: View) -> int | None:
    """The line at which the view's code now stands, where it stands there unchanged and once."""
    text = view.text
    first = source.text.find(text)
    if first < 0 or source.text.find(text, first + 1) >= 0:
        return None
    return source.text.count("\n", 0, first)
