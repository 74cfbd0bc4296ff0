"""What a hover on a place would have sent to the model server, byte for byte, by each role."""

import asyncio
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from spark_lsp.cli.reading import read_source
from spark_lsp.cli.target import place_of
from spark_lsp.core.finding import Severity
from spark_lsp.core.role import Role
from spark_lsp.core.synthesis import UnitIndex, advisories_by_unit
from spark_lsp.core.text import Position, split_lines
from spark_lsp.errors import UsageError
from spark_lsp.settings import Settings

if TYPE_CHECKING:
    from spark_lsp.core.advisory import Advisory
    from spark_lsp.core.asking import Ask
    from spark_lsp.engine.questions import View


@dataclass(frozen=True, slots=True)
class Sent:
    """What would go to the model server for one place; `why_not` where nothing would."""

    url: str
    model: str
    role: str = ""
    system: str = ""
    user: str = ""
    redacted: tuple[tuple[str, int], ...] = ()
    why_not: str = ""


def sent_for(word: str, settings: Settings) -> tuple[Sent, ...]:
    """What the realtime role would be sent at once, and the refining one after it; with related code where that is on,
    whose index is brought in step first. Raises UsageError and UnreadableInput for a place that is none."""
    from spark_lsp.backends.locality import base_url, is_loopback
    from spark_lsp.privacy.excluded import why_private
    from spark_lsp.privacy.redact import Redactor

    path, place = place_of(word)
    if place is None:
        raise UsageError("--privacy takes FILE:LINE")
    url = base_url(settings.backend.kind.value, settings.backend.url)
    nothing = Sent(url, settings.roles.realtime)
    if why := why_private(str(Path(path).absolute()), settings.exclude, [str(Path.cwd())]):
        return (replace(nothing, why_not=why),)
    if not is_loopback(url) and not settings.backend.allow_remote:
        return (replace(nothing, why_not=f"{url} is another machine"),)
    found = _looked(path, place.line, place.column or 0, settings)
    if isinstance(found, str):
        return (replace(nothing, why_not=found),)
    view, advisory = found
    taken = Redactor().redact(view.text).kinds
    asks = asyncio.run(_asks(view, advisory, settings))
    return tuple(Sent(url, ask.model, role.value, ask.system, ask.user, taken) for role, ask in asks)


def _looked(path: str, line: int, column: int, settings: Settings) -> "tuple[View, Advisory] | str":
    """The view of the unit at a place and its subject, or why nothing would be asked there."""
    from spark_lsp.build import analyst
    from spark_lsp.engine.questions import View
    from spark_lsp.languages import for_file

    language = for_file(path)
    source = read_source(Path(path), language.id if language is not None else "")
    analysis = analyst(settings).analyse(source)
    at = UnitIndex(analysis.units).at(Position(line, column))
    if at is None:
        return "there is no code at this place"
    advisories = advisories_by_unit(analysis, least=Severity.INFO).get(at, ())
    here = [a for a in advisories if a.span.start.line <= line <= a.span.end.line]
    if not advisories:
        return "there is no advice on this code to be worded"
    unit = analysis.units[at]
    first, last = unit.span.start.line, unit.span.end.line
    lines = tuple(split_lines(source.text)[first : last + 1])
    view = View("", os.path.abspath(path), source.language, unit, first, lines, advisories, analysis.units)
    return view, (here or advisories)[0]


async def _asks(view: "View", advisory: "Advisory", settings: Settings) -> "list[tuple[Role, Ask]]":
    """By the very parts that an editor's server asks with."""
    from spark_lsp.build import lanes_of
    from spark_lsp.core.asking import Installed
    from spark_lsp.core.gate import Refused, Verdict
    from spark_lsp.engine.players import player_of
    from spark_lsp.engine.trial import Trial
    from spark_lsp.roles.facts import facts_of
    from spark_lsp.store.shelf import MemoryShelf

    async def nothing_is_tried(trial: Trial) -> Verdict:
        return Refused("nothing is tried here")

    folder = _checkout(view.path)
    if settings.retrieval.enabled:
        from spark_lsp.cli.indexer import passed_over

        await asyncio.to_thread(passed_over, Path(folder), settings.exclude)
    lanes = lanes_of(settings, lambda uri: None, nothing_is_tried, [folder], lambda message: None, MemoryShelf())
    try:
        if settings.retrieval.enabled and settings.roles.embed:
            await lanes.crew.ready()
        subject = lanes.packets.subject(view, advisory)
        made: list[tuple[Role, Ask]] = []
        for role in (Role.REALTIME, Role.REFINE):
            name = str(getattr(settings.roles, role.value))
            model = Installed(name, "")
            player = player_of(role, model, facts_of(model), "", related=settings.retrieval.enabled)
            if name:
                made.append((role, (await lanes.refinery.author.ask(view, subject, player)).ask))
        return made
    finally:
        await lanes.close()


def _checkout(path: str) -> str:
    """The folder that an editor would most likely have open for a file: its checkout, else its own."""
    folders = Path(path).resolve().parents
    return str(next((one for one in folders if (one / ".git").exists()), folders[0]))
